/**
 * What a predictor is: a few measured architectures in, an estimate with its uncertainty for any other architecture out.
 * Labels are percent (any unit works: only their order and spacing matter), predictions are in the labels' unit.
 */
import type { Random } from '../../dsl/random.ts';
import type { FeatureMatrix } from '../encoding/feature-matrix.ts';

export interface Support {
  /** A row a measured architecture. */
  readonly features: FeatureMatrix;
  readonly labels: Float64Array;
}

export interface FitOptions {
  /** Features of architectures without a label: they tell the spread of each feature. The support's own, where missing. */
  readonly pool?: FeatureMatrix;
  readonly random: Random;
}

export interface Prediction {
  /** The most likely value: the median of the predictive distribution. */
  readonly mean: Float64Array;
  /** Half the width of the 80 % interval, as standard deviations of a normal distribution. */
  readonly std: Float64Array;
  /** Ends of the 80 % interval, which is seldom symmetric: accuracies crowd at the top. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface FitMetrics {
  /** Kendall's tau-b between the labels and their predictions from a fit without them (leave-one-out, or a fold left out); NaN where it is not defined. */
  readonly leaveOneOutTau: number;
  readonly fitSeconds: number;
  /** Of a predictor with several members, the share of each in the answer; they sum to one. */
  readonly shares?: Readonly<Record<string, number>>;
}

export interface FittedPredictor {
  /** Rows must have the columns of the support's features. */
  predict(features: FeatureMatrix): Prediction;
  readonly metrics: FitMetrics;
}

/** `error`: one sentence on what is wrong with the labels or features; nothing is claimed then. */
export type FitOutcome = { readonly value: FittedPredictor } | { readonly error: string };

export interface Predictor {
  readonly name: string;
  /** One line, for people. */
  readonly description: string;
  fit(support: Support, options: FitOptions): FitOutcome;
}
