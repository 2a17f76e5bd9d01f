/** Features on a common scale, learnt from architectures without labels. */
import { featureMatrix, type FeatureMatrix } from '../encoding/feature-matrix.ts';

/** Standard deviations beyond which a feature counts no more: rare words would dominate every distance otherwise. */
const CLIP = 3;

export interface Scaler {
  /** Columns that vary, of the original numbering; of columns that are copies of each other the first. */
  readonly columns: Uint32Array;
  /** Of the kept columns. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Columns that are constant over `pool` are dropped, and so are exact copies (up to scale) of an earlier column. */
export function fitScaler(pool: FeatureMatrix): Scaler {
  const { rows, columns, values } = pool;
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j]! += values[i * columns + j] as number;
  for (let j = 0; j < columns; j++) means[j]! /= rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++)
      deviations[j]! += ((values[i * columns + j] as number) - (means[j] as number)) ** 2;
  }
  const kept: number[] = [];
  const seen = new Map<string, number[]>();
  for (let j = 0; j < columns; j++) {
    deviations[j] = Math.sqrt((deviations[j] as number) / rows);
    if ((deviations[j] as number) <= 1e-9 * (1 + Math.abs(means[j] as number))) continue;
    const standard = (row: number, column: number): number =>
      ((values[row * columns + column] as number) - (means[column] as number)) / (deviations[column] as number);
    const probe = [0, rows >> 2, rows >> 1, rows - 1].map((row) => standard(row, j).toFixed(6)).join(' ');
    const alike = seen.get(probe) ?? [];
    const copy = alike.some((other) => {
      for (let i = 0; i < rows; i++) if (Math.abs(standard(i, j) - standard(i, other)) > 1e-7) return false;
      return true;
    });
    if (copy) continue;
    seen.set(probe, [...alike, j]);
    kept.push(j);
  }
  return {
    columns: Uint32Array.from(kept),
    means: Float64Array.from(kept, (j) => means[j] as number),
    deviations: Float64Array.from(kept, (j) => deviations[j] as number),
  };
}

/** Kept columns in standard deviations from the mean, at most three, each times its factor (one where none are given). */
export function standardise(features: FeatureMatrix, scaler: Scaler, factors?: Float64Array): FeatureMatrix {
  const { columns: kept, means, deviations } = scaler;
  const result = featureMatrix(features.rows, kept.length);
  for (let i = 0, at = 0; i < features.rows; i++) {
    const row = i * features.columns;
    for (let k = 0; k < kept.length; k++, at++) {
      const value =
        ((features.values[row + (kept[k] as number)] as number) - (means[k] as number)) / (deviations[k] as number);
      result.values[at] = Math.max(-CLIP, Math.min(CLIP, value)) * (factors === undefined ? 1 : (factors[k] as number));
    }
  }
  return result;
}

/** Each column times its factor. */
export function scaleColumns(features: FeatureMatrix, factors: Float64Array): FeatureMatrix {
  const { rows, columns, values } = features;
  const result = featureMatrix(rows, columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) result.values[at] = (values[at] as number) * (factors[j] as number);
  }
  return result;
}
