/** The parallel coordinates as a scene: a line for each point through its values. */
import { place, ticks } from '../../chart/scale.ts';
import type { Mark, Scene } from '../../chart/scene.ts';
import { tidy } from '../../chart/shapes.ts';
import { l10n } from '../../l10n.ts';
import type { PointRef } from '../../page-model.ts';
import { DIVERGED, DOMINATED, FAILED, INCOMPLETE, INFEASIBLE, ON_FRONT } from '../../runs/front-builder.ts';
import { tickLabel } from '../../runs/metrics.ts';
import { dashOf } from '../../runs/page-run.ts';
import type { ShownRun, View } from '../../view.ts';
import { shortened } from '../graph/layout.ts';
import { alternativePlace, placer, type ParallelAxis } from './parallel-axes.ts';

/** Lines of a run beside its front at most, spread evenly over its points: more are a surface, not lines. */
const MOST_LINES = 1200;

export interface ParallelLayout {
  readonly axes: readonly ParallelAxis[];
  /** Pixel of each axis. */
  readonly at: readonly number[];
  readonly top: number;
  readonly bottom: number;
  readonly gap: number;
}

export interface ParallelScene {
  readonly scene: Scene;
  /** Points of which there is no line. */
  readonly left: number;
}

export function parallelScene(
  view: View,
  layout: ParallelLayout,
  size: { readonly width: number; readonly height: number },
  selected: PointRef | undefined,
): ParallelScene {
  const { palette } = view;
  const { top, bottom } = layout;
  let left = 0;
  const lines: Mark[] = [];
  const fronts: Mark[] = [];
  for (const shown of view.shown) {
    const colour = palette.runs[shown.run.slot % palette.runs.length] ?? palette.text;
    const rows = rowsOf(shown, view);
    left += rows.left;
    const path = pathThrough(layout, shown);
    const draw = (which: readonly number[]): string => which.map(path).join('');
    lines.push({ kind: 'path', d: draw(rows.faded), stroke: palette.soft, width: 1, opacity: 0.12 });
    lines.push({
      kind: 'path',
      d: draw(rows.others),
      stroke: colour,
      width: 1,
      opacity: palette.highContrast ? 0.5 : 0.28,
    });
    fronts.push({
      kind: 'path',
      d: draw(rows.front),
      stroke: colour,
      width: 1.8,
      dash: dashOf(shown.run),
      opacity: 0.95,
    });
    if (selected?.run === shown.run)
      fronts.push({ kind: 'path', d: path(selected.row), stroke: palette.focus, width: 3 });
  }
  return {
    left,
    scene: {
      ...size,
      background: palette.ground,
      font: palette.font,
      box: { left: 0, top: top - 4, right: size.width, bottom: bottom + 4 },
      under: [...lines, ...fronts],
      points: [],
      over: layout.axes.flatMap((axis, i) => axisMarks(axis, layout.at[i] as number, layout, view)),
    },
  };
}

function rowsOf(
  { run, mask }: ShownRun,
  view: View,
): { front: number[]; others: number[]; faded: number[]; left: number } {
  const { points, front } = run;
  const { show } = view.state;
  const on: number[] = [];
  const others: number[] = [];
  const faded: number[] = [];
  for (let row = 0; row < points.count; row++) {
    const kind = front.classes[row];
    if (kind === INFEASIBLE && !show.infeasible) continue;
    if (kind === DOMINATED && !show.dominated) continue;
    if ((kind === DIVERGED || kind === FAILED || kind === INCOMPLETE) && !show.failed) continue;
    if (mask?.[row] === 0) faded.push(row);
    else if (kind === ON_FRONT) on.push(row);
    else others.push(row);
  }
  const [some, few] = [spread(others, MOST_LINES), spread(faded, MOST_LINES / 3)];
  return { front: on, others: some, faded: few, left: others.length - some.length + faded.length - few.length };
}

