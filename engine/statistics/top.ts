/** How good the top of a ranking is: what a search lives on, and what a correlation over everything hides. */
import { sortedOrder } from './ranks.ts';

/**
 * Share, 0..1, of the predicted best `share` (0..1) of the items that are among the true best `share`. At least one item counts.
 * Among equal values the earlier item is taken first, so that a constant prediction earns no luck from sorting.
 */
export function precisionAtTop(predicted: ArrayLike<number>, truth: ArrayLike<number>, share: number): number {
  if (predicted.length !== truth.length) throw new Error(`${predicted.length} predictions of ${truth.length} values`);
  if (truth.length === 0) return NaN;
  const count = Math.max(1, Math.round(share * truth.length));
  const best = new Set(topOf(truth, count));
  let hits = 0;
  for (const index of topOf(predicted, count)) if (best.has(index)) hits++;
  return hits / count;
}

/** Best true value of all less the best among the `count` predicted best, in the unit of `truth`; 0 is perfect. */
export function regretOfTop(predicted: ArrayLike<number>, truth: ArrayLike<number>, count: number): number {
  if (predicted.length !== truth.length) throw new Error(`${predicted.length} predictions of ${truth.length} values`);
  let best = -Infinity;
  for (let i = 0; i < truth.length; i++) best = Math.max(best, truth[i] as number);
  let found = -Infinity;
  for (const index of topOf(predicted, count)) found = Math.max(found, truth[index] as number);
  return best - found;
}

/** Indices of the `count` largest values, largest first; the earlier of equal ones first. */
export function topOf(values: ArrayLike<number>, count: number): number[] {
  const negated = Float64Array.from({ length: values.length }, (_, i) => -(values[i] as number));
  return Array.from(sortedOrder(negated).subarray(0, count));
}
