/**
 * jacov (Mellor, Turner, Storkey and Crowley, "Neural Architecture Search without Training", arXiv 2006.04647v1, equation 2): with the Jacobian of the
 * summed outputs by each image as a row, and sigma the eigenvalues of the rows' correlation matrix, S = -sum_i (log(sigma_i + k) + 1 / (sigma_i + k)),
 * k = 1e-5. Uncorrelated Jacobians, all sigma near one, score highest.
 */
import { eigenvalues } from './eigenvalues.ts';

const K = 1e-5;

/** `jacobian`: [batch, values of an image]. NaN where the outputs do not depend on the images. */
export function jacov(jacobian: Float32Array, batch: number): number {
  const length = jacobian.length / batch;
  const rows = Array.from({ length: batch }, (_, i) => standardised(jacobian.subarray(i * length, (i + 1) * length)));
  const correlations = new Float64Array(batch * batch);
  for (let i = 0; i < batch; i++) {
    const a = rows[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const b = rows[j] as Float64Array;
      let product = 0;
      for (let k = 0; k < length; k++) product += (a[k] as number) * (b[k] as number);
      correlations[i * batch + j] = product;
      correlations[j * batch + i] = product;
    }
  }
  return -eigenvalues(correlations, batch).reduce((sum, sigma) => {
    const value = Math.max(0, sigma) + K;
    return sum + Math.log(value) + 1 / value;
  }, 0);
}

/** Logarithm of the Euclidean norm of the Jacobian of the summed outputs: how much the network amplifies its input. */
export function jacobianNorm(jacobian: Float32Array): number {
  return Math.log(jacobian.reduce((sum, value) => sum + value * value, 0)) / 2;
}

/** Mean 0, sum of squares 1. */
function standardised(row: Float32Array): Float64Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const centred = Float64Array.from(row, (value) => value - mean);
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return centred.map((value) => value / norm);
}
