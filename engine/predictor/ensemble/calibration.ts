/** From an ensemble's mean to a normal score with an 80 % interval, learnt from predictions of held-out rows. */

export interface Calibrated {
  readonly score: Float64Array;
  /** Half the width of the 80 % interval, in normal scores. */
  readonly reach: Float64Array;
}

/** `doubts`: one array a learner, a value a prediction. */
export type Calibration = (means: Float64Array, doubts: readonly Float64Array[]) => Calibrated;

/** Pseudo-observations that say the mean is right as it is, and that the doubts are worth nothing. */
const TRUST = 20;
/** Share of the variance that follows the doubts; the rest is the same everywhere. */
const FOLLOWED = 0.5;

/**
 * Score: a line through held-out means and true scores, as members that hedge answer too near to the middle. Reach: square root of a variance that
 * follows the doubts in part, stretched so that 80 % of the held-out errors fall into their intervals.
 */
export function calibrate(heldOut: Float64Array, doubts: readonly Float64Array[], scores: Float64Array): Calibration {
  const n = scores.length;
  const middle = meanOf(heldOut);
  const centre = meanOf(scores);
  let product = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    const distance = (heldOut[i] as number) - middle;
    product += distance * ((scores[i] as number) - centre);
    square += distance * distance;
  }
  const prior = (TRUST * square) / n;
  const slope = square > 0 ? Math.max(0.5, Math.min(2, (product + prior) / (square + prior))) : 1;
  const typical = doubts.map((doubt) => Math.max(meanOf(doubt), 1e-12));
  const line = (mean: number): number => centre + slope * (mean - middle);
  const width = (all: readonly Float64Array[], i: number): number => {
    const relative = all.reduce((sum, doubt, k) => sum + (doubt[i] as number) / (typical[k] as number), 0) / all.length;
    return Math.sqrt(1 - FOLLOWED + FOLLOWED * relative);
  };
  const ratios = scores.map((score, i) => Math.abs(score - line(heldOut[i] as number)) / width(doubts, i)).sort();
  // The order statistic that a new error stays below with probability 0.8, between two of them where need be.
  const at = Math.min(n - 1, Math.max(0, 0.8 * (n + 1) - 1));
  const under = ratios[Math.floor(at)] as number;
  const over = ratios[Math.ceil(at)] as number;
  const stretch = Math.max(under + (at - Math.floor(at)) * (over - under), 1e-6);
  return (means, all) => ({ score: means.map(line), reach: means.map((_, i) => stretch * width(all, i)) });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
