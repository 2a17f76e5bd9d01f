/** Ranks of a sample: the ground of Spearman's coefficient and of normal scores. */

/** Indices that sort the values ascending; equal values keep their order. */
export function sortedOrder(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => at(values, a) - at(values, b) || a - b);
}

/** Ranks 1..n ascending; ties share the mean of their ranks. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = sortedOrder(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && at(values, at(order, end)) === at(values, at(order, start))) end++;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) ranks[at(order, i)] = rank;
    start = end;
  }
  return ranks;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
