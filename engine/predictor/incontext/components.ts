/**
 * Directions of a matrix of features: those in which architectures differ most (principal components, without labels), and those in
 * which they differ with the labels (partial least squares; S. Wold et al., "PLS-regression: a basic tool of chemometrics", 2001).
 */
import { dot } from '../../statistics/cholesky.ts';
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { seededRandom } from '../../../dsl/random.ts';

/** Rows looked at for the principal components: evenly spaced. */
const ROWS = 400;
const ROUNDS = 12;

export interface Directions {
  readonly count: number;
  readonly columns: number;
  /** A row a direction, scaled so that projections have unit variance over the rows it was found on. */
  readonly vectors: Float64Array;
}

/** The first `count` principal components of centred columns by subspace iteration; missing ones (low rank) are zero. Signs are fixed by the largest entry. */
export function principalDirections({ rows, columns, values }: FeatureMatrix, count: number): Directions {
  const step = Math.max(1, Math.floor(rows / ROWS));
  const picked: Float64Array[] = [];
  for (let i = 0; i < rows && picked.length < ROWS; i += step) picked.push(values.subarray(i * columns, (i + 1) * columns)); // prettier-ignore
  const random = seededRandom('principal directions');
  const vectors = Float64Array.from({ length: count * columns }, () => random.normal());
  const next = new Float64Array(columns);
  const scale = new Float64Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    for (let k = 0; k < count; k++) {
      const vector = vectors.subarray(k * columns, (k + 1) * columns);
      next.fill(0);
      let square = 0;
      for (const row of picked) {
        const projection = dot(row, 0, vector, 0, columns);
        square += projection * projection;
        for (let j = 0; j < columns; j++) next[j]! += projection * (row[j] as number);
      }
      scale[k] = Math.sqrt(square / picked.length);
      for (let before = 0; before < k; before++) {
        const along = dot(next, 0, vectors, before * columns, columns);
        for (let j = 0; j < columns; j++) next[j]! -= along * (vectors[before * columns + j] as number);
      }
      const norm = Math.sqrt(dot(next, 0, next, 0, columns));
      for (let j = 0; j < columns; j++) vector[j] = norm > 1e-9 ? (next[j] as number) / norm : 0;
    }
  }
  for (let k = 0; k < count; k++) {
    let largest = 0;
    for (let j = 0; j < columns; j++) {
      const entry = vectors[k * columns + j] as number;
      if (Math.abs(entry) > Math.abs(largest) + 1e-9) largest = entry;
    }
    const deviation = scale[k] as number;
    const factor = deviation > 1e-6 ? Math.sign(largest) / deviation : 0;
    for (let j = 0; j < columns; j++) vectors[k * columns + j]! *= factor;
  }
  return { count, columns, vectors };
}

/** `count` directions of largest covariance with the centred targets, each of what the former leave; as plain weights on the columns, unit variance on these rows. */
export function targetDirections(inputs: FeatureMatrix, targets: Float64Array, count: number): Directions {
  const { rows, columns } = inputs;
  const rest = inputs.values.slice();
  const vectors = new Float64Array(count * columns);
  const loadings: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const weight = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) weight[j]! += (targets[i] as number) * (rest[i * columns + j] as number);
    }
    const norm = Math.sqrt(dot(weight, 0, weight, 0, columns));
    if (norm < 1e-9) break;
    for (let j = 0; j < columns; j++) weight[j]! /= norm;
    const scores = Float64Array.from({ length: rows }, (_, i) => dot(rest, i * columns, weight, 0, columns));
    const square = dot(scores, 0, scores, 0, rows);
    if (square < 1e-9) break;
    const loading = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++)
        loading[j]! += ((scores[i] as number) * (rest[i * columns + j] as number)) / square;
    }
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) rest[i * columns + j]! -= (scores[i] as number) * (loading[j] as number);
    }
    // The weight acts on what the former directions leave of the columns; unfolded it acts on the columns themselves.
    const direct = weight.slice();
    for (let before = 0; before < k; before++) {
      const along = dot(loadings[before] as Float64Array, 0, weight, 0, columns);
      const former = before * columns;
      for (let j = 0; j < columns; j++) direct[j]! -= along * (vectors[former + j] as number);
    }
    vectors.set(direct, k * columns);
    loadings.push(loading);
  }
  for (let k = 0; k < count; k++) {
    let square = 0;
    for (let i = 0; i < rows; i++) square += dot(inputs.values, i * columns, vectors, k * columns, columns) ** 2;
    const deviation = Math.sqrt(square / rows);
    for (let j = 0; j < columns; j++) vectors[k * columns + j]! /= deviation > 1e-9 ? deviation : 1;
  }
  return { count, columns, vectors };
}

/** Row-major, `rows * count`: the projection of each row on each direction, at most four deviations. */
export function project({ rows, columns, values }: FeatureMatrix, { count, vectors }: Directions): Float64Array {
  const out = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < count; k++) {
      const value = dot(values, i * columns, vectors, k * columns, columns);
      out[i * count + k] = Math.max(-4, Math.min(4, value));
    }
  }
  return out;
}
