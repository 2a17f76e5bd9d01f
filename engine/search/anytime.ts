/**
 * Anytime prediction: a network with early exits is judged by the area under its curve of accuracy over multiply-accumulates, since
 * nobody knows beforehand when it will have to answer (Huang et al., ICLR 2018; Zhang et al., arXiv 1810.05749, section 5.3). Definitions
 * are in docs/anytime.md.
 */
import { countOf } from '../../dsl/semantics/units.ts';
import type { MetricRef, Metrics } from './metric.ts';

/** The key of the validation accuracy at the n-th exit, counted from 1; 0 is guessing, before the first one. */
export const exitAccuracy = (exit: number): string => `accuracy@${exit}`;

/** The key of the multiply-accumulates until the n-th exit. */
export const exitMacs = (exit: number): string => `macs@${exit}`;

/** The budget that `anytime(30M)` names; undefined for `anytime`, which goes up to the last exit, and for other metrics. */
export const budgetOf = ({ metric, device }: MetricRef): number | undefined =>
  metric !== 'anytime' || device === undefined ? undefined : countOf(device);

/** A step of the curve: from so many multiply-accumulates on, the best answer so far is right so often. */
export interface AnytimeStep {
  readonly macs: number;
  /** Percent. */
  readonly accuracy: number;
}

/** The steps of a result, from guessing at 0 on; none where it does not hold its exits. The best exit so far counts. */
export function anytimeCurve(metrics: Metrics): AnytimeStep[] {
  const steps: AnytimeStep[] = [];
  let best = 0;
  for (let exit = 0; ; exit++) {
    const macs = metrics[exitMacs(exit)];
    const accuracy = metrics[exitAccuracy(exit)];
    if (macs === undefined || accuracy === undefined) return steps.length > 1 ? steps : [];
    best = Math.max(best, accuracy);
    steps.push({ macs, accuracy: best });
  }
}

/**
 * Mean accuracy in percent over all budgets from 0 to `budget` multiply-accumulates, each as likely: the area under the curve over
 * its width. NaN without a curve.
 */
export function anytimeAccuracy(curve: readonly AnytimeStep[], budget: number): number {
  if (curve.length === 0 || !(budget > 0)) return NaN;
  let area = 0;
  curve.forEach(({ macs, accuracy }, i) => {
    const until = Math.min(budget, curve[i + 1]?.macs ?? Infinity);
    if (until > macs) area += accuracy * (until - macs);
  });
  return area / budget;
}
