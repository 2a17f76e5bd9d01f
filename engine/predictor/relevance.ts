/** How much each feature tells about the labels: the weights of the distance that the kernel sees. */
import type { FeatureMatrix } from '../encoding/feature-matrix.ts';
import { averageRanks } from '../statistics/ranks.ts';
import { pearson } from '../statistics/spearman.ts';

/** Weight of a feature whose ranks have nothing to do with the labels': it may still matter together with others. */
const FLOOR = 0.05;

/**
 * For each column the factor by which to multiply it, so that the squared distance of two rows is the weighted mean of the squared
 * differences of their features; the weight is FLOOR + rho^2 with Spearman's rho of feature and labels.
 */
export function relevanceFactors(features: FeatureMatrix, labels: Float64Array): Float64Array {
  const { rows, columns, values } = features;
  const labelRanks = averageRanks(labels);
  const column = new Float64Array(rows);
  const weights = new Float64Array(columns);
  let total = 0;
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) column[i] = values[i * columns + j] as number;
    const rho = pearson(averageRanks(column), labelRanks);
    weights[j] = FLOOR + (Number.isFinite(rho) ? rho * rho : 0);
    total += weights[j] as number;
  }
  return weights.map((weight) => Math.sqrt(weight / total));
}
