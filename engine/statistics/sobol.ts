/**
 * First-order Sobol indices of categorical inputs from a sample of any distribution: the share of a value's variance that knowing one input alone takes
 * away, Var(E[y | x]) / Var(y) (Sobol 1993; the estimator from given data of Plischke, Borgonovo and Smith 2013, with classes instead of bins). The
 * between-class variance is corrected for what chance alone puts between classes of a sample, so an input without effect has about zero.
 *
 * An input may be missing in some samples (a decision that others switch off). It is compared where it is there only: that it is missing is the doing of
 * other inputs, and counts as theirs.
 */
import type { Random } from '../../dsl/random.ts';

export interface Share {
  /** 0..1. */
  readonly share: number;
  /** Standard error by bootstrap over the sample. */
  readonly error: number;
}

/** Resamples of the bootstrap: they tell an error to about a tenth. */
const RESAMPLES = 48;

/** Of each input, `inputs[d][i]` being its class in the i-th sample: 0, 1, ..., or below zero where it is missing. */
export function firstOrderShares(inputs: readonly Int32Array[], values: Float64Array, random: Random): Share[] {
  const everyone = Int32Array.from(values.keys());
  const resamples = Array.from({ length: RESAMPLES }, () => everyone.map(() => random.int(values.length)));
  return inputs.map((input) => {
    const drawn = resamples.map((resample) => shareOf(input, values, resample));
    const mean = drawn.reduce((sum, each) => sum + each, 0) / RESAMPLES;
    const variance = drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (RESAMPLES - 1);
    const share = shareOf(input, values, everyone);
    return { share: Math.min(1, Math.max(0, share)), error: Math.sqrt(variance) };
  });
}

/** May be below zero by chance. Zero where there is nothing to tell apart. */
function shareOf(input: Int32Array, values: Float64Array, sample: Int32Array): number {
  let mean = 0;
  for (const at of sample) mean += (values[at] as number) / sample.length;
  const sums: number[] = [];
  const counts: number[] = [];
  let total = 0;
  let own = 0;
  let ownSum = 0;
  let ownCount = 0;
  for (const at of sample) {
    const value = (values[at] as number) - mean;
    total += value * value;
    const group = input[at] as number;
    if (group < 0) continue;
    sums[group] = (sums[group] ?? 0) + value;
    counts[group] = (counts[group] ?? 0) + 1;
    own += value * value;
    ownSum += value;
    ownCount++;
  }
  let between = 0;
  let classes = 0;
  counts.forEach((count, group) => {
    between += ((sums[group] as number) * (sums[group] as number)) / count;
    classes++;
  });
  const centre = ownCount === 0 ? 0 : (ownSum * ownSum) / ownCount;
  // A total that is rounding only is no variance.
  if (total <= 1e-12 * sample.length * Math.max(1, mean * mean) || ownCount <= classes) return 0;
  const chance = ((classes - 1) * (own - between)) / (ownCount - classes);
  return (between - centre - chance) / total;
}
