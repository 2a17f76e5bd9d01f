/** What is read of a flow: how far images have been told apart, how strongly weights act on the output, how often rectifiers agree. */
import type { Activity } from './activity.ts';
import { LAGS, NEAR, OTHER, overPositions, SAME, type Numbers } from './kernels.ts';
import { kernelsOf, type Value } from './value.ts';

export const summaryNames: readonly string[] = [
  'log variance',
  'likeness of nearly equal images',
  'likeness of different images',
  'log tangent',
  'tangent of nearly equal images',
  'tangent of different images',
  'log determinant of the kernel',
  'log determinant of the tangent kernel',
  'log determinant of activity',
  'rectifiers',
  'agreement on nearly equal images',
  'agreement on different images',
  'agreement of units on nearly equal images',
  'agreement of units on different images',
  'likeness of neighbours',
  'likeness of distant positions',
  'tangent of neighbours',
  'tangent of distant positions',
  'pooled variance',
  'pooled likeness of different images',
  'pooled tangent of nearly equal images',
  'pooled tangent of different images',
];

/** Images of the batch whose determinants are taken, as in the score of Mellor et al. (ICML 2021). */
const BATCH = 8;
/** Stands for nothing where a logarithm or a quotient is taken. */
const LEAST = 1e-6;

/** Writes `summaryNames.length` finite numbers on a value and the rectifiers before it, and returns the offset after them. */
export function flowSummary(output: Value, activity: Activity, out: Float64Array, at: number): number {
  const { value, tangent } = kernelsOf(output);
  const read = (all: Numbers, pair: number): number => all[pair * LAGS] as number;
  const variance = Math.max(read(value, SAME), LEAST);
  const own = Math.max(read(tangent, SAME), LEAST);
  const pooled = Math.max(overPositions(value, SAME), LEAST);
  const pooledTangent = Math.max(overPositions(tangent, SAME), LEAST);
  const { rectifiers, near, other, units, nearUnits, otherUnits } = activity;
  const count = Math.max(1, rectifiers);
  out[at++] = Math.log(variance);
  out[at++] = read(value, NEAR) / variance;
  out[at++] = read(value, OTHER) / variance;
  out[at++] = Math.log(own / variance);
  out[at++] = read(tangent, NEAR) / own;
  out[at++] = read(tangent, OTHER) / own;
  out[at++] = logDeterminant(variance, read(value, OTHER)) - BATCH * Math.log(variance);
  out[at++] = logDeterminant(own, read(tangent, OTHER)) - BATCH * Math.log(own);
  out[at++] = logDeterminant(count, other);
  out[at++] = rectifiers;
  out[at++] = near / count;
  out[at++] = other / count;
  out[at++] = nearUnits / Math.max(1, units);
  out[at++] = otherUnits / Math.max(1, units);
  out[at++] = (value[1] as number) / variance;
  out[at++] = (value[LAGS - 1] as number) / variance;
  out[at++] = (tangent[1] as number) / own;
  out[at++] = (tangent[LAGS - 1] as number) / own;
  out[at++] = pooled / variance;
  out[at++] = overPositions(value, OTHER) / pooled;
  out[at++] = overPositions(tangent, NEAR) / pooledTangent;
  out[at++] = overPositions(tangent, OTHER) / pooledTangent;
  return at;
}

/** Of a matrix with one number on its diagonal and another everywhere else. */
function logDeterminant(diagonal: number, off: number): number {
  const least = 1e-4 * diagonal;
  return (BATCH - 1) * Math.log(Math.max(least, diagonal - off)) + Math.log(Math.max(least, diagonal + (BATCH - 1) * off)); // prettier-ignore
}
