/** The hypervolume over the evaluations of a run: its value after each that changed it. */
import { dominates } from './dominance.ts';
import type { FrontInput } from './front.ts';
import { hypervolumeGain } from './hypervolume.ts';
import { objectiveVector, violation, type Constraint, type Objective } from './objective.ts';
import type { HypervolumeBox } from './reference.ts';

export interface HypervolumeStep {
  /** Index among the points. */
  readonly point: number;
  /** Share of the box from there on. */
  readonly hypervolume: number;
}

export interface HypervolumeHistory {
  readonly box: HypervolumeBox;
  /** Whether the box is the run's own, for want of natural ends of its objectives: such histories do not compare between runs. */
  readonly own: boolean;
  readonly steps: readonly HypervolumeStep[];
}

interface Entry {
  readonly point: number;
  readonly vector: readonly number[];
}

/** Undefined where no point is feasible. Without a `box`: from the best to the worst of what the front went through, a tenth beyond. */
export function hypervolumeHistory(
  points: readonly FrontInput[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
  box?: HypervolumeBox,
): HypervolumeHistory | undefined {
  const entries = entriesOf(points, objectives, constraints);
  if (entries.length === 0) return undefined;
  const used = box ?? boxAround(entries);
  const whole = used.reference.reduce((product, value, i) => product * (value - (used.ideal[i] as number)), 1);
  const steps: HypervolumeStep[] = [];
  let volume = 0;
  let front: (readonly number[])[] = [];
  for (const { point, vector } of entries) {
    const gain = hypervolumeGain(vector, front, used.reference);
    front = [...front.filter((member) => !dominates(vector, member)), vector];
    if (gain <= 0 || whole <= 0) continue;
    volume += gain;
    steps.push({ point, hypervolume: volume / whole });
  }
  return { box: used, own: box === undefined, steps };
}

/** Whatever was on the front once, in the order in which it came. */
function entriesOf(
  points: readonly FrontInput[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
): Entry[] {
  const entries: Entry[] = [];
  let front: (readonly number[])[] = [];
  points.forEach(({ metrics, ok }, point) => {
    const vector = ok ? objectiveVector(objectives, metrics) : undefined;
    if (vector === undefined || violation(constraints, metrics) > 0) return;
    if (front.some((member) => dominates(member, vector))) return;
    front = [...front.filter((member) => !dominates(vector, member)), vector];
    entries.push({ point, vector });
  });
  return entries;
}

function boxAround(entries: readonly Entry[]): HypervolumeBox {
  const column = (g: number): number[] => entries.map(({ vector }) => vector[g] as number);
  const ends = (entries[0]?.vector ?? []).map((_, g) => ({
    best: Math.min(...column(g)),
    worst: Math.max(...column(g)),
  }));
  const air = ({ best, worst }: { best: number; worst: number }): number => 0.1 * (worst - best) || Math.abs(worst) * 0.1 || 1; // prettier-ignore
  return { reference: ends.map((end) => end.worst + air(end)), ideal: ends.map(({ best }) => best) };
}
