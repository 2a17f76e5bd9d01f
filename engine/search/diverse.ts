/** A first set that covers the space: greedy maximin over standardised features (Gonzalez 1985, farthest-point clustering). */

/**
 * Positions of `n` rows, chosen so that each is as far as can be from those before it; the first is the one nearest to the mean, which
 * a predictor learns most from. Constant columns are left out. Rows are features of equal length.
 */
export function diverseSubset(rows: readonly ArrayLike<number>[], n: number): number[] {
  const points = standardise(rows);
  const chosen: number[] = [];
  const nearest = new Float64Array(points.length).fill(Infinity);
  let next = smallest(points.map((point) => squared(point, undefined)));
  while (chosen.length < Math.min(n, points.length)) {
    chosen.push(next);
    const last = points[next];
    let farthest = -1;
    for (let i = 0; i < points.length; i++) {
      nearest[i] = Math.min(nearest[i] as number, squared(points[i] as Float64Array, last));
      if (!chosen.includes(i) && (farthest < 0 || (nearest[i] as number) > (nearest[farthest] as number))) farthest = i;
    }
    next = farthest;
  }
  return chosen;
}

function standardise(rows: readonly ArrayLike<number>[]): Float64Array[] {
  const width = rows[0]?.length ?? 0;
  const points = rows.map(() => new Float64Array(width));
  for (let c = 0; c < width; c++) {
    const column = rows.map((row) => row[c] ?? 0);
    const mean = column.reduce((a, b) => a + b, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / column.length);
    if (deviation === 0) continue;
    column.forEach((value, r) => ((points[r] as Float64Array)[c] = (value - mean) / deviation));
  }
  return points;
}

function squared(a: Float64Array, b: Float64Array | undefined): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += ((a[c] as number) - (b?.[c] ?? 0)) ** 2;
  return sum;
}

function smallest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value < (values[best] as number) ? i : best), 0);
}
