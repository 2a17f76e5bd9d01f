/** The points of a run by how they look, as rows; made anew only when points, classes, axes or brushes changed, not while panning. */
import { seenOpacity } from '../../chart/colour.ts';
import type { Shape } from '../../chart/shapes.ts';
import { DIVERGED, FAILED, INCOMPLETE, INFEASIBLE, ON_FRONT } from '../../runs/front-builder.ts';
import { columnOf } from '../../runs/metrics.ts';
import { shapeOf, type PageRun } from '../../runs/page-run.ts';
import type { ShownRun, View } from '../../view.ts';

export interface Look {
  readonly shape: Shape;
  readonly radius: number;
  readonly hollow: boolean;
  readonly opacity: number;
}

export interface RowGroup {
  readonly look: Look;
  readonly rows: Uint32Array;
  readonly count: number;
}

export interface RunGroups {
  readonly run: PageRun;
  /** What is behind first. */
  readonly groups: readonly RowGroup[];
  /** Rows on the front that the brushes single out. */
  readonly front: readonly number[];
}

const names = ['faded', 'dominated', 'infeasible', 'failed', 'fadedFront'] as const;
type Name = (typeof names)[number];

interface Kept {
  readonly key: string;
  readonly mask: Uint8Array | undefined;
  readonly groups: RunGroups;
}
const kept = new WeakMap<PageRun, Kept>();

export function runGroups(shown: ShownRun, view: View): RunGroups {
  const { show } = view.state;
  const key = JSON.stringify([shown.run.version, view.x.key, view.y.key, show, view.palette.ground, view.palette.runs]);
  const known = kept.get(shown.run);
  if (known !== undefined && known.key === key && known.mask === shown.mask) return known.groups;
  const groups = group(shown, view);
  kept.set(shown.run, { key, mask: shown.mask, groups });
  return groups;
}

function group({ run, mask }: ShownRun, view: View): RunGroups {
  const { points, front } = run;
  const { show } = view.state;
  const x = columnOf(points, view.x.key);
  const y = columnOf(points, view.y.key);
  const rows = Object.fromEntries(names.map((name) => [name, new Uint32Array(points.count)])) as Record<
    Name,
    Uint32Array
  >;
  const counts: Record<Name, number> = { faded: 0, dominated: 0, infeasible: 0, failed: 0, fadedFront: 0 };
  const members: number[] = [];
  for (let row = 0; row < points.count; row++) {
    const kind = row < front.seen ? front.classes[row] : undefined;
    if (x === undefined || y === undefined) break;
    if (Number.isNaN(x[row]) && Number.isNaN(y[row])) continue;
    const isIn = mask === undefined || mask[row] === 1;
    let name: Name;
    if (kind === ON_FRONT) {
      if (isIn) {
        members.push(row);
        continue;
      }
      name = 'fadedFront';
    } else if (kind === DIVERGED || kind === FAILED || kind === INCOMPLETE) {
      if (!show.failed) continue;
      name = isIn ? 'failed' : 'faded';
    } else if (kind === INFEASIBLE) {
      if (!show.infeasible) continue;
      name = isIn ? 'infeasible' : 'faded';
    } else {
      if (!show.dominated) continue;
      name = isIn ? 'dominated' : 'faded';
    }
    rows[name][counts[name]++] = row;
  }
  const shape = shapeOf(run);
  // Many points are drawn smaller, so that structure stays to be seen.
  const radius = points.count > 20_000 ? 1.8 : points.count > 2_000 ? 2.4 : 3.2;
  // Where they cover the ground they need less to be seen, and what lies over them more.
  const strength = (points.count > 20_000 ? 0.7 : 1) * (view.palette.highContrast ? 1.5 : 1);
  const { palette } = view;
  const colour = palette.runs[run.slot % palette.runs.length] ?? palette.text;
  // One point is seen by its contrast, many by the ground that they cover.
  const seen = (opacity: number): number =>
    points.count > 20_000 ? opacity * strength : seenOpacity(opacity * strength, colour, palette.ground);
  const looks: Record<Name, Look> = {
    faded: { shape, radius: radius * 0.8, hollow: false, opacity: 0.13 },
    dominated: { shape, radius, hollow: false, opacity: seen(0.5) },
    infeasible: { shape, radius: radius + 0.6, hollow: true, opacity: seen(0.6) },
    failed: { shape: 'cross', radius: Math.max(2.6, radius + 0.4), hollow: false, opacity: 0.85 },
    fadedFront: { shape, radius: 4.5, hollow: true, opacity: 0.35 },
  };
  return {
    run,
    groups: names.map((name) => ({ look: looks[name], rows: rows[name], count: counts[name] })),
    front: members,
  };
}
