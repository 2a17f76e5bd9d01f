/** The axes of the parallel coordinates: what the front is of, then the decisions of the runs. */
import { INACTIVE } from '../../brush.ts';
import { place, type Scale } from '../../chart/scale.ts';
import { scaleOf } from '../scatter/scatter-scene.ts';
import { columnOf, isLogByNature, titleOf } from '../../runs/metrics.ts';
import type { PageRun } from '../../runs/page-run.ts';
import { extent, type View } from '../../view.ts';

export interface MetricAxis {
  readonly kind: 'metric';
  readonly key: string;
  readonly title: string;
  readonly scale: Scale;
}

export interface DecisionAxis {
  readonly kind: 'decision';
  readonly key: string;
  readonly title: string;
  /** From the top; the last is `inactive` where a point lacks the decision. */
  readonly alternatives: readonly string[];
}

export type ParallelAxis = MetricAxis | DecisionAxis;

export function parallelAxes(view: View, top: number, bottom: number): ParallelAxis[] {
  const runs = view.shown.map(({ run }) => run);
  const keys = [...new Set([...view.goals.map((goal) => goal.key), view.y.key, view.x.key])];
  const metrics = keys.map((key): MetricAxis => {
    const [least, most] = extent(runs, key);
    const log = view.state.log.get(key) ?? isLogByNature(key, least, most);
    return {
      kind: 'metric',
      key,
      title: titleOf(key),
      scale: scaleOf({ key, least, most, log }, undefined, bottom, top),
    };
  });
  const paths = [...new Set(runs.flatMap((run) => run.setup.decisions.map((decision) => decision.path)))];
  return [
    ...metrics,
    ...paths.map((path): DecisionAxis => ({
      kind: 'decision',
      key: path,
      title: path,
      alternatives: alternativesOf(runs, path),
    })),
  ];
}

function alternativesOf(runs: readonly PageRun[], path: string): string[] {
  const found = new Set<string>();
  let inactive = false;
  for (const run of runs) {
    const index = run.setup.decisions.findIndex((decision) => decision.path === path);
    for (const alternative of run.setup.decisions[index]?.alternatives ?? []) found.add(alternative);
    inactive ||= run.points.choices[index]?.subarray(0, run.points.count).includes(-1) ?? false;
  }
  return [...found, ...(inactive ? [INACTIVE] : [])];
}

/** The pixel of a row on an axis, by row; NaN where it has no value there. */
export function placer(axis: ParallelAxis, run: PageRun, top: number, bottom: number): (row: number) => number {
  if (axis.kind === 'metric') {
    const column = columnOf(run.points, axis.key);
    return (row) => place(axis.scale, column?.[row] ?? NaN);
  }
  const index = run.setup.decisions.findIndex((decision) => decision.path === axis.key);
  const column = run.points.choices[index];
  const own = run.setup.decisions[index]?.alternatives ?? [];
  const places = own.map((alternative) => alternativePlace(axis, alternative, top, bottom));
  const inactive = alternativePlace(axis, INACTIVE, top, bottom);
  // A little apart, so that many lines through one alternative are seen to be many.
  const jitter = Math.min(5, (bottom - top) / (6 * Math.max(1, axis.alternatives.length)));
  return (row) => {
    const choice = column?.[row] ?? NaN;
    const at = choice === -1 ? inactive : (places[choice] ?? NaN);
    return at + jitter * (((row * 0.618034) % 1) * 2 - 1);
  };
}

export function alternativePlace(axis: DecisionAxis, alternative: string, top: number, bottom: number): number {
  const at = axis.alternatives.indexOf(alternative);
  if (at < 0) return NaN;
  return top + ((at + 0.5) / axis.alternatives.length) * (bottom - top);
}
