/**
 * The reference point of a run's hypervolume. It depends on the space and the objectives only, not on the run, so that the
 * hypervolumes of all runs on a space compare.
 */
import { seededRandom } from '../../dsl/random.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { isForeknown, metricsBefore, type Foreknown } from './foreknown.ts';
import { hypervolume } from './hypervolume.ts';
import { metricKey } from './metric.ts';
import type { Objective } from './objective.ts';

/** Architectures that stand for the space. */
const DRAWS = 64;

/** What a metric that is measured can be at worst and at best. Accuracy is a percentage. */
function spanOf({ metric, unit, direction }: Objective): readonly [worst: number, best: number] | undefined {
  if (metric !== 'accuracy' && metric !== 'anytime' && unit !== 'percent') return undefined;
  return direction === 'maximize' ? [0, 100] : [100, 0];
}

export interface HypervolumeBox {
  /** Minimised vectors: what a point must beat to count, and what nothing can beat. */
  readonly reference: readonly number[];
  readonly ideal: readonly number[];
}

/**
 * Per objective: for accuracy and what else is in percent 0 and 100 %; for a cost, or a latency by a device profile, 1.1 times the largest of some
 * seeded architectures and zero; for another measured metric no natural end exists, so its box is undefined and with it the whole.
 */
export function hypervolumeBox(
  space: DecisionSpace,
  objectives: readonly Objective[],
  foreknown?: Foreknown,
): HypervolumeBox | undefined {
  const largest = largestBefore(space, foreknown);
  const reference: number[] = [];
  const ideal: number[] = [];
  for (const objective of objectives) {
    const key = metricKey(objective);
    const isBefore = isForeknown({ foreknown }, objective);
    const ends = isBefore ? [(largest[key] ?? 0) * 1.1, 0] : spanOf(objective);
    if (ends === undefined) return undefined;
    const [costly, free] = ends as readonly [number, number];
    const sign = objective.direction === 'maximize' ? -1 : 1;
    // A cost that is maximised has zero as its worst value.
    const swap = isBefore && objective.direction === 'maximize';
    reference.push(sign * (swap ? free : costly) + 0);
    ideal.push(sign * (swap ? costly : free) + 0);
  }
  return { reference, ideal };
}

/** Hypervolume as a share of the box, 0..1. */
export function hypervolumeShare(vectors: readonly (readonly number[])[], box: HypervolumeBox): number {
  const whole = box.reference.reduce((product, value, i) => product * (value - (box.ideal[i] as number)), 1);
  return whole === 0 ? 0 : hypervolume(vectors, box.reference) / whole;
}

function largestBefore(space: DecisionSpace, foreknown: Foreknown | undefined): Record<string, number> {
  const random = seededRandom(`hypervolume reference of ${space.hash}`);
  const largest: Record<string, number> = {};
  for (let i = 0; i < DRAWS; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    for (const [key, value] of Object.entries(metricsBefore({ space, foreknown }, architecture))) {
      largest[key] = Math.max(largest[key] ?? 0, value);
    }
  }
  return largest;
}