export function spread(rows: readonly number[], most: number): number[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)] as number);
}

/** A line breaks where a value is missing. */
function pathThrough({ axes, at, top, bottom }: ParallelLayout, { run }: ShownRun): (row: number) => string {
  const places = axes.map((axis) => placer(axis, run, top, bottom));
  return (row) => {
    let path = '';
    let pen = false;
    places.forEach((placeAt, i) => {
      const y = placeAt(row);
      if (Number.isNaN(y)) return void (pen = false);
      path += `${pen ? 'L' : 'M'}${Math.round(at[i] as number)} ${tidy(y)}`;
      pen = true;
    });
    return path;
  };
}

/** The names of the axes, which on the page are buttons. */
export function titleMarks({ axes, at, top, gap }: ParallelLayout, view: View): Mark[] {
  return axes.map((axis, i) => ({
    kind: 'text',
    x: at[i] as number,
    y: top - 12,
    text: tail(axis.title, Math.floor((gap - 8) / 6.3)),
    fill: view.palette.text,
  }));
}

/** Of a long path the end, which is what it differs in. */
export function tail(text: string, longest: number): string {
  return text.length <= longest ? text : `…${text.slice(text.length - longest + 1)}`;
}

function axisMarks(axis: ParallelAxis, x: number, { top, bottom, gap }: ParallelLayout, view: View): Mark[] {
  const { palette } = view;
  const marks: Mark[] = [{ kind: 'path', d: `M${x} ${top}V${bottom}`, stroke: palette.axis, width: 1.2 }];
  const label = (y: number, text: string): void =>
    void marks.push({ kind: 'text', x: x + 5, y: y + 4, text, fill: palette.text, size: 10, halo: palette.ground });
  if (axis.kind === 'metric') {
    const all = ticks(axis.scale, Math.max(2, Math.floor((bottom - top) / 50)));
    const step = all.length > 1 ? Math.abs((all[1] as number) - (all[0] as number)) : 1;
    const spaced = axis.scale.log && axis.scale.high / axis.scale.low >= 10;
    for (const tick of all) label(place(axis.scale, tick), tickLabel(axis.key)(tick, spaced ? tick : step));
  } else {
    const every = Math.max(1, Math.ceil((axis.alternatives.length * 13) / (bottom - top)));
    axis.alternatives.forEach((alternative, i) => {
      if (i % every === 0)
        label(
          alternativePlace(axis, alternative, top, bottom),
          shortened(alternative, Math.max(4, Math.floor((gap - 10) / 5.6))),
        );
    });
  }
  return [...marks, ...brushMarks(axis, x, top, bottom, view)];
}

function brushMarks(axis: ParallelAxis, x: number, top: number, bottom: number, view: View): Mark[] {
  const { palette } = view;
  const brush = view.state.brushes.find(
    (each) => each.axis === axis.key && each.decision === (axis.kind === 'decision'),
  );
  if (brush === undefined) return [];
  const span = (from: number, to: number): Mark => ({
    kind: 'path',
    d: `M${x - 5} ${tidy(Math.max(top, Math.min(from, to)))}H${x + 5}V${tidy(Math.min(bottom, Math.max(from, to)))}H${x - 5}z`,
    fill: palette.focus,
    stroke: palette.text,
    opacity: 0.6,
  });
  if (axis.kind === 'metric')
    return [
      span(
        brush.low === undefined ? bottom : place(axis.scale, brush.low),
        brush.high === undefined ? top : place(axis.scale, brush.high),
      ),
    ];
  const half = (bottom - top) / axis.alternatives.length / 2 - 1;
  return brush.alternatives
    .map((alternative) => alternativePlace(axis, alternative, top, bottom))
    .filter((y) => !Number.isNaN(y))
    .map((y) => span(y - half, y + half));
}

export function lineNote(left: number): string {
  return left > 0 ? l10n.t('Lines of {0} more points are left out.', left) : '';
}
