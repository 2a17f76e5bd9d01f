/** A run in two short lines, the same in table, picture and page. */
import { metricTitle } from './numbers.ts';
import type { RunView } from './run-view.ts';

export function reportTitle(view: RunView): string {
  const across = view.horizontals.map(metricTitle);
  const costs = across.length > 1 ? `${across.slice(0, -1).join(', ')} and ${across.at(-1) ?? ''}` : (across[0] ?? '');
  return `Pareto front of ${metricTitle(view.vertical).replace(' %', '')} against ${costs}`;
}

export function reportSubtitle(view: RunView): string {
  const { run, points, front, hypervolume } = view;
  const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  return [
    `${run.experiment} · run ${run.id}`,
    `space ${run.space}`,
    points.length === 0
      ? 'nothing evaluated yet'
      : `front of ${front.length} among ${count(points.length, 'evaluation')}`,
    ...(hypervolume === undefined || points.length === 0 ? [] : [`hypervolume ${hypervolume.toFixed(3)}`]),
    ...(run.status === 'done' ? [] : [run.status]),
  ].join(' · ');
}
