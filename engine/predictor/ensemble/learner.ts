/** A learner fits one or more members of an ensemble and says how each predicts rows that it has not seen. */
import type { Random } from '../../../dsl/random.ts';
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { TargetScale, Target } from './targets.ts';

export interface Problem {
  /** A row a measured architecture, features in standard deviations. */
  readonly inputs: FeatureMatrix;
  readonly targets: Readonly<Record<TargetScale, Target>>;
  /** Rows of each fold; together all rows. */
  readonly folds: readonly (readonly number[])[];
  readonly random: Random;
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

export interface FittedLearner {
  /** Of every member on the measured rows, each from a fit without the row's fold. */
  readonly heldOut: readonly Opinion[];
  /** Of the members with these numbers, in that order, from a fit on all rows. */
  opinions(queries: FeatureMatrix, members: readonly number[]): readonly Opinion[];
}

export interface Learner {
  readonly members: readonly Member[];
  fit(problem: Problem): FittedLearner;
}

/** Rows in random order, dealt to at most `count` folds. */
export function drawFolds(rows: number, count: number, random: Random): number[][] {
  const folds = Array.from({ length: Math.min(rows, count) }, (): number[] => []);
  random
    .shuffle(Array.from({ length: rows }, (_, i) => i))
    .forEach((row, i) => (folds[i % folds.length] as number[]).push(row));
  return folds;
}

/** Calls `fit` for each fold with the other rows and the fold's own, and puts the opinions of `members` members together. */
export function crossFit(
  { inputs, folds }: Problem,
  members: number,
  fit: (others: readonly number[], fold: readonly number[]) => readonly Opinion[],
): Opinion[] {
  const opinions = Array.from({ length: members }, (): Opinion => {
    return { scores: new Float64Array(inputs.rows), doubts: new Float64Array(inputs.rows) };
  });
  for (const fold of folds) {
    const others = folds.filter((other) => other !== fold).flat();
    const held = fit(others, fold);
    opinions.forEach(({ scores, doubts }, k) => {
      const part = held[k] as Opinion;
      fold.forEach((row, i) => {
        scores[row] = part.scores[i] as number;
        doubts[row] = part.doubts[i] as number;
      });
    });
  }
  return opinions;
}

/** Values at some rows. */
export function valuesAt(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}
