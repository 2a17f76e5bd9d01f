/** Ridge regression on a few columns (Hoerl and Kennard 1970): the weights that minimise |y - mean - Z w|^2 + penalty |w|^2. */
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { cholesky, forwardSolve, invertLower, transposedProduct } from '../../statistics/cholesky.ts';

export interface LinearPrior {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** `penalty` is positive. */
export function fitRidge(columns: FeatureMatrix, targets: Float64Array, penalty: number): LinearPrior {
  const { rows, columns: d, values } = columns;
  const means = new Float64Array(d);
  for (let i = 0; i < rows; i++) for (let j = 0; j < d; j++) means[j]! += (values[i * d + j] as number) / rows;
  const mean = targets.reduce((sum, target) => sum + target, 0) / rows;
  const matrix = new Float64Array(d * d);
  const right = new Float64Array(d);
  const centred = new Float64Array(d);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < d; j++) centred[j] = (values[i * d + j] as number) - (means[j] as number);
    for (let j = 0; j < d; j++) {
      const value = centred[j] as number;
      right[j]! += value * ((targets[i] as number) - mean);
      for (let k = 0; k <= j; k++) matrix[j * d + k]! += value * (centred[k] as number);
    }
  }
  for (let j = 0; j < d; j++) matrix[j * d + j]! += penalty;
  if (!cholesky(matrix, d)) throw new Error('ridge regression: the matrix is not positive definite');
  const weights = transposedProduct(invertLower(matrix, d), d, forwardSolve(matrix, d, right));
  return { weights, intercept: weights.reduce((sum, weight, j) => sum - weight * (means[j] as number), mean) };
}

export function priorMeans({ weights, intercept }: LinearPrior, columns: FeatureMatrix): Float64Array {
  const { rows, columns: d, values } = columns;
  return Float64Array.from({ length: rows }, (_, i) =>
    weights.reduce((sum, weight, j) => sum + weight * (values[i * d + j] as number), intercept),
  );
}
