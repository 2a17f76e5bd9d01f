/**
 * Gaussian process regression with a Matérn 5/2 kernel (Rasmussen and Williams, "Gaussian processes for machine learning", 2006: posterior
 * (2.25-26), marginal likelihood (5.8), leave-one-out (5.10-12)). The signal's variance is solved for in closed form; length scale
 * and noise maximise the marginal likelihood under wide log-normal priors, found on a grid and refined.
 */
import type { Random } from '../../dsl/random.ts';
import { selectRows, type FeatureMatrix } from '../encoding/feature-matrix.ts';
import { cholesky, dot, forwardSolve, invertLower, transposedProduct } from '../statistics/cholesky.ts';
import { rowProducts } from '../statistics/products.ts';

export interface Hyperparameters {
  readonly lengthScale: number;
  /** Variance of the noise relative to the signal's. */
  readonly noise: number;
}

export interface GaussianProcess extends Hyperparameters {
  readonly inputs: FeatureMatrix;
  readonly signalVariance: number;
  readonly targetMean: number;
  /** K^-1 (y - mean), K being the kernel matrix of unit signal variance with noise. */
  readonly weights: Float64Array;
  /** L^-1 with K = L L^T. */
  readonly inverseFactor: Float64Array;
  readonly squaredNorms: Float64Array;
}

/** Mean and variance, noise included: what a further measurement would be. */
export interface Posterior {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** More rows than this are thinned to it while length scale and noise are looked for. */
const SEARCH_ROWS = 220;
const LOG_LENGTHS = [-0.5, 0, 0.5, 1, 1.5, 2, 2.5];
const LOG_NOISES = [-6, -4.5, -3, -2, -1, 0];
/** Log-normal priors: mean and standard deviation of the logarithms. */
const LENGTH_PRIOR = { mean: 1, std: 1 };
const NOISE_PRIOR = { mean: -2.5, std: 1.5 };

export function fitGaussianProcess(inputs: FeatureMatrix, targets: Float64Array, random: Random): GaussianProcess {
  const { logLength, logNoise } = search(inputs, targets, random);
  return conditionGaussianProcess(inputs, targets, { lengthScale: Math.exp(logLength), noise: Math.exp(logNoise) });
}

/** The process of given length scale and noise; more noise where the kernel matrix is singular without. */
export function conditionGaussianProcess(
  inputs: FeatureMatrix,
  targets: Float64Array,
  { lengthScale, noise: least }: Hyperparameters,
): GaussianProcess {
  const n = inputs.rows;
  // Copies of an architecture make the matrix singular when there is no noise; more noise always mends it.
  for (let noise = least; ; noise *= 4) {
    const matrix = kernelMatrix(squaredDistances(inputs), n, lengthScale, noise);
    if (!cholesky(matrix, n)) continue;
    const targetMean = targets.reduce((sum, target) => sum + target, 0) / n;
    const whitened = forwardSolve(matrix, n, targets.map((target) => target - targetMean)); // prettier-ignore
    const inverseFactor = invertLower(matrix, n);
    return {
      inputs,
      lengthScale,
      noise,
      signalVariance: dot(whitened, 0, whitened, 0, n) / n,
      targetMean,
      weights: transposedProduct(inverseFactor, n, whitened),
      inverseFactor,
      squaredNorms: squaredNorms(inputs),
    };
  }
}

/** The same process over other targets: only their mean, the signal's variance and the weights change. O(n^2). */
export function withTargets(process: GaussianProcess, targets: Float64Array): GaussianProcess {
  const { inverseFactor, inputs } = process;
  const n = inputs.rows;
  const targetMean = targets.reduce((sum, target) => sum + target, 0) / n;
  const centred = targets.map((target) => target - targetMean);
  const whitened = Float64Array.from({ length: n }, (_, i) => dot(inverseFactor, i * n, centred, 0, i + 1));
  return {
    ...process,
    targetMean,
    signalVariance: dot(whitened, 0, whitened, 0, n) / n,
    weights: transposedProduct(inverseFactor, n, whitened),
  };
}

export function posterior(process: GaussianProcess, queries: FeatureMatrix): Posterior {
  const { inputs, weights, inverseFactor, noise, signalVariance, targetMean } = process;
  const n = inputs.rows;
  const mean = new Float64Array(queries.rows);
  const variance = new Float64Array(queries.rows);
  forEachKernel(process, queries, (q, kernel) => {
    mean[q] = targetMean + dot(kernel, 0, weights, 0, n);
    let explained = 0;
    for (let i = 0; i < n; i++) {
      const part = dot(inverseFactor, i * n, kernel, 0, i + 1);
      explained += part * part;
    }
    variance[q] = signalVariance * (Math.max(0, 1 - explained) + noise);
  });
  return { mean, variance };
}

export interface QuickPosterior {
  /** Of each of the processes. */
  readonly means: readonly Float64Array[];
  /** Squared kernel of the nearest training row, 0..1: the share of the signal's variance that this row alone explains. */
  readonly nearness: Float64Array;
}

/**
 * Means of processes over the same inputs with the same kernel (see `withTargets`), without their variance: O(n) a query instead of O(n^2).
 */
export function posteriorMeans(processes: readonly GaussianProcess[], queries: FeatureMatrix): QuickPosterior {
  const [first] = processes;
  if (first === undefined) throw new Error('posteriorMeans: no process');
  const n = first.inputs.rows;
  const means = processes.map(() => new Float64Array(queries.rows));
  const nearness = new Float64Array(queries.rows);
  forEachKernel(first, queries, (q, kernel) => {
    let nearest = 0;
    for (let i = 0; i < n; i++) if ((kernel[i] as number) > nearest) nearest = kernel[i] as number;
    nearness[q] = nearest * nearest;
    processes.forEach(({ targetMean, weights }, k) => {
      (means[k] as Float64Array)[q] = targetMean + dot(kernel, 0, weights, 0, n);
    });
  });
  return { means, nearness };
}

/** Queries whose kernels are computed together. */
const BLOCK = 16;

/** Calls `visit` for each query with its kernel with every training row; the array is overwritten later. */
function forEachKernel(
  { inputs, lengthScale, squaredNorms: norms }: GaussianProcess,
  queries: FeatureMatrix,
  visit: (query: number, kernel: Float64Array) => void,
): void {
  const { rows: n, columns: d } = inputs;
  const precision = 1 / (lengthScale * lengthScale);
  const block = new Float64Array(BLOCK * n);
  const kernels = Array.from({ length: BLOCK }, (_, q) => block.subarray(q * n, (q + 1) * n));
  for (let first = 0; first < queries.rows; first += BLOCK) {
    const count = Math.min(BLOCK, queries.rows - first);
    rowProducts(queries.values, first, count, inputs.values, n, d, block);
    for (let q = 0; q < count; q++) {
      const row = (first + q) * d;
      const norm = dot(queries.values, row, queries.values, row, d);
      const kernel = kernels[q] as Float64Array;
      for (let i = 0; i < n; i++) {
        const distance = Math.max(0, norm + (norms[i] as number) - 2 * (kernel[i] as number));
        kernel[i] = matern52(distance * precision);
      }
      visit(first + q, kernel);
    }
  }
}

/** For each training row the prediction from all the others, in closed form. */
export function leaveOneOut(process: GaussianProcess, targets: Float64Array): Posterior {
  const n = process.inputs.rows;
  const precision = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) precision[j]! += (process.inverseFactor[i * n + j] as number) ** 2;
  }
  return {
    mean: targets.map((target, i) => target - (process.weights[i] as number) / (precision[i] as number)),
    variance: precision.map((value) => process.signalVariance / value),
  };
}

