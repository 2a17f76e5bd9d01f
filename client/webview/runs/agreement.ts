/** Predictions against measurements: Kendall's tau-b over the points that have both. */
import { kendallTau } from '../../../engine/statistics/kendall.ts';
import type { Points } from './points.ts';

export interface Agreement {
  readonly rows: Uint32Array;
  readonly measured: Float64Array;
  readonly predicted: Float64Array;
  /** Undefined where it is not defined: fewer than two points, or one side constant. */
  readonly tau: number | undefined;
}

export function agreement(points: Points, key: string): Agreement {
  const measured = points.metrics.get(key);
  const predicted = points.predictedMean.get(key);
  const rows: number[] = [];
  if (measured !== undefined && predicted !== undefined) {
    for (let row = 0; row < points.count; row++)
      if (Number.isFinite(measured[row]) && Number.isFinite(predicted[row])) rows.push(row);
  }
  const pick = (column: Float64Array | undefined): Float64Array =>
    Float64Array.from(rows, (row) => column?.[row] ?? NaN);
  const [a, b] = [pick(measured), pick(predicted)];
  const tau = kendallTau(a, b);
  return { rows: Uint32Array.from(rows), measured: a, predicted: b, tau: Number.isNaN(tau) ? undefined : tau };
}

/** Half of the interval that 80 % of such predictions lie in, in standard deviations of a normal distribution. */
export const HALF_OF_80 = 1.2815515655446004;
