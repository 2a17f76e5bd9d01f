/** The scatter as a scene: points by class, the front as a staircase, intervals of predictions, the knee, what is selected and hovered. */
import { axes, type AxisText } from '../../chart/axes.ts';
import { roomy, type Domain, type Scale } from '../../chart/scale.ts';
import type { Box, Mark, Scene } from '../../chart/scene.ts';
import { shapePath } from '../../chart/shapes.ts';
import { l10n } from '../../l10n.ts';
import type { PointRef } from '../../page-model.ts';
import { limitsOf, tickLabel, titleOf, columnOf } from '../../runs/metrics.ts';
import { dashOf, shapeOf, type PageRun } from '../../runs/page-run.ts';
import type { AxisChoice, View } from '../../view.ts';
import { boundMarks } from './bounds.ts';
import { runGroups, type RunGroups } from './groups.ts';
import { intervalPath, intervals, withIntervals } from './intervals.ts';
import { placeOf, project, type Placing } from './projection.ts';
import { staircase } from './staircase.ts';

/** Of dense fronts less, so that their points stay apart. */
const frontRadius = (points: number): number => (points > 60 ? 3.3 : 4.6);

export interface ScatterScene {
  readonly scene: Scene;
  readonly placing: Placing;
  readonly groups: readonly RunGroups[];
}

export function scatterScene(
  view: View,
  size: { readonly width: number; readonly height: number },
  marked: { readonly hovered: PointRef | undefined; readonly selected: PointRef | undefined },
): ScatterScene {
  const { palette } = view;
  const { width, height } = size;
  const box: Box = { left: 58, top: 26, right: Math.max(80, width - 14), bottom: Math.max(60, height - 40) };
  const x = scaleOf(withIntervals(view.x, view), view.state.zoom?.x, box.left, box.right);
  const y = scaleOf(withIntervals(view.y, view), view.state.zoom?.y, box.bottom, box.top);
  const placing: Placing = { x, y, xKey: view.x.key, yKey: view.y.key, box };
  const groups = view.shown.map((shown) => runGroups(shown, view));
  const colourOf = (run: PageRun): Scene['background'] => palette.runs[run.slot % palette.runs.length] ?? palette.text;

  const under = axes(
    x,
    y,
    box,
    { title: axisTitle(view.x, view), label: labelOf(view.x) },
    { title: axisTitle(view.y, view), label: labelOf(view.y) },
    palette,
  );
  const lines: Mark[] = [];
  const fronts: Mark[] = [];
  for (const { run, front } of groups) {
    const colour = colourOf(run);
    const path = frontPath(view, placing, run);
    if (path !== '') lines.push({ kind: 'path', d: path, stroke: colour, width: 1.5, dash: dashOf(run), opacity: 0.9 });
    if (view.state.show.intervals) lines.push(...intervals(view, placing, run, front, colour));
    const places = front.map((row) => placeOf(run, row, placing)).filter((each) => each !== undefined);
    const d = places.map(([px, py]) => shapePath(shapeOf(run), px, py, frontRadius(front.length))).join('');
    fronts.push({ kind: 'path', d, fill: colour, stroke: palette.ground, width: front.length > 60 ? 0.6 : 1 });
  }
  const over: Mark[] = [
    {
      kind: 'clip',
      box,
      marks: [...lines, ...boundMarks(view, placing), ...fronts, ...emphasis(view, placing, marked)],
    },
  ];
  return {
    scene: {
      width,
      height,
      background: palette.ground,
      font: palette.font,
      box,
      under,
      points: groups.flatMap(({ run, groups: each }) =>
        each.map((group) => project(run, group, placing, colourOf(run))),
      ),
      over,
    },
    placing,
    groups,
  };
}

export function scaleOf(
  axis: AxisChoice,
  zoom: { low: number; high: number } | undefined,
  start: number,
  end: number,
): Scale {
  // What is not positive has no place on a logarithmic axis; the least that has is found among thousands of decades otherwise.
  const log = axis.log && axis.most > 0;
  const least = log && axis.least <= 0 ? axis.most / 1e6 : axis.least;
  const auto: Domain = roomy(least, axis.most, log, log ? undefined : limitsOf(axis.key));
  const usable = zoom !== undefined && zoom.high > zoom.low && (!log || zoom.low > 0);
  const [low, high] = usable ? [zoom.low, zoom.high] : auto;
  return { log, low, high, start, end };
}

/** Where nothing has a value, ticks would claim a range. */
const labelOf = ({ key, least, most }: AxisChoice): AxisText['label'] => (least <= most ? tickLabel(key) : () => '');

function axisTitle({ key, log }: AxisChoice, view: View): string {
  const goal = view.goals.find((each) => each.key === key);
  const arrow = goal === undefined ? '' : goal.direction === 'maximize' ? ' ↑' : ' ↓';
  return `${titleOf(key)}${arrow}${log ? ` · ${l10n.t('log')}` : ''}`;
}

/** Only where both axes are objectives of the front: else there is no best at a cost. */
function frontPath(view: View, placing: Placing, run: PageRun): string {
  const gx = view.goals.findIndex((goal) => goal.key === view.x.key);
  const gy = view.goals.findIndex((goal) => goal.key === view.y.key);
  if (gx < 0 || gy < 0 || gx === gy) return '';
  const corners = run.front.members.flatMap(({ row, vector }) => {
    const at = placeOf(run, row, placing);
    return at === undefined ? [] : [{ vector: [vector[gx] as number, vector[gy] as number] as const, place: at }];
  });
  const { box } = placing;
  return staircase(corners, {
    x: view.goals[gx]?.direction === 'maximize' ? box.left - 4 : box.right + 4,
    y: view.goals[gy]?.direction === 'maximize' ? box.bottom + 4 : box.top - 4,
  });
}

function emphasis(
  view: View,
  placing: Placing,
  { hovered, selected }: { readonly hovered: PointRef | undefined; readonly selected: PointRef | undefined },
): Mark[] {
  const { palette } = view;
  const marks: Mark[] = [];
  for (const { run, knee, mask } of view.shown) {
    const at = knee === undefined || mask?.[knee] === 0 ? undefined : placeOf(run, knee, placing);
    if (at === undefined) continue;
    marks.push({ kind: 'path', d: shapePath('circle', at[0], at[1], 8.5), stroke: palette.text, width: 1.2 });
    // Several of them would cover each other.
    if (view.shown.length > 2) continue;
    const left = at[0] > placing.box.right - 50;
    marks.push({
      kind: 'text',
      x: at[0] + (left ? -12 : 12),
      y: at[1] + 14,
      text: l10n.t('knee'),
      fill: palette.text,
      anchor: left ? 'end' : 'start',
      halo: palette.ground,
    });
  }
  for (const [point, ring] of [
    [hovered, 7],
    [selected, 10.5],
  ] as const) {
    const at = point === undefined || !isShown(view, point) ? undefined : placeOf(point.run, point.row, placing);
    if (at === undefined || point === undefined) continue;
    const colour = point === selected ? palette.focus : palette.text;
    marks.push({ kind: 'path', d: intervalPath(point.run, point.row, placing), stroke: palette.text, width: 1.2 });
    marks.push({ kind: 'path', d: shapePath('circle', at[0], at[1], ring), stroke: colour, width: 2 });
  }
  return marks;
}

function isShown(view: View, { run, row }: PointRef): boolean {
  return view.shown.some((each) => each.run === run) && columnOf(run.points, view.x.key)?.[row] !== undefined;
}