/** Kernel of the squared distance in units of the length scale. */
function matern52(squared: number): number {
  const r = Math.sqrt(5 * squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

function search(inputs: FeatureMatrix, targets: Float64Array, random: Random): { logLength: number; logNoise: number } {
  const all = Array.from({ length: inputs.rows }, (_, i) => i);
  const rows = inputs.rows > SEARCH_ROWS ? random.shuffle(all).slice(0, SEARCH_ROWS) : all;
  const distances = squaredDistances(selectRows(inputs, rows));
  const chosen = Float64Array.from(rows, (row) => targets[row] as number);
  const mean = chosen.reduce((sum, target) => sum + target, 0) / chosen.length;
  const centred = chosen.map((target) => target - mean);
  let best = { logLength: LENGTH_PRIOR.mean, logNoise: NOISE_PRIOR.mean, value: -Infinity };
  const attempt = (logLength: number, logNoise: number): void => {
    const value = logPosterior(distances, centred, logLength, logNoise);
    if (value > best.value) best = { logLength, logNoise, value };
  };
  for (const logLength of LOG_LENGTHS) for (const logNoise of LOG_NOISES) attempt(logLength, logNoise);
  for (const step of [0.3, 0.15]) {
    const centre = best;
    for (const a of [-step, 0, step]) {
      for (const b of [-2 * step, 0, 2 * step]) {
        if (a !== 0 || b !== 0) attempt(centre.logLength + a, centre.logNoise + b);
      }
    }
  }
  return best;
}

/** Log marginal likelihood with the best signal variance, plus log prior, up to a constant. */
function logPosterior(distances: Float64Array, targets: Float64Array, logLength: number, logNoise: number): number {
  const n = targets.length;
  const matrix = kernelMatrix(distances, n, Math.exp(logLength), Math.exp(logNoise));
  if (!cholesky(matrix, n)) return -Infinity;
  const whitened = forwardSolve(matrix, n, targets);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += Math.log(matrix[i * n + i] as number);
  const fit = -(n / 2) * Math.log(dot(whitened, 0, whitened, 0, n) / n) - logDeterminant;
  const length = (logLength - LENGTH_PRIOR.mean) / LENGTH_PRIOR.std;
  const noise = (logNoise - NOISE_PRIOR.mean) / NOISE_PRIOR.std;
  return fit - (length * length + noise * noise) / 2;
}

/** Lower triangle. */
function squaredDistances(inputs: FeatureMatrix): Float64Array {
  const { rows: n, columns: d, values } = inputs;
  const norms = squaredNorms(inputs);
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const product = dot(values, i * d, values, j * d, d);
      distances[i * n + j] = Math.max(0, (norms[i] as number) + (norms[j] as number) - 2 * product);
    }
  }
  return distances;
}

function squaredNorms(inputs: FeatureMatrix): Float64Array {
  const d = inputs.columns;
  return Float64Array.from({ length: inputs.rows }, (_, i) => dot(inputs.values, i * d, inputs.values, i * d, d));
}

function kernelMatrix(distances: Float64Array, n: number, lengthScale: number, noise: number): Float64Array {
  const matrix = new Float64Array(n * n);
  const precision = 1 / (lengthScale * lengthScale);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) matrix[i * n + j] = matern52((distances[i * n + j] as number) * precision);
    matrix[i * n + i] = 1 + noise;
  }
  return matrix;
}
