/** The standard normal distribution's quantiles, and normal scores of a sample. */
import { averageRanks } from './ranks.ts';

/**
 * Inverse of the normal distribution function for 0 < p < 1, relative error below 1.2e-9
 * (P. J. Acklam's rational approximation, 2003).
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new Error(`normalQuantile(${p}) is not defined`);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailNumerator, q) / polynomial(tailDenominator, q);
  }
  const q = p - 0.5;
  return (q * polynomial(middleNumerator, q * q)) / polynomial(middleDenominator, q * q);
}

/** Normal scores of a sample: the normal quantile of (rank - 1/2) / n, equal values sharing theirs (their mean rank's). */
export function normalScores(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  return averageRanks(values).map((rank) => normalQuantile((rank - 0.5) / n));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
}

const middleNumerator = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const middleDenominator = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const tailNumerator = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailDenominator = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
