/**
 * Random weights, the same wherever a network holds a weight of that shape for the n-th time: networks that share a part share its weights, so
 * that scores differ for what networks are and not for what was drawn.
 */
import { seededRandom } from '../../dsl/random.ts';
import { initialWeights } from '../evaluate/train/initialise.ts';
import type { SegmentWeight } from './segment-programs.ts';

export interface WeightStore {
  /** Weights of a network's segments in order; a fresh count of what was taken. */
  take(): (weights: readonly SegmentWeight[]) => Readonly<Record<string, Float32Array>>;
}

/** Numbers kept; beyond, all are drawn again. */
const MOST_KEPT = 2 ** 24;

/** `absolute`: their absolute values (synflow). */
export function weightStore(seed: number | string, absolute: boolean): WeightStore {
  const kept = new Map<string, Float32Array>();
  let size = 0;
  const drawn = (weight: SegmentWeight, key: string): Float32Array => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const values = initialWeights([{ ...weight, name: key }], seededRandom(seed))[key]?.data as Float32Array;
    const result = absolute ? values.map(Math.abs) : values;
    if (size > MOST_KEPT) {
      kept.clear();
      size = 0;
    }
    kept.set(key, result);
    size += result.length;
    return result;
  };
  return {
    take: () => {
      const taken = new Map<string, number>();
      return (weights) =>
        Object.fromEntries(
          weights.map((weight) => {
            const kind = JSON.stringify([weight.shape, weight.initialisation]);
            const count = taken.get(kind) ?? 0;
            taken.set(kind, count + 1);
            return [weight.name, drawn(weight, `${kind} ${count}`)];
          }),
        );
    },
  };
}
