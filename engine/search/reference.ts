/**
 * The reference point of a run's hypervolume. It depends on the space and the objectives only, not on the run, so that the
 * hypervolumes of all runs on a space compare.
 */
import { seededRandom } from '../../dsl/random.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { hypervolume } from './hypervolume.ts';
import { isStatic, metricKey, metricsOfCosts } from './metric.ts';
import type { Objective } from './objective.ts';

/** What a metric that is not a cost of the graph can be at worst and at best. Accuracy is a percentage. */
const measuredSpan: Readonly<Record<string, readonly [worst: number, best: number]>> = { accuracy: [0, 100] };

export interface HypervolumeBox {
  /** Minimised vectors: what a point must beat to count, and what nothing can beat. */
  readonly reference: readonly number[];
  readonly ideal: readonly number[];
}

/**
 * Per objective: for accuracy 0 and 100 %; for a cost 1.1 times the largest of `draws` seeded architectures and zero; for another measured
 * metric (a latency) no natural end exists, so its box is undefined and with it the whole.
 */
export function hypervolumeBox(
  space: DecisionSpace,
  objectives: readonly Objective[],
  draws = 64,
): HypervolumeBox | undefined {
  const largest = largestCosts(space, draws);
  const reference: number[] = [];
  const ideal: number[] = [];
  for (const objective of objectives) {
    const key = metricKey(objective);
    const ends = isStatic(objective) ? [(largest[key] ?? 0) * 1.1, 0] : measuredSpan[key];
    if (ends === undefined) return undefined;
    const [costly, free] = ends as readonly [number, number];
    const sign = objective.direction === 'maximize' ? -1 : 1;
    // A cost that is maximised has zero as its worst value.
    const swap = isStatic(objective) && objective.direction === 'maximize';
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

function largestCosts(space: DecisionSpace, draws: number): Record<string, number> {
  const random = seededRandom(`hypervolume reference of ${space.hash}`);
  const largest: Record<string, number> = {};
  for (let i = 0; i < draws; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    for (const [key, value] of Object.entries(metricsOfCosts(space.costs(architecture)))) {
      largest[key] = Math.max(largest[key] ?? 0, value);
    }
  }
  return largest;
}
