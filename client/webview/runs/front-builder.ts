/**
 * Classes of a run's points and its front, as points come in: in slices, since a hundred thousand take longer than a frame. What entered the
 * front, and when, is kept, so that the hypervolume over evaluations follows from it for any reference point.
 */
import { dominates } from '../../../engine/search/dominance.ts';
import { kneePoint } from '../../../engine/search/front.ts';
import { metricKey } from '../../../engine/search/metric.ts';
import { violation, type Constraint } from '../../../engine/search/objective.ts';
import type { Goal } from './metrics.ts';
import type { Points } from './points.ts';

/** Classes of points. */
export const DOMINATED = 0;
export const ON_FRONT = 1;
export const INFEASIBLE = 2;
export const DIVERGED = 3;
export const FAILED = 4;
/** Evaluated without a value of some objective that is shown. */
export const INCOMPLETE = 5;
/** Not looked at yet. */
export const UNKNOWN = 6;

export interface Entry {
  readonly row: number;
  /** Minimised. */
  readonly vector: readonly number[];
}

export interface FrontState {
  readonly goals: readonly Goal[];
  /** Rows that have their class. */
  seen: number;
  /** By row; of rows not seen yet there may be none. */
  classes: Uint8Array;
  members: Entry[];
  /** Whatever was on the front once, in the order in which it came. */
  readonly journal: Entry[];
}

export function emptyFront(goals: readonly Goal[]): FrontState {
  return { goals, seen: 0, classes: new Uint8Array(0), members: [], journal: [] };
}

/** Gives classes to the rows that have none, until `isTime` says that it is time to stop; whether all have theirs. */
export function goOn(
  state: FrontState,
  points: Points,
  constraints: readonly Constraint[],
  isTime: () => boolean,
): boolean {
  if (state.classes.length < points.count) {
    const classes = new Uint8Array(Math.max(points.count, Math.ceil(1.5 * state.classes.length))).fill(UNKNOWN);
    classes.set(state.classes.subarray(0, state.seen));
    state.classes = classes;
  }
  const columns = state.goals.map((goal) => points.metrics.get(goal.key));
  const bounded = constraints.map((constraint): Bounded => {
    const key = metricKey(constraint);
    return { key, column: points.metrics.get(key) };
  });
  while (state.seen < points.count) {
    const row = state.seen++;
    state.classes[row] = classOf(state, points, columns, constraints, bounded, row);
    if (row % 256 === 255 && isTime()) break;
  }
  return state.seen === points.count;
}

type Column = Float64Array | undefined;

interface Bounded {
  readonly key: string;
  readonly column: Column;
}

function classOf(
  state: FrontState,
  points: Points,
  columns: readonly Column[],
  constraints: readonly Constraint[],
  bounded: readonly Bounded[],
  row: number,
): number {
  if (points.status[row] === 1) return DIVERGED;
  if (points.status[row] === 2) return FAILED;
  const vector: number[] = [];
  for (let g = 0; g < columns.length; g++) {
    const value = columns[g]?.[row] ?? NaN;
    vector.push(state.goals[g]?.direction === 'maximize' ? -value : value);
  }
  if (constraints.length > 0) {
    const metrics: Record<string, number> = {};
    for (const { key, column } of bounded) metrics[key] = column?.[row] ?? NaN;
    if (violation(constraints, metrics) > 0) return INFEASIBLE;
  }
  if (vector.length === 0 || !vector.every(Number.isFinite)) return INCOMPLETE;
  return enter(state, { row, vector }) ? ON_FRONT : DOMINATED;
}

/** Whether the entry is on the front now; those that it dominates leave. Equal vectors stand side by side. */
function enter(state: FrontState, entry: Entry): boolean {
  const { members } = state;
  for (let i = 0; i < members.length; i++) {
    const member = members[i] as Entry;
    if (!dominates(member.vector, entry.vector)) continue;
    // What dominates one point is likely to dominate the next.
    if (i > 0) [members[i], members[i >> 1]] = [members[i >> 1] as Entry, member];
    return false;
  }
  const left = members.filter((member) => {
    const stays = !dominates(entry.vector, member.vector);
    if (!stays) state.classes[member.row] = DOMINATED;
    return stays;
  });
  left.push(entry);
  state.members = left;
  state.journal.push(entry);
  return true;
}

/** Row of the knee, undefined where the front has none. */
export function kneeRow({ members }: FrontState): number | undefined {
  const ordered = [...members].sort((a, b) => a.row - b.row);
  const index = kneePoint(ordered.map((member) => member.vector));
  return index === undefined ? undefined : ordered[index]?.row;
}
