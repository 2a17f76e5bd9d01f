/** Learning curves of many networks: their mean, and how many steps it takes to an accuracy. */
import { spread } from '../../engine/statistics/spread.ts';
import type { CurvePoint } from './curve-svg.ts';

/** Accuracy (percent) after so many steps, ascending; `lost`: the training had diverged before. */
export type LearningCurve = readonly { readonly step: number; readonly accuracy: number; readonly lost?: boolean }[];

/** Mean over the networks at each step, with a standard deviation to either side. All curves have the same steps. */
export function meanCurve(curves: readonly LearningCurve[]): readonly CurvePoint[] {
  return (curves[0] ?? []).map(({ step }, at) => {
    const { mean, std } = spread(curves.map((curve) => curve[at]?.accuracy ?? NaN));
    return { x: step, y: mean, low: mean - std, high: mean + std };
  });
}

/** Steps until a curve is first at `accuracy`, between its points along straight lines; Infinity where it never is. */
export function stepsTo(curve: readonly Pick<CurvePoint, 'x' | 'y'>[], accuracy: number): number {
  for (const [at, point] of curve.entries()) {
    if (point.y < accuracy) continue;
    const before = curve[at - 1];
    if (before === undefined) return point.x;
    return before.x + ((accuracy - before.y) / (point.y - before.y)) * (point.x - before.x);
  }
  return Infinity;
}
