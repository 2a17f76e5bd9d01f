/**
 * Results of a part of a training. They are no results of the whole: what was measured is kept under names of its own, `accuracy at 1/9`, so that no front, label or
 * requirement takes the one for the other. What is known before the evaluation keeps its name.
 */
import type { Metrics } from './metric.ts';

/** How much of the training an evaluation was, 0..1; there only in runs that train in parts. */
export const trainingShare = 'training_share';

/** Names what was measured after one part in `part` of a training; `part` 1 is the whole. */
export function namedByPart(measured: Metrics, part: number): Metrics {
  if (part === 1) return measured;
  return Object.fromEntries(Object.entries(measured).map(([key, value]) => [`${key}${suffix(part)}`, value]));
}

/** The metrics of a result as if it were whole: to compare results of the same part with each other. */
export function asIfWhole(metrics: Metrics, part: number): Metrics {
  if (part === 1) return metrics;
  const end = suffix(part);
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([key, value]) => {
      if (key.endsWith(end)) return [[key.slice(0, -end.length), value]];
      return isOfPart(key) || key === trainingShare ? [] : [[key, value]];
    }),
  );
}

/** The part that a result belongs to, from its metrics. */
export function partOf(metrics: Metrics): number {
  return Math.round(1 / (metrics[trainingShare] ?? 1));
}

function suffix(part: number): string {
  return ` at 1/${part}`;
}

function isOfPart(key: string): boolean {
  return / at 1\/\d+$/.test(key);
}
