/** What the page knows of the early exits of a point: the curve of accuracy over multiply-accumulates, from the metrics that it has of every point. */
import { anytimeCurve, budgetOf, exitAccuracy, exitMacs } from '../../../engine/search/anytime.ts';
import type { PointRef } from '../page-model.ts';

/** A result of the network. */
export interface ExitPoint {
  /** Counted from 1. */
  readonly number: number;
  readonly macs: number;
  /** Percent, of this exit itself. */
  readonly accuracy: number;
}

export interface ExitCurve {
  readonly exits: readonly ExitPoint[];
  /** Corners of the curve from guessing on: from so many multiply-accumulates, the best exit so far. */
  readonly steps: readonly { readonly macs: number; readonly accuracy: number }[];
}

/** Undefined where the exits were not measured. */
export function exitCurveOf({ run, row }: PointRef): ExitCurve | undefined {
  const value = (key: string): number | undefined => {
    const found = run.points.metrics.get(key)?.[row];
    return found === undefined || Number.isNaN(found) ? undefined : found;
  };
  const metrics: Record<string, number> = {};
  const exits: ExitPoint[] = [];
  for (let number = 0; ; number++) {
    const macs = value(exitMacs(number));
    const accuracy = value(exitAccuracy(number));
    if (macs === undefined || accuracy === undefined) break;
    metrics[exitMacs(number)] = macs;
    metrics[exitAccuracy(number)] = accuracy;
    if (number > 0) exits.push({ number, macs, accuracy });
  }
  return exits.length === 0 ? undefined : { exits, steps: anytimeCurve(metrics) };
}

/** Whether a metric is one of an exit, which the curve shows: not among what can be an axis, or the facts of a point. */
export const isOfExit = (key: string): boolean => /^(accuracy|macs)@\d+$/.test(key);

/** Where the curve ends: at the largest budget that an objective names, and at the last exit at least. */
export function lastBudget(points: readonly PointRef[], curves: readonly ExitCurve[]): number {
  const ends = curves.map(({ exits }) => exits.at(-1)?.macs ?? 0);
  const named = points.flatMap(({ run }) => run.setup.objectives.flatMap((objective) => budgetOf(objective) ?? []));
  return Math.max(...ends, ...named);
}
