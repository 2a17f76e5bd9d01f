/**
 * What is singled out, by ranges of metrics and alternatives of decisions; all charts and the table follow. A point is in when it satisfies
 * every brush; one without a value on a brushed axis is not.
 */
import { flag, list, number, optional, record, text, type ValueOf } from '../../engine/protocol/read.ts';
import type { RunSetupMessage } from '../../engine/protocol/runs.ts';
import { columnOf } from './runs/metrics.ts';
import type { Points } from './runs/points.ts';

export const brush = record({
  /** A decision's path, else a metric's key. */
  decision: flag,
  axis: text,
  low: optional(number),
  high: optional(number),
  /** Of a decision: the alternatives that are in; `inactive` is one of them where the decision may be. */
  alternatives: list(text),
});
export type Brush = ValueOf<typeof brush>;

/** The alternative of a decision that is not there. */
export const INACTIVE = '(inactive)';

/** By row: 1 for what is in. Undefined where nothing is brushed, so that all is. */
export function brushed(points: Points, setup: RunSetupMessage, brushes: readonly Brush[]): Uint8Array | undefined {
  if (brushes.length === 0) return undefined;
  const mask = new Uint8Array(points.count).fill(1);
  for (const each of brushes) {
    if (each.decision) byAlternatives(mask, points, setup, each);
    else byRange(mask, points, each);
  }
  return mask;
}

function byRange(mask: Uint8Array, points: Points, { axis, low, high }: Brush): void {
  const column = columnOf(points, axis);
  for (let row = 0; row < mask.length; row++) {
    const value = column?.[row] ?? NaN;
    if (!(value >= (low ?? -Infinity) && value <= (high ?? Infinity))) mask[row] = 0;
  }
}

function byAlternatives(mask: Uint8Array, points: Points, setup: RunSetupMessage, { axis, alternatives }: Brush): void {
  const index = setup.decisions.findIndex((decision) => decision.path === axis);
  const column = points.choices[index];
  const wanted = new Set(alternatives);
  const own = setup.decisions[index]?.alternatives ?? [];
  const isIn = own.map((alternative) => wanted.has(alternative));
  for (let row = 0; row < mask.length; row++) {
    const choice = column?.[row] ?? NaN;
    if (!(choice === -1 ? wanted.has(INACTIVE) : (isIn[choice] ?? false))) mask[row] = 0;
  }
}

/** The brushes with that of one axis replaced; none where it says nothing. */
export function withBrush(brushes: readonly Brush[], next: Brush): readonly Brush[] {
  const others = brushes.filter((each) => each.decision !== next.decision || each.axis !== next.axis);
  const says = next.decision ? next.alternatives.length > 0 : next.low !== undefined || next.high !== undefined;
  return says ? [...others, next] : others;
}

export const withoutBrush = (brushes: readonly Brush[], gone: Brush): readonly Brush[] =>
  brushes.filter((each) => each.decision !== gone.decision || each.axis !== gone.axis);
