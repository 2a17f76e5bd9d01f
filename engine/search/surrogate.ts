/** What the predictor-guided strategy needs of a predictor; `engine/predictor` provides it, tests provide a toy. */
import type { Random } from '../../dsl/random.ts';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import type { Prediction } from './strategy.ts';

export interface Surrogate {
  /**
   * Learns from measured values (higher is better) and forgets what was learnt before: the same values and the same random state give
   * the same predictions, whatever was fitted earlier. Resuming a run rests on it. False where the values are too few or too equal to learn
   * from, and where it was aborted; `predict` must not be asked then.
   */
  fit(
    architectures: readonly Architecture[],
    values: readonly number[],
    random: Random,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** Mean and standard deviation in the unit of the values. */
  predict(architectures: readonly Architecture[]): Promise<readonly Prediction[]>;
}
