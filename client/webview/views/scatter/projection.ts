/** Rows to pixels: arrays that are used again frame by frame. What has no value on one axis stands in a strip at that axis. */
import { place, type Scale } from '../../chart/scale.ts';
import type { Box, PointGroup } from '../../chart/scene.ts';
import type { Colour } from '../../chart/colour.ts';
import { columnOf } from '../../runs/metrics.ts';
import type { PageRun } from '../../runs/page-run.ts';
import type { RowGroup } from './groups.ts';

/** Pixels from the axis to the middle of the strip. */
const STRIP = 8;

export interface Placing {
  readonly x: Scale;
  readonly y: Scale;
  readonly xKey: string;
  readonly yKey: string;
  readonly box: Box;
}

interface Buffers {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}
const buffers = new WeakMap<Uint32Array, Buffers>();

export function project(run: PageRun, { look, rows, count }: RowGroup, placing: Placing, colour: Colour): PointGroup {
  let held = buffers.get(rows);
  if (held === undefined) buffers.set(rows, (held = { xs: new Float32Array(count), ys: new Float32Array(count) }));
  const { xs, ys } = held;
  const x = columnOf(run.points, placing.xKey);
  const y = columnOf(run.points, placing.yKey);
  if (x !== undefined && y !== undefined) {
    fill(xs, rows, count, x, placing.x, placing.box.left + STRIP);
    fill(ys, rows, count, y, placing.y, placing.box.bottom - STRIP);
  }
  return { ...look, colour, count, xs, ys };
}

/** Linear and logarithmic scales are both `a + b t`, of the value or its logarithm: `place`, in a form that costs nothing. */
function fill(
  to: Float32Array,
  rows: Uint32Array,
  count: number,
  column: ArrayLike<number>,
  scale: Scale,
  strip: number,
): void {
  const { log, low, high, start, end } = scale;
  const slope = (end - start) / (log ? Math.log(high / low) : high - low);
  const origin = start - slope * (log ? Math.log(low) : low);
  for (let i = 0; i < count; i++) {
    const value = column[rows[i] as number] as number;
    const t = log ? (value > 0 ? Math.log(value) : NaN) : value;
    to[i] = t === t ? origin + slope * t : strip;
  }
}

export function placeOf(run: PageRun, row: number, placing: Placing): readonly [x: number, y: number] | undefined {
  const x = columnOf(run.points, placing.xKey)?.[row];
  const y = columnOf(run.points, placing.yKey)?.[row];
  if (x === undefined || y === undefined || (Number.isNaN(x) && Number.isNaN(y))) return undefined;
  const [px, py] = [place(placing.x, x), place(placing.y, y)];
  return [Number.isNaN(px) ? placing.box.left + STRIP : px, Number.isNaN(py) ? placing.box.bottom - STRIP : py];
}
