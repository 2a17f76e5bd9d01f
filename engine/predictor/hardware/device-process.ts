/**
 * Gaussian process regression for a handful of measurements: its kernel is a sum of linear kernels over groups of features, each with a variance of
 * its own, and a Matérn 5/2 kernel over all of them. Variances maximise the marginal likelihood under log-normal priors (Rasmussen and Williams 2006,
 * chapters 2 and 5), found by coordinate search: with ten measurements an evaluation takes microseconds.
 */
import { cholesky, dot, forwardSolve, invertLower, transposedProduct } from '../../statistics/cholesky.ts';

/** A part of the kernel: rows of standardised numbers. */
export interface KernelPart {
  readonly kind: 'linear' | 'matern';
  readonly columns: number;
}

/** Logarithms of the parts' variances, and of the noise's, relative to the targets' variance. */
export type LogVariances = readonly number[];

export interface DeviceProcess {
  readonly parts: readonly KernelPart[];
  readonly logVariances: LogVariances;
  /** By part: rows of the measured architectures, row-major. */
  readonly inputs: readonly Float64Array[];
  readonly mean: number;
  readonly scale: number;
  readonly weights: Float64Array;
  /** Whether the noise grows with the target, as that of a time does. */
  readonly proportional: boolean;
  readonly inverseFactor: Float64Array;
}

export interface DevicePosterior {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Variances are looked for on the first so many rows. */
const SEARCH_ROWS = 50;
const STEPS = [2, 1, 0.5];
const LIMIT = 6;
/** As a share of the mean: of shorter times the noise is that of this one. */
const SHORTEST = 0.02;

/** `priors`: means of the log variances, the noise's last; `deviation`: how far off they may be. */
export function fitDeviceProcess(
  parts: readonly KernelPart[],
  inputs: readonly Float64Array[],
  targets: Float64Array,
  priors: LogVariances,
  deviation: number,
  proportional = false,
): DeviceProcess {
  const matrices = kernelsOf(parts, inputs, inputs, targets.length, targets.length);
  const { mean, scale, scaled } = standardised(targets);
  const n = targets.length;
  const few = Math.min(n, SEARCH_ROWS);
  const corner = matrices.map((matrix) => Float64Array.from({ length: few * few }, (_, at) => matrix[Math.floor(at / few) * n + (at % few)] as number)); // prettier-ignore
  const noise = proportional ? targets.map((target) => noiseAt(target, mean)) : undefined;
  const logVariances = searchVariances(
    [{ matrices: corner, targets: scaled.subarray(0, few), noise: noise?.subarray(0, few) }],
    priors,
    deviation,
  );
  for (let extra = 0; ; extra += 1) {
    const matrix = combined(matrices, logVariances, n, noise, extra);
    if (!cholesky(matrix, n)) continue;
    const whitened = forwardSolve(matrix, n, scaled);
    const inverseFactor = invertLower(matrix, n);
    const weights = transposedProduct(inverseFactor, n, whitened);
    return { parts, logVariances, inputs, mean, scale, weights, proportional, inverseFactor };
  }
}

/** A device's measurements, as the search for variances sees them. */
export interface Measured {
  readonly matrices: readonly Float64Array[];
  readonly targets: Float64Array;
  /** Variance of each target's noise, as a multiple of the one that is looked for; 1 where absent. */
  readonly noise?: Float64Array | undefined;
}

/** The log variances of largest posterior, shared by all the devices given. */
export function searchVariances(devices: readonly Measured[], priors: LogVariances, deviation: number): number[] {
  const value = (logs: LogVariances): number => {
    let sum = 0;
    for (const [k, log] of logs.entries()) sum -= ((log - (priors[k] as number)) / deviation) ** 2 / 2;
    for (const { matrices, targets, noise } of devices) sum += logLikelihood(matrices, targets, logs, noise);
    return sum;
  };
  let best = [...priors];
  let highest = value(best);
  for (const step of STEPS) {
    for (let round = 0, moved = true; moved && round < 12; round++) {
      moved = false;
      for (const [k] of priors.entries()) {
        for (const change of [-step, step]) {
          const candidate = best.map((log, j) => (j === k ? Math.max(-2 * LIMIT, Math.min(LIMIT, log + change)) : log));
          const reached = value(candidate);
          if (reached > highest + 1e-9) [best, highest, moved] = [candidate, reached, true];
        }
      }
    }
  }
  return best;
}

/** Means and variances (noise included) at queries, in the targets' unit. */
export function devicePosterior(
  process: DeviceProcess,
  queries: readonly Float64Array[],
  count: number,
): DevicePosterior {
  const { parts, inputs, weights, inverseFactor, logVariances, mean, scale, proportional } = process;
  const n = weights.length;
  const cross = kernelsOf(parts, queries, inputs, count, n);
  const own = parts.map((part, k) => selfKernels(part, queries[k] as Float64Array, count));
  const means = new Float64Array(count);
  const variances = new Float64Array(count);
  const kernel = new Float64Array(n);
  for (let q = 0; q < count; q++) {
    kernel.fill(0);
    let total = 0;
    parts.forEach((_, k) => {
      const variance = Math.exp(logVariances[k] as number);
      total += variance * ((own[k] as Float64Array)[q] as number);
      for (let i = 0; i < n; i++) kernel[i]! += variance * ((cross[k] as Float64Array)[q * n + i] as number);
    });
    means[q] = mean + scale * dot(kernel, 0, weights, 0, n);
    const noise = Math.exp(logVariances[parts.length] as number);
    total += proportional ? noise * noiseAt(means[q] as number, mean) : noise;
    for (let i = 0; i < n; i++) total -= dot(inverseFactor, i * n, kernel, 0, i + 1) ** 2;
    variances[q] = scale * scale * Math.max(total, 1e-9);
  }
  return { mean: means, variance: variances };
}

/** The variance of a target's noise, as a multiple of that at the mean; short times keep a little of their own. */
function noiseAt(target: number, mean: number): number {
  return Math.max(target / mean, SHORTEST) ** 2;
}

export function standardised(targets: Float64Array): { mean: number; scale: number; scaled: Float64Array } {
  const n = targets.length;
  const mean = targets.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(targets.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const scale = deviation > 0 ? deviation : 1;
  return { mean, scale, scaled: targets.map((value) => (value - mean) / scale) };
}

/** Row-major `rows x columns` for each part. */
export function kernelsOf(
  parts: readonly KernelPart[],
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  rows: number,
  columns: number,
): Float64Array[] {
  return parts.map(({ kind, columns: d }, k) => {
    const [left, right] = [a[k] as Float64Array, b[k] as Float64Array];
    const out = new Float64Array(rows * columns);
    if (d === 0) return out;
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) {
        if (kind === 'linear') out[at] = dot(left, i * d, right, j * d, d) / d;
        else {
          let squared = 0;
          for (let c = 0; c < d; c++) squared += ((left[i * d + c] as number) - (right[j * d + c] as number)) ** 2;
          // A length scale of the typical distance of two standardised rows.
          out[at] = matern52(squared / (2 * d));
        }
      }
    }
    return out;
  });
}

