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
import { calibrate, type Calibration } from './calibration.ts';
import { drawFolds, type Learner, type Opinion } from './learner.ts';
import { stackingShares } from './simplex.ts';
import { targetsOf } from './targets.ts';

const FOLDS = 8;
/** How strongly shares are drawn towards the priors: in squared normal scores for one label, less with more. */
const RIDGE = 6;
/** Queries answered at a time: their features stay in the cache while the trees are walked. */
const BATCH = 512;

export interface StackedOptions {
  readonly name: string;
  readonly description: string;
  readonly learners: readonly Learner[];
}

export function stackedPredictor({ name, description, learners }: StackedOptions): Predictor {
  const members = learners.flatMap((learner) => learner.members);
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
      const truth = targets.rank.values;
      const folds = drawFolds(labels.length, FOLDS, random);
      const fitted = learners.map((learner) => learner.fit({ inputs, targets, folds, random }));
      const held = fitted.flatMap(({ heldOut }) => heldOut);
      const shares = stackingShares(
        held.map(({ scores }) => scores),
        truth,
        RIDGE / labels.length,
        members.map(({ prior }) => prior),
      );
      const isUsed = (_: unknown, k: number): boolean => (shares[k] as number) > 0;
      const used = shares.filter(isUsed);
      const heldUsed = held.filter(isUsed);
      const calibration = calibrate(heldUsed, used, truth);
      let before = 0;
      const asked = learners.map((learner) => {
        const first = before;
        before += learner.members.length;
        return Array.from(learner.members.keys()).filter((k) => isUsed(undefined, first + k));
      });
      const opinions = (features: FeatureMatrix): Opinion[] => {
        const queries = standardise(features, scaler);
        return fitted.flatMap((learner, l) => learner.opinions(queries, asked[l] as number[]));
      };
      const map = quantileMap(labels, truth);
      const valueAt = (score: number): number => map.valueAt(score);
      const metrics = {
        leaveOneOutTau: kendallTau(calibration(heldUsed).scores, labels),
        fitSeconds: (performance.now() - start) / 1000,
        shares: Object.fromEntries(members.map((member, k) => [member.name, shares[k] as number])),
      };
      return { value: { predict: (features) => answer(features, opinions, calibration, valueAt), metrics } };
    },
  };
}

function answer(
  features: FeatureMatrix,
  opinions: (features: FeatureMatrix) => readonly Opinion[],
  calibration: Calibration,
  valueAt: (score: number) => number,
): Prediction {
  const { rows, columns, values } = features;
  const [mean, low, high, std] = [0, 0, 0, 0].map(() => new Float64Array(rows)) as [Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
  for (let from = 0; from < rows; from += BATCH) {
    const count = Math.min(BATCH, rows - from);
    const batch = { rows: count, columns, values: values.subarray(from * columns, (from + count) * columns) };
    const { scores, reach } = calibration(opinions(batch));
    for (let i = 0; i < count; i++) {
      const [score, half] = [scores[i] as number, reach[i] as number];
      mean[from + i] = valueAt(score);
      low[from + i] = valueAt(score - half);
      high[from + i] = valueAt(score + half);
      std[from + i] = ((high[from + i] as number) - (low[from + i] as number)) / (2 * EIGHTY_PERCENT);
    }
  }
  return { mean, low, high, std };
}
