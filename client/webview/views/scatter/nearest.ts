/** The point under the pointer. Points of the front are found from farther away, since they are what one aims at. */
import type { PointGroup } from '../../chart/scene.ts';
import type { PointRef } from '../../page-model.ts';
import type { RunGroups } from './groups.ts';
import { placeOf, type Placing } from './projection.ts';

const REACH = 9;
const FRONT_REACH = 14;

/** `drawn`: the scene's point groups, in the order of the runs' groups. */
export function nearest(
  groups: readonly RunGroups[],
  drawn: readonly PointGroup[],
  placing: Placing,
  x: number,
  y: number,
): PointRef | undefined {
  const { box } = placing;
  if (x < box.left - 4 || x > box.right + 4 || y < box.top - 4 || y > box.bottom + 4) return undefined;
  let best = 1;
  let found: PointRef | undefined;
  const offer = (distance: number, reach: number, point: () => PointRef): void => {
    const share = distance / (reach * reach);
    if (share >= best) return;
    best = share;
    found = point();
  };
  let g = 0;
  for (const { run, groups: own } of groups) {
    for (const { rows, count } of own) {
      const { xs, ys } = drawn[g++] as PointGroup;
      for (let i = 0; i < count; i++) {
        const dx = (xs[i] as number) - x;
        const dy = (ys[i] as number) - y;
        const distance = dx * dx + dy * dy;
        if (distance < REACH * REACH) offer(distance, REACH, () => ({ run, row: rows[i] as number }));
      }
    }
  }
  for (const { run, front } of groups) {
    for (const row of front) {
      const at = placeOf(run, row, placing);
      if (at !== undefined) offer((at[0] - x) ** 2 + (at[1] - y) ** 2, FRONT_REACH, () => ({ run, row }));
    }
  }
  return found;
}
