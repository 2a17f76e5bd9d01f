/**
 * From normal scores back to the labels' unit: the monotone map through the measured points, with tails.
 *
 * Between two measured values the map is linear. Beyond the last one it goes on with the slope of the outer tenth of the points; where all
 * labels lie in 0..100 it bends and never reaches the bound, so that the order of predictions is kept there too.
 */

export interface QuantileMap {
  /** Strictly increasing in `score`. */
  valueAt(score: number): number;
}

/** `scores` are the normal scores of `labels`; at least two labels differ. */
export function quantileMap(labels: Float64Array, scores: Float64Array): QuantileMap {
  const points = new Map<number, number>();
  labels.forEach((label, i) => points.set(label, scores[i] as number));
  const values = Float64Array.from(points.keys()).sort();
  const at = values.map((value) => points.get(value) as number);
  const count = values.length;
  const lowest = values[0] as number;
  const highest = values[count - 1] as number;
  const isPercent = lowest >= 0 && highest <= 100;
  const outer = Math.max(1, Math.ceil(count / 10));
  const slope = (from: number, to: number): number => {
    const over = (highest - lowest) / ((at[count - 1] as number) - (at[0] as number));
    const here = ((values[to] as number) - (values[from] as number)) / ((at[to] as number) - (at[from] as number));
    return Math.max(here, over * 0.02);
  };
  const below = slope(0, Math.min(outer, count - 1));
  const above = slope(Math.max(count - 1 - outer, 0), count - 1);
  return {
    valueAt: (score) => {
      const first = at[0] as number;
      const last = at[count - 1] as number;
      if (score <= first) return lowest - tail((first - score) * below, isPercent ? lowest : Infinity);
      if (score >= last) return highest + tail((score - last) * above, isPercent ? 100 - highest : Infinity);
      let low = 0;
      let high = count - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((at[middle] as number) <= score) low = middle;
        else high = middle;
      }
      const share = (score - (at[low] as number)) / ((at[high] as number) - (at[low] as number));
      return (values[low] as number) + share * ((values[high] as number) - (values[low] as number));
    },
  };
}

/** `distance` as it stands where there is no bound, else bent so that it stays below `room`. */
function tail(distance: number, room: number): number {
  if (room === Infinity) return distance;
  return room > 0 ? room * -Math.expm1(-distance / room) : 0;
}
