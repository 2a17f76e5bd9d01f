/**
 * What a predictor is: a few measured architectures in, an estimate with its uncertainty for any other architecture out.
 * Labels are percent (any unit works: only their order and spacing matter), predictions are in the labels' unit.
 */
import type { Random } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { FeatureMatrix } from '../encoding/feature-matrix.ts';

/** Architectures as predictors see them. */
export interface Encoded {
  /** A row an architecture. */
  readonly features: FeatureMatrix;
  /** Where the features come from, for predictors that read the graphs themselves; as many architectures as rows. */
  readonly source?: ArchitectureSource;
}

export interface ArchitectureSource {
  readonly space: DecisionSpace;
  readonly architectures: readonly Architecture[];
}

/** Measured architectures. */
export interface Support extends Encoded {
  readonly labels: Float64Array;
}

export interface FitOptions {
  /** Architectures without a label: they tell the spread of each feature. The support's own, where missing. */
  readonly pool?: Encoded;
  readonly random: Random;
  /** Fits with networks stop soon after it is aborted and reject with its reason. */
  readonly signal?: AbortSignal;
  /** Of long fits: done of total, and what is being done. */
  readonly onProgress?: (done: number, total: number, doing: string) => void;
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

/** Plain data: all that a model file has to hold. */
export type Snapshot =
  | null
  | boolean
  | number
  | string
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | readonly Snapshot[]
  | { readonly [key: string]: Snapshot };

export interface FittedPredictor {
  /** Rows must have the columns of the support's features, and a source where the support had one. Asked while another prediction runs, it waits. */
  predict(queries: Encoded): Promise<Prediction>;
  readonly metrics: FitMetrics;
  /** All that `Predictor.restore` needs to give the same predictions, bit for bit. */
  snapshot(): Snapshot;
}

/** `error`: one sentence on what is wrong with the labels or features; nothing is claimed then. */
export type FitOutcome = { readonly value: FittedPredictor } | { readonly error: string };

export interface Predictor {
  readonly name: string;
  /** One line, for people. */
  readonly description: string;
  fit(support: Support, options: FitOptions): Promise<FitOutcome>;
  /** From `snapshot` of a predictor of the same name and settings; throws where the data are of another form (model files are checked before). */
  restore(snapshot: Snapshot): FittedPredictor;
}

/** A kind of predictor as the language names it: `predictor Name = kind { options }`. */
export interface PredictorKind {
  readonly name: string;
  readonly description: string;
  readonly optionNames: readonly string[];
  /** One sentence names the option that is wrong. */
  configure(options: Readonly<Record<string, unknown>>): { readonly value: Predictor } | { readonly error: string };
}