function selfKernels({ kind, columns: d }: KernelPart, rows: Float64Array, count: number): Float64Array {
  if (d === 0) return new Float64Array(count);
  if (kind === 'matern') return new Float64Array(count).fill(1);
  return Float64Array.from({ length: count }, (_, i) => dot(rows, i * d, rows, i * d, d) / d);
}

function combined(
  matrices: readonly Float64Array[],
  logs: LogVariances,
  n: number,
  noise?: Float64Array,
  extra = 0,
): Float64Array {
  const matrix = new Float64Array(n * n);
  matrices.forEach((each, k) => {
    const variance = Math.exp(logs[k] as number);
    for (let i = 0; i < matrix.length; i++) matrix[i]! += variance * (each[i] as number);
  });
  for (let i = 0; i < n; i++)
    matrix[i * n + i]! += (noise?.[i] ?? 1) * Math.exp(logs[matrices.length] as number) + 1e-8 * 10 ** extra;
  return matrix;
}

function logLikelihood(
  matrices: readonly Float64Array[],
  targets: Float64Array,
  logs: LogVariances,
  noise?: Float64Array,
): number {
  const n = targets.length;
  const matrix = combined(matrices, logs, n, noise);
  if (!cholesky(matrix, n)) return -Infinity;
  const whitened = forwardSolve(matrix, n, targets);
  let value = -dot(whitened, 0, whitened, 0, n) / 2;
  for (let i = 0; i < n; i++) value -= Math.log(matrix[i * n + i] as number);
  return value;
}

function matern52(squared: number): number {
  const r = Math.sqrt(5 * squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}
