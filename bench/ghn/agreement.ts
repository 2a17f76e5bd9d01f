/** How well a score tells trained accuracies: correlations with what resampling the architectures says about their accuracy. */
import { seededRandom } from '../../dsl/random.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { pearson } from '../../engine/statistics/spearman.ts';
import { spread, type Spread } from '../../engine/statistics/spread.ts';

export interface Agreement {
  /** The value on the rows as they are, and its standard deviation over resamples. */
  readonly pearson: Spread;
  readonly kendall: Spread;
}

const RESAMPLES = 1000;

/** Rows are resampled with replacement (bootstrap); resamples in which a variable is constant are left out. */
export function agreement(scores: readonly number[], truth: readonly number[], seed = 'resamples'): Agreement {
  const random = seededRandom(seed);
  const rows = Array.from(scores.keys());
  const drawn = Array.from({ length: RESAMPLES }, () => rows.map(() => random.int(rows.length)));
  const of = (measure: (a: Float64Array, b: Float64Array) => number): Spread => {
    const on = (picked: readonly number[]): number => measure(pick(scores, picked), pick(truth, picked));
    return { mean: on(rows), std: spread(drawn.map(on).filter(Number.isFinite)).std };
  };
  return { pearson: of(pearson), kendall: of(kendallTau) };
}

/** Indices of the better half, the middle one included, in their order. */
export function betterHalf(truth: readonly number[]): readonly number[] {
  const order = Array.from(truth.keys()).sort((a, b) => (truth[b] as number) - (truth[a] as number));
  return order.slice(0, Math.ceil(order.length / 2)).sort((a, b) => a - b);
}

function pick(values: readonly number[], rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}
