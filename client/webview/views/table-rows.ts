/** Which rows the table of the front has, in which order, under which columns. */
import { l10n } from '../l10n.ts';
import type { PointRef } from '../page-model.ts';
import { columnOf, EVALUATION, SECONDS, titleWithoutUnit } from '../runs/metrics.ts';
import type { ShownRun, View } from '../view.ts';

export interface Row extends PointRef {
  readonly shown: ShownRun;
  readonly position: number;
}

export const columnsOf = (view: View): string[] => [
  ...new Set([
    ...view.goals.map((goal) => goal.key),
    ...[view.y.key, view.x.key].filter((key) => key !== EVALUATION),
    SECONDS,
  ]),
];

export function sorted(view: View): Row[] {
  const rows = view.shown.flatMap((shown) =>
    shown.run.front.members
      .filter(({ row }) => shown.mask === undefined || shown.mask[row] === 1)
      .map(({ row }): Row => ({ run: shown.run, row, shown, position: shown.run.points.position[row] as number })),
  );
  const first = view.goals[0];
  const column = view.state.sort?.column ?? first?.key ?? EVALUATION;
  const descending = view.state.sort?.descending ?? first?.direction === 'maximize';
  const value = ({ run, row }: Row): number => columnOf(run.points, column)?.[row] ?? NaN;
  const order = (a: Row, b: Row): number => {
    if (column === 'run') return a.shown.name.localeCompare(b.shown.name);
    if (column === 'architecture')
      return (a.run.architectures.get(a.position) ?? '').localeCompare(b.run.architectures.get(b.position) ?? '');
    const [left, right] = [value(a), value(b)];
    // What has no value is last either way.
    if (Number.isNaN(left) || Number.isNaN(right)) return (Number.isNaN(left) ? 1 : 0) - (Number.isNaN(right) ? 1 : 0);
    return left - right;
  };
  return rows.sort((a, b) => (descending ? -1 : 1) * order(a, b) || a.position - b.position);
}

export function captionOf(view: View, count: number): string {
  if (view.shown.every(({ run }) => run.front.members.length === 0)) return l10n.t('No point is on the front yet.');
  const all = view.shown.reduce((sum, { run }) => sum + run.front.members.length, 0);
  const goals = view.goals.map((goal) => titleWithoutUnit(goal.key)).join(', ');
  if (all === 1 && count === 1) return l10n.t('Front of {0}: one architecture', goals);
  return count === all
    ? l10n.t('Front of {0}: {1} architectures', goals, count)
    : l10n.t('Front of {0}: {1} of {2} architectures within the filters', goals, count, all);
}
