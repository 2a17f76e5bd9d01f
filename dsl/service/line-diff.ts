/** Where two texts differ, in whole lines: the shortest way of deletions and insertions (Myers, "An O(ND) difference algorithm", 1986). */

/** Lines `start` to `end` of the first text became lines `newStart` to `newEnd` of the second; ends are exclusive. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Changed lines followed at most: texts that differ more are one hunk. */
const LIMIT = 1000;

export function hunksBetween(before: readonly string[], after: readonly string[]): Hunk[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [end, newEnd] = [before.length - tail, after.length - tail];
  if (start === end && start === newEnd) return [];
  const steps = shortestWay(before.slice(start, end), after.slice(start, newEnd));
  if (steps === undefined) return [{ start, end, newStart: start, newEnd }];
  return joined(steps).map((hunk) => ({
    start: hunk.start + start,
    end: hunk.end + start,
    newStart: hunk.newStart + start,
    newEnd: hunk.newEnd + start,
  }));
}

/** A deleted line of the first text, or an inserted one of the second, at a point of both. */
interface Step {
  readonly x: number;
  readonly y: number;
  readonly inserts: boolean;
}

/** In order; undefined where it is longer than the limit. */
function shortestWay(before: readonly string[], after: readonly string[]): Step[] | undefined {
  const furthest = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  const reach = (k: number): number => furthest.get(k) ?? -1;
  for (let d = 0; d <= LIMIT; d++) {
    history.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && reach(k - 1) < reach(k + 1)) ? reach(k + 1) : reach(k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      furthest.set(k, x);
      if (x >= before.length && x - k >= after.length) return stepsBack(history, before.length, after.length);
    }
  }
  return undefined;
}

function stepsBack(history: readonly ReadonlyMap<number, number>[], endX: number, endY: number): Step[] {
  const steps: Step[] = [];
  let [x, y] = [endX, endY];
  for (let d = history.length - 1; d > 0; d--) {
    const reach = (at: number): number => history[d]?.get(at) ?? -1;
    const k = x - y;
    const inserts = k === -d || (k !== d && reach(k - 1) < reach(k + 1));
    const from = inserts ? k + 1 : k - 1;
    x = reach(from);
    y = x - from;
    steps.push({ x, y, inserts });
  }
  return steps.reverse();
}

/** Steps without an equal line between them, together. */
function joined(steps: readonly Step[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const { x, y, inserts } of steps) {
    const last = hunks.at(-1);
    const [end, newEnd] = inserts ? [x, y + 1] : [x + 1, y];
    if (last !== undefined && last.end === x && last.newEnd === y) hunks.splice(-1, 1, { ...last, end, newEnd });
    else hunks.push({ start: x, end, newStart: y, newEnd });
  }
  return hunks;
}
