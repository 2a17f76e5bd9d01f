/** The front as steps between its points: what is reachable at each cost, within the two axes that are shown. */
import { nonDominated } from '../../../../engine/search/dominance.ts';
import { tidy } from '../../chart/shapes.ts';

export interface Corner {
  /** Minimised, in the order x, y. */
  readonly vector: readonly [number, number];
  readonly place: readonly [number, number];
}

/**
 * Through the points that are best in these two alone, from the better to the worse end of x: from a point on, x gets worse without gain until the
 * next is reached. The path goes on to the worse ends of the box (pixels), as what is dominated does.
 */
export function staircase(corners: readonly Corner[], worst: { readonly x: number; readonly y: number }): string {
  const best = nonDominated(corners.map((corner) => corner.vector))
    .map((i) => corners[i] as Corner)
    .sort((a, b) => a.vector[0] - b.vector[0] || a.vector[1] - b.vector[1]);
  const first = best[0];
  if (first === undefined) return '';
  const path = [`M${tidy(first.place[0])} ${tidy(worst.y)}V${tidy(first.place[1])}`];
  for (const { place } of best.slice(1)) path.push(`H${tidy(place[0])}V${tidy(place[1])}`);
  path.push(`H${tidy(worst.x)}`);
  return path.join('');
}
