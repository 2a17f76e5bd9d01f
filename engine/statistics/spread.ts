/** Mean and spread of repeated measurements. */

export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (divided by n - 1); 0 for one value. */
  readonly std: number;
}

/** NaN for no values at all. */
export function spread(values: readonly number[]): Spread {
  const n = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / n;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, std: n > 1 ? Math.sqrt(squares / (n - 1)) : n === 1 ? 0 : NaN };
}
