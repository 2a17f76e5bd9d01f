/**
 * Parameters, multiply-accumulates and activations of a network as linear functions of its cells' counts, learnt from sampled networks, so
 * that features need no network to be built where only cells are decided. Exact where costs are additive (operators on edges: NAS-Bench-201,
 * DARTS); an estimate where widths follow from the wiring (NAS-Bench-101), and it is only a feature there, never shown as a cost.
 */
import { cholesky, forwardSolve, invertLower, transposedProduct } from '../statistics/cholesky.ts';

export interface LinearEstimate {
  /** Columns of the cell features that it reads. */
  readonly columns: readonly number[];
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Columns on which costs depend, by name: counts, and what stands beside input and output. */
export function costColumns(names: readonly string[]): readonly number[] {
  const counted = /: (count |live vertices|direct edges|degree of input|first [^+]*$|last [^+]*$)/;
  return names.flatMap((name, i) => (counted.test(name) ? [i] : []));
}

/** Least squares with a ridge just large enough to settle what the rows leave open. `rows` hold whole feature rows. */
export function fitLinearEstimate(
  rows: readonly Float64Array[],
  targets: readonly number[],
  columns: readonly number[],
): LinearEstimate {
  const count = columns.length;
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = columns.map((column) => meanOf(rows.map((row) => row[column] as number)));
  const intercept = meanOf(targets);
  const gram = new Float64Array(count * count);
  const moment = new Float64Array(count);
  for (const [r, row] of rows.entries()) {
    const centred = columns.map((column, k) => (row[column] as number) - (means[k] as number));
    for (let i = 0; i < count; i++) {
      moment[i]! += (centred[i] as number) * ((targets[r] as number) - intercept);
      for (let j = 0; j <= i; j++) gram[i * count + j]! += (centred[i] as number) * (centred[j] as number);
    }
  }
  for (let i = 0; i < count; i++) gram[i * count + i]! += 1e-6 * rows.length;
  if (!cholesky(gram, count)) throw new Error('a ridge regression has no solution');
  const coefficients = transposedProduct(invertLower(gram, count), count, forwardSolve(gram, count, moment));
  const offset = coefficients.reduce((sum, coefficient, k) => sum + coefficient * (means[k] as number), 0);
  return { columns, coefficients, intercept: intercept - offset };
}

export function estimate({ columns, coefficients, intercept }: LinearEstimate, row: Float64Array): number {
  return columns.reduce((sum, column, k) => sum + (coefficients[k] as number) * (row[column] as number), intercept);
}
