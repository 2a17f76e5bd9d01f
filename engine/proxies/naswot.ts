/**
 * naswot (Mellor, Turner, Storkey and Crowley, "Neural Architecture Search without Training", ICML 2021, equation 2): the logarithm of the determinant
 * of K_H, whose entry for images i and j is N_A - d_H(c_i, c_j), with c the binary code of which of the N_A rectifiers are active and
 * d_H the Hamming distance. Images that a random network tells apart have different codes, and K_H a large determinant.
 *
 * Two images of one code make K_H singular: eigenvalues count as at least RIDGE * N_A. Without any rectifier there is no code and no score.
 */
import { eigenvalues } from './eigenvalues.ts';

const RIDGE = 1e-6;

/** `codes`: inner products of the images' codes written as -1 and 1, [batch, batch]; `length`: N_A. NaN where that is 0. */
export function naswot(codes: Float64Array, length: number, batch: number): number {
  if (length === 0) return NaN;
  // For codes of -1 and 1 the inner product is agreements less disagreements: twice the agreements less N_A.
  const kernel = codes.map((product) => (product + length) / 2);
  return eigenvalues(kernel, batch).reduce((sum, value) => sum + Math.log(Math.max(value, RIDGE * length)), 0);
}
