/** Scores as a hypernetwork gives them, for tests of strategies: near the accuracy of `product-space.ts`, off by up to 10 either way. */
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { productAccuracy } from './product-space.ts';

/** For four alternatives. */
export const toyScores = (architectures: readonly Architecture[]): Promise<number[]> =>
  Promise.resolve(
    architectures.map((each) => productAccuracy(each, 4) + 20 * seededRandom(each.choices.join()).next() - 10),
  );
