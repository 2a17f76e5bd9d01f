/**
 * What `hnas rank` asks and what it gets: how well a predictor ranks the architectures of a table from few labels.
 *
 * `rankTable(options: RankOptions): Promise<RankOutcome>` of `rank.ts` computes it; the command line only prints it.
 */
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { NotationName } from '../../dsl/space/notations/notation-name.ts';
import type { Spread } from '../statistics/spread.ts';

export interface RankOptions {
  readonly space: DecisionSpace;
  /** Path of a CSV or JSONL table, gzip by its content. */
  readonly table: string;
  /** Column that names the architecture; each notation has its usual one. */
  readonly key?: string;
  /** Undefined: found out from the table's columns and the first rows. */
  readonly notation?: NotationName;
  /** Column that the predictor learns from, and the one its ranking is judged by. */
  readonly label: string;
  readonly test: string;
  /** Numbers of labelled rows, each at least 5. */
  readonly labels: readonly number[];
  readonly draws: number;
  readonly seed: number;
  /** Name of a kind in `predictors.ts`, `ensemble` unless told, and its options. */
  readonly predictor?: string;
  readonly predictorOptions?: Readonly<Record<string, unknown>>;
  /** `done` of `total` steps (reading, encoding and each draw are steps); `what` is a few words for people. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
  readonly signal?: AbortSignal;
}

export interface RankAtLabels {
  readonly labels: number;
  /** Kendall's tau-b of prediction and test column over every row. */
  readonly kendall: Spread;
  /** The same over the rows whose network is not among the labelled ones, under whatever isomorphic text. */
  readonly kendallUnseen: Spread;
  readonly spearman: Spread;
  /** Share, 0..1, of the predicted best 1 % that are among the true best 1 %. */
  readonly precisionTop1: Spread;
  /** Best test value of all rows less the best among the ten predicted best. */
  readonly regretTop10: Spread;
  /** Share, 0..1, of the unlabelled rows whose label lies in the predicted 80 % interval. */
  readonly coverage80: Spread;
  /** Kendall's tau-b of the leave-one-out predictions on the labelled rows: what a user without a table sees. */
  readonly leaveOneOutTau: Spread;
  readonly fitSeconds: Spread;
  readonly predictionsPerSecond: Spread;
}

/** A score that needs no label, such as the parameter count. */
export interface BaselineRank {
  readonly name: string;
  /** In words, for people. */
  readonly description: string;
  readonly kendall: number;
  readonly spearman: number;
  readonly precisionTop1: number;
}

export interface RankResult {
  readonly space: string;
  readonly table: string;
  readonly notation: NotationName;
  /** Columns that named the architectures. */
  readonly key: readonly string[];
  readonly label: string;
  readonly test: string;
  /** Rows ranked. Left out and counted: rows that repeat an earlier one, and those that a `require` of the space excludes. */
  readonly rows: number;
  readonly repeatedRows: number;
  readonly infeasibleRows: number;
  /** True where the column's values all lie in 0..1 and were read as fractions: percent is 100 times that. */
  readonly labelIsFraction: boolean;
  readonly testIsFraction: boolean;
  readonly predictor: string;
  readonly features: number;
  /** Networks that differ: isomorphic rows are one. */
  readonly networks: number;
  /** Reading rows into architectures, and encoding all of them. */
  readonly readSeconds: number;
  readonly encodeSeconds: number;
  readonly draws: number;
  readonly seed: number;
  readonly results: readonly RankAtLabels[];
  /** Those that differ between the rows. */
  readonly baselines: readonly BaselineRank[];
}

/** `error` is one sentence for the user: bad table, column, notation, label count, predictor, or that it was cancelled. */
export type RankOutcome = { readonly value: RankResult } | { readonly error: string };
