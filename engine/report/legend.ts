/** The legend of the panels: only what occurs in them. */
import type { PointClass, RunView } from './run-view.ts';

export interface LegendEntry {
  /** The mark as SVG around the origin. */
  readonly mark: string;
  readonly text: string;
}

const cross = (kind: string): string => `<path class="point ${kind}" d="M-3.5 -3.5l7 7m0 -7l-7 7"/>`;

export function legend(view: RunView): LegendEntry[] {
  const has = (kind: PointClass): boolean => view.points.some((point) => point.class === kind);
  const entries: LegendEntry[] = [];
  if (has('front')) entries.push({ mark: '<circle class="point front" r="5"/>', text: 'Pareto front' });
  if (view.front.length > 1) entries.push({ mark: '<circle class="knee" r="6"/>', text: 'knee' });
  if (has('dominated')) entries.push({ mark: '<circle class="point dominated" r="3.5"/>', text: 'dominated' });
  if (has('infeasible')) entries.push({ mark: cross('infeasible'), text: 'breaks a requirement' });
  if (has('diverged')) entries.push({ mark: cross('diverged'), text: 'diverged' });
  if (has('failed')) entries.push({ mark: cross('failed'), text: 'failed' });
  return entries;
}
