/** Two ways held against each other over several seeds: one difference a seed, and what the seeds say about how certain their mean is. */
import { median } from '../../engine/statistics/quantiles.ts';
import { spread } from '../../engine/statistics/spread.ts';

export interface PairedDifference {
  /** Of the seeds' differences. */
  readonly mean: number;
  /** Half the width of the 95 % interval around the mean, by Student's t; undefined for fewer than two seeds. */
  readonly within: number | undefined;
  /** One a seed. */
  readonly each: readonly number[];
  /** Pairs of a seed and a subject in which ours is higher, and all pairs. */
  readonly higher: number;
  readonly pairs: number;
}

/** Quantiles 0.975 of Student's t at 1, 2, ... degrees of freedom. */
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * `ours` and `theirs` by seed and subject, the same seeds and subjects in both. A seed's difference is the median over the subjects: one that is far off
 * counts as one. At most ten seeds.
 */
export function pairedDifference(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): PairedDifference {
  const differences = ours.map((values, seed) => values.map((value, at) => value - (theirs[seed]?.[at] ?? NaN)));
  const each = differences.map(median);
  const { mean, std } = spread(each);
  const t = T[each.length - 2];
  return {
    mean,
    within: t === undefined ? undefined : (t * std) / Math.sqrt(each.length),
    each,
    higher: differences.flat().filter((value) => value > 0).length,
    pairs: differences.flat().length,
  };
}
