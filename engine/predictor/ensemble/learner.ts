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

export interface Opinions {
  /** One array a member: a value a query, in normal scores of the labels. */
  readonly scores: readonly Float64Array[];
  /** Grows with the uncertainty of the prediction, up to scale; of the learner as a whole. */
  readonly doubt: Float64Array;
}

export interface FittedLearner {
  /** Opinions on the measured rows, each from a fit without its fold. */
  readonly heldOut: Opinions;
  /** From a fit on all rows. */
  opinions(queries: FeatureMatrix): Opinions;
}

export interface Learner {
  /** Of each member, such as "gp-rank". */
  readonly members: readonly string[];
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

/** Calls `fit` for each fold with the other rows and the fold's own, and puts the opinions together. */
export function crossFit(
  { inputs, folds }: Problem,
  members: number,
  fit: (others: readonly number[], fold: readonly number[]) => Opinions,
): Opinions {
  const scores = Array.from({ length: members }, () => new Float64Array(inputs.rows));
  const doubt = new Float64Array(inputs.rows);
  for (const fold of folds) {
    const others = folds.filter((other) => other !== fold).flat();
    const held = fit(others, fold);
    fold.forEach((row, i) => {
      doubt[row] = held.doubt[i] as number;
      scores.forEach((all, k) => (all[row] = (held.scores[k] as Float64Array)[i] as number));
    });
  }
  return { scores, doubt };
}
