/** A learner fits one or more members of an ensemble and says how each predicts rows that it has not seen. */
import type { Random } from '../../../dsl/random.ts';
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { ArchitectureSource, FitOptions, Snapshot } from '../predictor.ts';
import type { TargetScale, Target } from './targets.ts';

export type Targets = Readonly<Record<TargetScale, Target>>;

/** Architectures as learners see them. */
export interface Rows {
  /** A row an architecture, features in standard deviations. */
  readonly inputs: FeatureMatrix;
  readonly source?: ArchitectureSource | undefined;
  /** The features before they were standardised, in the order of the space's schema; those who need them encode the source where this is missing. */
  readonly raw?: FeatureMatrix | undefined;
}

export interface Problem extends Rows {
  readonly targets: Targets;
  /** Rows of each fold; together all rows. */
  readonly folds: readonly (readonly number[])[];
  /** Architectures without a label. */
  readonly pool: Rows;
  readonly random: Random;
  readonly signal?: FitOptions['signal'];
  readonly onProgress?: FitOptions['onProgress'];
}

export interface Member {
  /** Such as "gp-rank". */
  readonly name: string;
  /** Share of the answer before anything is known, in units of the other members' priors. */
  readonly prior: number;
}

/** What a member says of some rows, a value a row. */
export interface Opinion {
  /** In normal scores of the labels. */
  readonly scores: Float64Array;
  /** Grows with the variance of the prediction, up to scale. */
  readonly doubts: Float64Array;
}

/** Members fitted on all rows. */
export interface LearntMembers {
  /** Of the members with these numbers, in that order. */
  opinions(queries: Rows, members: readonly number[]): readonly Opinion[] | Promise<readonly Opinion[]>;
  snapshot(): Snapshot;
}

export interface LearnerFit {
  /** Of every member on the measured rows, each from a fit without the row's fold. */
  readonly heldOut: readonly Opinion[];
  readonly learnt: LearntMembers;
}

export interface Learner {
  readonly members: readonly Member[];
  /** Undefined where the rows lack what it needs (a source): its members have no share then. */
  fit(problem: Problem): LearnerFit | undefined | Promise<LearnerFit | undefined>;
  /** From `LearntMembers.snapshot`, and the targets of the fit. */
  restore(snapshot: Snapshot, targets: Targets): LearntMembers;
}

/** Rows in random order, dealt to at most `count` folds. */
export function drawFolds(rows: number, count: number, random: Random): number[][] {
  const folds = Array.from({ length: Math.min(rows, count) }, (): number[] => []);
  random
    .shuffle(Array.from({ length: rows }, (_, i) => i))
    .forEach((row, i) => (folds[i % folds.length] as number[]).push(row));
  return folds;
}

type FoldFit = (others: readonly number[], fold: readonly number[]) => readonly Opinion[];

/** Calls `fit` for each fold with the other rows and the fold's own, and puts the opinions of `members` members together. */
export function crossFit({ inputs, folds }: Problem, members: number, fit: FoldFit): Opinion[] {
  const opinions = emptyOpinions(inputs.rows, members);
  for (const fold of folds) place(opinions, fold, fit(others(folds, fold), fold));
  return opinions;
}

function others(folds: Problem['folds'], fold: readonly number[]): number[] {
  return folds.filter((other) => other !== fold).flat();
}

function emptyOpinions(rows: number, members: number): Opinion[] {
  return Array.from({ length: members }, () => ({ scores: new Float64Array(rows), doubts: new Float64Array(rows) }));
}

function place(opinions: readonly Opinion[], fold: readonly number[], held: readonly Opinion[]): void {
  opinions.forEach(({ scores, doubts }, k) => {
    const part = held[k] as Opinion;
    fold.forEach((row, i) => {
      scores[row] = part.scores[i] as number;
      doubts[row] = part.doubts[i] as number;
    });
  });
}

/** Values at some rows. */
export function valuesAt(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}

/** Some of the rows, their architectures with them. */
export function rowsAt({ inputs, source, raw }: Rows, rows: readonly number[]): Rows {
  return { inputs: selectRows(inputs, rows), source: sourceAt(source, rows), raw: raw && selectRows(raw, rows) };
}

export function sourceAt(
  source: ArchitectureSource | undefined,
  rows: readonly number[],
): ArchitectureSource | undefined {
  if (source === undefined) return undefined;
  const { space, architectures } = source;
  return { space, architectures: rows.flatMap((row) => architectures[row] ?? []) };
}
