/** Hypervolume and the best value so far over evaluations, as steps: where the value changes, and what it is from there on. */
import { dominates } from '../../../engine/search/dominance.ts';
import { hypervolumeGain } from '../../../engine/search/hypervolume.ts';
import type { HypervolumeBox } from '../../../engine/search/reference.ts';
import { ON_FRONT, DOMINATED, type Entry, type FrontState } from './front-builder.ts';
import type { Goal } from './metrics.ts';
import type { Points } from './points.ts';

export interface Steps {
  /** Evaluations, counted from one, ascending. */
  readonly at: readonly number[];
  readonly value: readonly number[];
}

/** The hypervolume as a share of the box; pauses between entries of the front, since many objectives take their time. */
export function* hypervolumeSteps(
  journal: readonly Entry[],
  points: Points,
  box: HypervolumeBox,
): Generator<void, Steps, void> {
  const whole = box.reference.reduce((product, value, i) => product * (value - (box.ideal[i] as number)), 1);
  const at: number[] = [];
  const value: number[] = [];
  let volume = 0;
  let front: (readonly number[])[] = [];
  for (const { row, vector } of journal) {
    const gain = hypervolumeGain(vector, front, box.reference);
    front = front.filter((member) => !dominates(vector, member));
    front.push(vector);
    if (gain > 0 && whole > 0) {
      volume += gain;
      at.push((points.position[row] as number) + 1);
      value.push(volume / whole);
    }
    yield;
  }
  return { at, value };
}

/**
 * The box of the goals: what the run says of each, where it says it of all of them; else from the best to the worst of what the fronts
 * went through, a tenth beyond, which compares the runs that are shown but no others.
 */
export function boxOf(
  goals: readonly Goal[],
  said: { readonly keys: readonly string[]; readonly box: HypervolumeBox | undefined },
  fronts: readonly FrontState[],
): { readonly box: HypervolumeBox; readonly own: boolean } | undefined {
  const places = goals.map((goal) => said.keys.indexOf(goal.key));
  if (said.box !== undefined && places.every((place) => place >= 0)) {
    const { reference, ideal } = said.box;
    return {
      own: false,
      box: { reference: places.map((p) => reference[p] as number), ideal: places.map((p) => ideal[p] as number) },
    };
  }
  const reference = goals.map(() => -Infinity);
  const ideal = goals.map(() => Infinity);
  for (const { journal } of fronts) {
    for (const { vector } of journal) {
      vector.forEach((value, g) => {
        reference[g] = Math.max(reference[g] as number, value);
        ideal[g] = Math.min(ideal[g] as number, value);
      });
    }
  }
  if (!reference.every(Number.isFinite)) return undefined;
  const air = reference.map((worst, g) => 0.1 * (worst - (ideal[g] as number)) || Math.abs(worst) * 0.1 || 1);
  return { own: true, box: { reference: reference.map((worst, g) => worst + (air[g] as number)), ideal } };
}

/** The best feasible value of a metric so far. Costs a few milliseconds for a hundred thousand points. */
export function bestSteps(front: FrontState, points: Points, goal: Goal): Steps {
  const column = points.metrics.get(goal.key);
  const at: number[] = [];
  const value: number[] = [];
  if (column === undefined) return { at, value };
  let best = NaN;
  for (let row = 0; row < front.seen; row++) {
    const kind = front.classes[row];
    const found = column[row] as number;
    if ((kind !== ON_FRONT && kind !== DOMINATED) || Number.isNaN(found)) continue;
    if (goal.direction === 'maximize' ? found <= best : found >= best) continue;
    best = found;
    at.push((points.position[row] as number) + 1);
    value.push(found);
  }
  return { at, value };
}
