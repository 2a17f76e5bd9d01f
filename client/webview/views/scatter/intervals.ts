/** What was predicted of the points of the front before they were measured, as bars beside them. */
import { place, type Scale } from '../../chart/scale.ts';
import type { Mark, Scene } from '../../chart/scene.ts';
import { tidy } from '../../chart/shapes.ts';
import { HALF_OF_80 } from '../../runs/agreement.ts';
import type { PageRun } from '../../runs/page-run.ts';
import type { AxisChoice, View } from '../../view.ts';
import { placeOf, type Placing } from './projection.ts';

/** Of the span of the points: an early predictor knows so little that its intervals would push the points together. */
const MOST_ROOM = 0.4;

/** A linear axis on which the intervals have room as well, so that none seems to hang from the edge. */
export function withIntervals(axis: AxisChoice, view: View): AxisChoice {
  const span = axis.most - axis.least;
  if (!view.state.show.intervals || axis.log || !(span > 0)) return axis;
  let [least, most] = [axis.least, axis.most];
  for (const { run } of view.shown)
    for (const { row } of run.front.members) {
      const mean = run.points.predictedMean.get(axis.key)?.[row] ?? NaN;
      const reach = HALF_OF_80 * (run.points.predictedStd.get(axis.key)?.[row] ?? NaN);
      if (Number.isNaN(mean - reach)) continue;
      least = Math.min(least, mean - reach);
      most = Math.max(most, mean + reach);
    }
  const room = MOST_ROOM * span;
  return { ...axis, least: Math.max(least, axis.least - room), most: Math.min(most, axis.most + room) };
}

/** What the strategy's predictor expected of the points of the front before they were measured: 80 % intervals. */
export function intervals(
  view: View,
  placing: Placing,
  run: PageRun,
  rows: readonly number[],
  stroke: Scene['background'],
): Mark[] {
  const d = rows.map((row) => intervalPath(run, row, placing)).join('');
  return d === ''
    ? []
    : [
        {
          kind: 'path',
          d,
          stroke,
          width: 1,
          opacity: view.palette.highContrast ? 0.9 : view.shown.length > 3 || rows.length > 60 ? 0.3 : 0.6,
        },
      ];
}

export function intervalPath(run: PageRun, row: number, placing: Placing): string {
  const at = placeOf(run, row, placing);
  if (at === undefined) return '';
  const ends = (key: string, scale: Scale): readonly [number, number] | undefined => {
    const mean = run.points.predictedMean.get(key)?.[row] ?? NaN;
    const std = run.points.predictedStd.get(key)?.[row] ?? NaN;
    const from = place(scale, mean - HALF_OF_80 * std);
    const to = place(scale, mean + HALF_OF_80 * std);
    return Number.isNaN(from) || Number.isNaN(to) || std === 0 ? undefined : [tidy(from), tidy(to)];
  };
  const [px, py] = [tidy(at[0]), tidy(at[1])];
  const vertical = ends(placing.yKey, placing.y);
  const along = ends(placing.xKey, placing.x);
  return (
    (vertical === undefined ? '' : `M${px - 3} ${vertical[0]}h6m-3 0V${vertical[1]}m-3 0h6`) +
    (along === undefined ? '' : `M${along[0]} ${py - 3}v6m0 -3H${along[1]}m0 -3v6`)
  );
}
