/** Which labels each network of the ensemble learns from, so that every label is predicted by one that has not seen it. */
import type { Random } from '../../../dsl/random.ts';
import { drawFolds } from '../ensemble/learner.ts';
import type { MemberScores } from './inference.ts';

export interface Members {
  readonly count: number;
  /** The first of them give the answer; others only tell how large errors are. */
  readonly answering: number;
  /** For each member the weight of each row: 0 for the fold that it must not see. */
  readonly weights: readonly Float64Array[];
  /** For each row a member that has not seen it. */
  readonly judge: Int32Array;
}

/** With fewer networks than this, each sees all labels, and further ones are trained for the errors alone. */
const FEWEST_FOLDS = 4;

/** With enough networks each leaves a fold out, and the mean of all answers: better than one network on all labels, at no further cost. */
export function planMembers(rows: number, ensemble: number, random: Random): Members {
  const bagged = ensemble >= FEWEST_FOLDS;
  const folds = drawFolds(rows, bagged ? ensemble : FEWEST_FOLDS, random);
  const first = bagged ? 0 : ensemble;
  const count = bagged ? ensemble : ensemble + folds.length;
  const weights = Array.from({ length: count }, () => new Float64Array(rows).fill(1));
  const judge = new Int32Array(rows);
  folds.forEach((fold, f) => {
    for (const row of fold) {
      (weights[first + f] as Float64Array)[row] = 0;
      judge[row] = first + f;
    }
  });
  return { count, answering: ensemble, weights, judge };
}

/** Scores of the measured rows, each by its judge. */
export function heldOutScores(scores: MemberScores, judge: Int32Array): Float64Array {
  return Float64Array.from(judge, (member, row) => (scores[member] as Float64Array)[row] as number);
}

/** Mean over the first `answering` members. */
export function meanScores(scores: MemberScores, answering: number): Float64Array {
  const rows = scores[0]?.length ?? 0;
  return Float64Array.from({ length: rows }, (_, row) => {
    let total = 0;
    for (let m = 0; m < answering; m++) total += (scores[m] as Float64Array)[row] as number;
    return total / answering;
  });
}

/** Mean variance of the answering members about their mean: what one network's score has beyond that of the mean. */
export function disagreement(scores: MemberScores, answering: number): number {
  const means = meanScores(scores, answering);
  let total = 0;
  for (let m = 0; m < answering; m++) {
    means.forEach((mean, row) => {
      total += (((scores[m] as Float64Array)[row] as number) - mean) ** 2;
    });
  }
  return total / (answering * Math.max(1, means.length));
}
