/**
 * The fast predictor: a Gaussian process on normal scores of the labels over standardised graph features, each weighted by how
 * much its ranks say about the labels. Fitted in a fraction of a second on a few hundred labels.
 */
import type { FeatureMatrix } from '../encoding/feature-matrix.ts';
import { kendallTau } from '../statistics/kendall.ts';
import { normalScores } from '../statistics/normal.ts';
import { studentQuantile } from '../statistics/student.ts';
import {
  fitGaussianProcess,
  leaveOneOut,
  posterior,
  type GaussianProcess,
  type Posterior,
} from './gaussian-process.ts';
import { supportProblem } from './label-check.ts';
import type {
  FitMetrics,
  FitOptions,
  FitOutcome,
  FittedPredictor,
  Prediction,
  Predictor,
  Snapshot,
  Support,
} from './predictor.ts';
import { quantileMap } from './quantile-map.ts';
import { relevanceFactors } from './relevance.ts';
import { fitScaler, standardise, type Scaler } from './standardise.ts';

/** Standard normal quantile of 0.9: an 80 % interval reaches so many standard deviations to each side. */
export const EIGHTY_PERCENT = 1.2815515655446004;

export const gpPredictor: Predictor = {
  name: 'gp',
  description: 'Gaussian process on normal scores over weighted graph features',
  fit: (support, options) => Promise.resolve(fit(support, options)),
  restore: (snapshot) => fitted(snapshot as unknown as State),
};

function fit(support: Support, { pool, random }: FitOptions): FitOutcome {
  const problem = supportProblem(support);
  if (problem !== undefined) return { error: problem };
  const start = performance.now();
  const { labels } = support;
  const scores = normalScores(labels);
  const scaler = fitScaler((pool ?? support).features);
  if (scaler.columns.length === 0)
    return { error: 'all architectures have the same features: there is nothing to tell them apart' };
  const factors = relevanceFactors(standardise(support.features, scaler), scores);
  const process = fitGaussianProcess(standardise(support.features, scaler, factors), scores, random);
  const held = leaveOneOut(process, scores);
  const stretch = calibration(held, scores);
  const leaveOneOutTau = kendallTau(held.mean, labels);
  const metrics = { leaveOneOutTau, fitSeconds: (performance.now() - start) / 1000 };
  return { value: fitted({ scaler, factors, process, labels, stretch, metrics }) };
}

interface State {
  readonly scaler: Scaler;
  readonly factors: Float64Array;
  readonly process: GaussianProcess;
  readonly labels: Float64Array;
  readonly stretch: number;
  readonly metrics: FitMetrics;
}

function fitted(state: State): FittedPredictor {
  const { scaler, factors, process, labels, stretch, metrics } = state;
  const map = quantileMap(labels, normalScores(labels));
  const predict = (features: FeatureMatrix): Prediction => {
    const { mean: score, variance } = posterior(process, standardise(features, scaler, factors));
    const mean = score.map((value) => map.valueAt(value));
    const deviation = variance.map((value) => stretch * Math.sqrt(value));
    const end = (reach: number): Float64Array =>
      score.map((value, i) => map.valueAt(value + reach * (deviation[i] as number)));
    const above = end(EIGHTY_PERCENT);
    const below = end(-EIGHTY_PERCENT);
    const std = above.map((value, i) => (value - (below[i] as number)) / (2 * EIGHTY_PERCENT));
    const reach = reachOf(labels.length);
    return { mean, low: end(-reach), high: end(reach), std };
  };
  return {
    predict: ({ features }) => Promise.resolve(predict(features)),
    metrics,
    snapshot: () => state as unknown as Snapshot,
  };
}

/**
 * Deviations from the mean to the ends of an 80 % interval: more where they come from few labels themselves. One of these is spent on the mean, one on
 * the weights of the features.
 */
function reachOf(labels: number): number {
  const freedom = labels - 2;
  return studentQuantile(0.9, freedom) * Math.sqrt(labels / freedom);
}

/** Pseudo-observations that say the process is right about its own uncertainty. */
const TRUST = 20;

/**
 * Factor on the standard deviations by which 80 % of the leave-one-out errors fall into their intervals, drawn towards one where
 * there are few labels.
 */
function calibration(held: Posterior, scores: Float64Array): number {
  const errors = scores
    .map((score, i) => Math.abs(score - (held.mean[i] as number)) / Math.sqrt(held.variance[i] as number))
    .sort();
  const n = errors.length;
  const measured = (errors[Math.min(n - 1, Math.round(0.8 * n))] as number) / EIGHTY_PERCENT;
  return (n * measured + TRUST) / (n + TRUST);
}
