/** One point in words: for the card, the details, and whoever cannot see the chart. */
import { metricKey } from '../../../engine/search/metric.ts';
import { violation } from '../../../engine/search/objective.ts';
import { l10n } from '../l10n.ts';
import type { PointRef } from '../page-model.ts';
import { HALF_OF_80 } from '../runs/agreement.ts';
import { DIVERGED, FAILED, INCOMPLETE, INFEASIBLE, ON_FRONT } from '../runs/front-builder.ts';
import { titleWithoutUnit, withUnit } from '../runs/metrics.ts';
import type { View } from '../view.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export function kindOf({ run, row }: PointRef, view: View): string {
  const shown = view.shown.find((each) => each.run === run);
  switch (run.front.classes[row]) {
    case ON_FRONT:
      return shown?.knee === row ? l10n.t('knee of the front') : l10n.t('on the front');
    case INFEASIBLE:
      return l10n.t('infeasible');
    case DIVERGED:
      return l10n.t('diverged');
    case FAILED:
      return l10n.t('failed');
    case INCOMPLETE:
      return l10n.t('lacks an objective');
    default:
      return l10n.t('dominated');
  }
}

/** Which requirements an infeasible point does not keep, as they are written. */
export function brokenBy({ run, row }: PointRef): readonly string[] {
  if (run.front.classes[row] !== INFEASIBLE) return [];
  return run.setup.constraints.flatMap((constraint) => {
    const key = metricKey(constraint);
    const value = run.points.metrics.get(key)?.[row] ?? NaN;
    if (violation([constraint], { [key]: value }) === 0) return [];
    const text = constraint.text.replace(/^require\s+/, '');
    return [Number.isNaN(value) ? l10n.t('Not known to keep: {0}', text) : l10n.t('Does not keep: {0}', text)];
  });
}

export function evaluationOf({ run, row }: PointRef): string {
  return l10n.t('evaluation {0}', (run.points.position[row] as number) + 1);
}

/** Objectives first; what was predicted stands beside what was measured. */
export function factsOf(
  { run, row }: PointRef,
  view: View,
  keys = view.keys.filter((key) => !key.startsWith('#')),
): Fact[] {
  const ordered = [...new Set([...view.goals.map((goal) => goal.key), ...keys])];
  return ordered.flatMap((key) => {
    const value = run.points.metrics.get(key)?.[row] ?? NaN;
    const mean = run.points.predictedMean.get(key)?.[row] ?? NaN;
    const name = titleWithoutUnit(key);
    // What a device's profile predicts is not measured besides.
    const isPrediction = run.setup.estimated.includes(key) && !Number.isNaN(mean);
    const facts: Fact[] = Number.isNaN(value) || isPrediction ? [] : [{ name, value: withUnit(key, value) }];
    if (!Number.isNaN(mean)) {
      const std = run.points.predictedStd.get(key)?.[row] ?? NaN;
      const spread = Number.isNaN(std) ? '' : ` ± ${withUnit(key, HALF_OF_80 * std)}`;
      const predicted = facts.length > 0 ? l10n.t('predicted') : l10n.t('predicted {0}', name);
      facts.push({ name: predicted, value: `≈ ${withUnit(key, mean)}${spread}` });
    }
    return facts;
  });
}

/** One line. */
export function sentenceOf(point: PointRef, view: View): string {
  const shown = view.shown.find((each) => each.run === point.run);
  const objectives = view.goals.map((goal) => goal.key);
  const facts = factsOf(point, view, objectives).map(({ name, value }) => `${name} ${value}`);
  const head = view.shown.length > 1 && shown !== undefined ? [shown.name] : [];
  return [...head, evaluationOf(point), kindOf(point, view), ...facts].join(', ');
}
