/**
 * A predictor of several members: each sees the same features, is judged by predictions of rows it was not fitted to, and gets a share of the
 * answer by that. The answer is a normal score, mapped back to the labels' unit; its interval is as wide as held-out errors were.
 */
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { kendallTau } from '../../statistics/kendall.ts';
import { EIGHTY_PERCENT } from '../gp-predictor.ts';
import { supportProblem } from '../label-check.ts';
import type { Prediction, Predictor } from '../predictor.ts';
import { quantileMap } from '../quantile-map.ts';
import { fitScaler, standardise } from '../standardise.ts';
import { drawFolds, type Learner, type Opinions } from './learner.ts';
import { calibrate } from './calibration.ts';
import { stackingShares } from './simplex.ts';
import { targetsOf } from './targets.ts';

const FOLDS = 8;
/** How strongly shares are drawn towards being equal, in squared normal scores, for one label; less with more. */
const RIDGE = 2;

export interface StackedOptions {
  readonly name: string;
  readonly description: string;
  readonly learners: readonly Learner[];
}

export function stackedPredictor({ name, description, learners }: StackedOptions): Predictor {
  return {
    name,
    description,
    fit: (support, { pool, random }) => {
      const problem = supportProblem(support);
      if (problem !== undefined) return { error: problem };
      const start = performance.now();
      const { labels } = support;
      const scaler = fitScaler(pool ?? support.features);
      if (scaler.columns.length === 0)
        return { error: 'all architectures have the same features: there is nothing to tell them apart' };
      const inputs = standardise(support.features, scaler);
      const targets = targetsOf(labels);
      const scores = targets.rank.values;
      const folds = drawFolds(labels.length, FOLDS, random);
      const fitted = learners.map((learner) => learner.fit({ inputs, targets, folds, random }));
      const held = fitted.map(({ heldOut }) => heldOut);
      const heldScores = held.flatMap((opinions) => opinions.scores);
      const shares = stackingShares(heldScores, scores, RIDGE / labels.length);
      const heldMean = mixed(heldScores, shares);
      const calibration = calibrate(heldMean, held.map((each) => each.doubt), scores); // prettier-ignore
      const map = quantileMap(labels, scores);
      const predict = (features: FeatureMatrix): Prediction => {
        const queries = standardise(features, scaler);
        const opinions: Opinions[] = fitted.map((each) => each.opinions(queries));
        const { score, reach } = calibration(
          mixed(opinions.flatMap((each) => each.scores), shares), // prettier-ignore
          opinions.map((each) => each.doubt),
        );
        const mean = score.map((value) => map.valueAt(value));
        const low = score.map((value, i) => map.valueAt(value - (reach[i] as number)));
        const high = score.map((value, i) => map.valueAt(value + (reach[i] as number)));
        return { mean, low, high, std: high.map((value, i) => (value - (low[i] as number)) / (2 * EIGHTY_PERCENT)) };
      };
      const members = learners.flatMap((learner) => learner.members);
      const metrics = {
        leaveOneOutTau: kendallTau(heldMean, labels),
        fitSeconds: (performance.now() - start) / 1000,
        shares: Object.fromEntries(members.map((member, k) => [member, shares[k] as number])),
      };
      return { value: { predict, metrics } };
    },
  };
}

function mixed(scores: readonly Float64Array[], shares: Float64Array): Float64Array {
  const [first] = scores;
  if (first === undefined) throw new Error('an ensemble without members');
  return first.map((_, i) => scores.reduce((sum, each, k) => sum + (shares[k] as number) * (each[i] as number), 0));
}
