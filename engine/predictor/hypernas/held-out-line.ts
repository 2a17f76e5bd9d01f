/** From a network's scores to normal scores with an 80 % interval, learnt from the scores of rows that were held out. */
import { EIGHTY_PERCENT } from '../gp-predictor.ts';

/** Plain numbers, so that it can be stored. */
export interface HeldOutLine {
  readonly middle: number;
  readonly centre: number;
  readonly slope: number;
  /** Half the width of the 80 % interval: the same everywhere. */
  readonly reach: number;
}

/** Pseudo-observations that say the scores are right as they are. */
const TRUST = 20;

/** Least squares with a positive slope: networks that hedge answer too near to the middle, those that have learnt by heart too far from it. */
export function heldOutLine(scores: Float64Array, truth: Float64Array): HeldOutLine {
  const n = scores.length;
  const [middle, centre] = [meanOf(scores), meanOf(truth)];
  let product = 0;
  let square = 0;
  scores.forEach((score, i) => {
    product += (score - middle) * ((truth[i] as number) - centre);
    square += (score - middle) ** 2;
  });
  const prior = (TRUST * square) / n;
  const slope = square > 0 ? Math.max(0.2, (product + prior) / (square + prior)) : 1;
  const errors = scores.map((score, i) => Math.abs((truth[i] as number) - centre - slope * (score - middle))).sort();
  // The order statistic that a new error stays below with probability 0.8.
  const at = Math.min(n - 1, Math.max(0, 0.8 * (n + 1) - 1));
  const [under, over] = [errors[Math.floor(at)] as number, errors[Math.ceil(at)] as number];
  return { middle, centre, slope, reach: Math.max(under + (at - Math.floor(at)) * (over - under), 1e-6) };
}

/**
 * Errors were those of single networks; the mean of several has smaller ones, by what the networks disagree in. `excess`: the part of the variance
 * of one network's score that the mean does not have.
 */
export function narrowed(line: HeldOutLine, excess: number): HeldOutLine {
  const known = (EIGHTY_PERCENT * line.slope) ** 2 * excess;
  return { ...line, reach: Math.sqrt(Math.max(line.reach ** 2 - known, line.reach ** 2 / 4)) };
}

export function onLine({ middle, centre, slope }: HeldOutLine, score: number): number {
  return centre + slope * (score - middle);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
