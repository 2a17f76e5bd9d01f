/**
 * What members learn: the labels on several scales. Which one suits depends on the table (ranks even out a long tail of failed networks, raw labels
 * keep the distances at the top), so that members on different scales err differently.
 */
import { normalScores } from '../../statistics/normal.ts';
import { sortedOrder } from '../../statistics/ranks.ts';

export const targetScales = ['rank', 'raw', 'log'] as const;
export type TargetScale = (typeof targetScales)[number];

export interface Target {
  readonly values: Float64Array;
  /** From a prediction of the target to normal scores of the labels: monotone, through the measured points. */
  scoreAt(value: number): number;
}

/** At least two labels differ. */
export function targetsOf(labels: Float64Array): Readonly<Record<TargetScale, Target>> {
  const scores = normalScores(labels);
  const logs = logShortfall(labels);
  return {
    rank: { values: scores, scoreAt: (value) => value },
    raw: { values: labels, scoreAt: interpolation(labels, scores) },
    log: { values: logs, scoreAt: interpolation(logs, scores) },
  };
}

/**
 * -log(best - label + half of what the median lacks of the best): errors of good networks count by their ratio, those of failed ones hardly.
 */
function logShortfall(labels: Float64Array): Float64Array {
  const sorted = labels.slice().sort();
  const best = sorted.at(-1) as number;
  const median = sorted[sorted.length >> 1] as number;
  const typical = best > median ? best - median : best - (sorted[0] as number);
  return labels.map((label) => -Math.log(best - label + typical / 2));
}

/** Piecewise linear through (x, y), y rising with x; beyond the ends it goes on with the slope over all. */
function interpolation(x: Float64Array, y: Float64Array): (value: number) => number {
  const order = sortedOrder(x).filter((row, k, all) => k === 0 || x[row] !== x[all[k - 1] as number]);
  const xs = Float64Array.from(order, (row) => x[row] as number);
  const ys = Float64Array.from(order, (row) => y[row] as number);
  const last = xs.length - 1;
  const [x0, y0, x1, y1] = [xs[0], ys[0], xs[last], ys[last]] as [number, number, number, number];
  const slope = (y1 - y0) / (x1 - x0);
  return (value) => {
    if (value <= x0) return y0 + slope * (value - x0);
    if (value >= x1) return y1 + slope * (value - x1);
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((xs[middle] as number) <= value) low = middle;
      else high = middle;
    }
    const [a, b, from, to] = [xs[low], xs[high], ys[low], ys[high]] as [number, number, number, number];
    return from + ((value - a) / (b - a)) * (to - from);
  };
}
