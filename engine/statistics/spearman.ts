/** Spearman's rank correlation: Pearson's correlation of the ranks, ties sharing their mean rank. */
import { averageRanks } from './ranks.ts';

/** In -1..1; NaN where it is not defined: fewer than two values, or one variable constant. Lengths must agree. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`spearman: ${a.length} and ${b.length} values`);
  return pearson(averageRanks(a), averageRanks(b));
}

/** Pearson's product-moment correlation, in -1..1; NaN where a variable is constant. */
export function pearson(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const meanA = sum(a) / n;
  const meanB = sum(b) / n;
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < n; i++) {
    const x = (a[i] as number) - meanA;
    const y = (b[i] as number) - meanB;
    covariance += x * y;
    varianceA += x * x;
    varianceB += y * y;
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
