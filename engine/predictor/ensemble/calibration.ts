/** From the members' opinions to a normal score with an 80 % interval, learnt from predictions of held-out rows. */
import type { Opinion } from './learner.ts';

export interface Calibrated {
  readonly scores: Float64Array;
  /** Half the width of the 80 % interval, in normal scores. */
  readonly reach: Float64Array;
}

/** Plain numbers, so that it can be stored. */
export interface Calibration {
  readonly shares: Float64Array;
  /** Weights of the members' doubts. */
  readonly weights: Float64Array;
  readonly line: Line;
  readonly stretch: number;
}

export interface Line {
  readonly middle: number;
  readonly centre: number;
  readonly slope: number;
}

/** Pseudo-observations that say the mean is right as it is. */
const TRUST = 20;
/** Share of the variance that follows the doubts; the rest is the same everywhere. */
const FOLLOWED = 0.5;

/** Held-out opinions in the order of the shares, with the means that the ensemble would have given had shares and line not known the row. */
export interface HeldOut {
  readonly opinions: readonly Opinion[];
  readonly means: Float64Array;
}

/**
 * Score: a line through held-out means and true scores, as members that hedge answer too near to the middle. Reach: square root of a variance that
 * follows the doubts in part, stretched so that 80 % of the held-out errors fall into their intervals. Errors are measured twice: with shares and
 * line that know the row they are too small, with those of the other folds, which know fewer labels, too large; the stretch is the mean of both.
 */
export function calibrate({ opinions, means }: HeldOut, shares: Float64Array, truth: Float64Array): Calibration {
  const line = stackingLine(opinions, shares, truth);
  const typical = opinions.map(({ doubts }) => Math.max(meanOf(doubts), 1e-12));
  const weights = shares.map((share, k) => share / (typical[k] as number));
  const heldWidths = widths(opinions, weights);
  const stretchOf = (predicted: Float64Array): number =>
    eightyPercent(truth.map((score, i) => Math.abs(score - (predicted[i] as number)) / (heldWidths[i] as number)));
  const stretch = (stretchOf(stackedMeans(opinions, shares, line)) + stretchOf(means)) / 2;
  return { shares, weights, line, stretch };
}

/** The line that goes with some shares. */
export function stackingLine(opinions: readonly Opinion[], shares: Float64Array, truth: Float64Array): Line {
  return lineThrough(mixed(opinions.map(({ scores }) => scores), shares), truth); // prettier-ignore
}

/** Means of the ensemble with these shares and this line. */
export function stackedMeans(opinions: readonly Opinion[], shares: Float64Array, line: Line): Float64Array {
  return mixed(opinions.map(({ scores }) => scores), shares).map((value) => on(line, value)); // prettier-ignore
}

/** Takes an opinion a member, in the order of the shares. */
export function calibrated({ shares, weights, line, stretch }: Calibration, opinions: readonly Opinion[]): Calibrated {
  return {
    scores: mixed(opinions.map(({ scores }) => scores), shares).map((value) => on(line, value)), // prettier-ignore
    reach: widths(opinions, weights).map((width) => stretch * width),
  };
}

function widths(opinions: readonly Opinion[], weights: Float64Array): Float64Array {
  return mixed(opinions.map(({ doubts }) => doubts), weights).map((doubt) => Math.sqrt(1 - FOLLOWED + FOLLOWED * doubt)); // prettier-ignore
}

function on({ middle, centre, slope }: Line, value: number): number {
  return centre + slope * (value - middle);
}

/** Least squares, its slope drawn towards one and kept positive. */
function lineThrough(x: Float64Array, y: Float64Array): Line {
  const n = x.length;
  const middle = meanOf(x);
  const centre = meanOf(y);
  let product = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    const distance = (x[i] as number) - middle;
    product += distance * ((y[i] as number) - centre);
    square += distance * distance;
  }
  const prior = (TRUST * square) / n;
  const slope = square > 0 ? Math.max(0.5, Math.min(2, (product + prior) / (square + prior))) : 1;
  return { middle, centre, slope };
}

/** The order statistic that a new value stays below with probability 0.8, between two of them where need be; positive. */
function eightyPercent(values: Float64Array): number {
  const sorted = values.slice().sort();
  const at = Math.min(sorted.length - 1, Math.max(0, 0.8 * (sorted.length + 1) - 1));
  const under = sorted[Math.floor(at)] as number;
  const over = sorted[Math.ceil(at)] as number;
  return Math.max(under + (at - Math.floor(at)) * (over - under), 1e-6);
}

/** The sum over the members of weight times value, for each row. */
function mixed(values: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(values[0]?.length ?? 0);
  values.forEach((each, k) => {
    for (let i = 0; i < sum.length; i++) sum[i]! += (weights[k] as number) * (each[i] as number);
  });
  return sum;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
