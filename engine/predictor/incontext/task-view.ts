/**
 * What the network sees of a task: a token an architecture (its label's normal score where it is measured, what a Gaussian process says of it,
 * principal components, directions of covariance with the labels, universal features) and distances to the measured ones. All in closed form from the
 * support alone, of one fixed width, whatever the space's features are.
 */
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { dot } from '../../statistics/cholesky.ts';
import { rowProducts } from '../../statistics/products.ts';
import { pearson } from '../../statistics/spearman.ts';
import {
  conditionGaussianProcess,
  fitGaussianProcess,
  leaveOneOut,
  type GaussianProcess,
  type Hyperparameters,
} from '../gaussian-process.ts';
import { relevanceFactors } from '../relevance.ts';
import { scaleColumns } from '../standardise.ts';
import type { Random } from '../../../dsl/random.ts';
import { project, targetDirections, type Directions } from './components.ts';
import { UNIVERSAL } from './universal-features.ts';

export const COMPONENTS = 12;
const TARGET_DIRECTIONS = 3;
/** Numbers of a token. */
export const TOKEN = 12 + COMPONENTS + 2 * UNIVERSAL;
/** Kinds of distance: in the process's weighted features, in principal components. */
export const DISTANCES = 2;

/** Rows as the network is told of them, whatever their labels. */
export interface Described {
  /** In standard deviations. */
  readonly inputs: FeatureMatrix;
  /** Row-major, `COMPONENTS` a row, unit variance over the pool. */
  readonly components: Float64Array;
  /** Row-major, `UNIVERSAL` a row, unit variance over the pool; zero where the space lacks the feature. */
  readonly universals: Float64Array;
}

/** What conditioning leaves: enough to describe any query. */
export interface TaskView {
  readonly support: Described;
  readonly scores: Float64Array;
  readonly factors: Float64Array;
  readonly process: GaussianProcess;
  readonly directions: Directions;
  /** By universal feature: one where the space has it. */
  readonly mask: Float64Array;
  /** Numbers that all tokens of the task share. */
  readonly shared: Float64Array;
  /** Tokens of the support, row-major. */
  readonly tokens: Float32Array;
}

/** Tokens and distances of some rows: `rows * TOKEN` and, by kind, `rows * support`. */
export interface Tokens {
  readonly tokens: Float32Array;
  readonly distances: readonly Float32Array[];
  /** What the Gaussian process says: the network's answer is a correction of it. */
  readonly base: Float32Array;
}

export function describedRows({ inputs, components, universals }: Described, rows: readonly number[]): Described {
  return {
    inputs: selectRows(inputs, rows),
    components: Float64Array.from({ length: rows.length * COMPONENTS }, (_, i) => components[(rows[Math.floor(i / COMPONENTS)] as number) * COMPONENTS + (i % COMPONENTS)] as number), // prettier-ignore
    universals: Float64Array.from({ length: rows.length * UNIVERSAL }, (_, i) => universals[(rows[Math.floor(i / UNIVERSAL)] as number) * UNIVERSAL + (i % UNIVERSAL)] as number), // prettier-ignore
  };
}

/** `scores`: normal scores of the labels. Hyperparameters of the process are found anew where none are given. */
export function viewTask(
  support: Described,
  scores: Float64Array,
  mask: Float64Array,
  random: Random,
  given?: Hyperparameters,
): TaskView {
  const { inputs } = support;
  const n = inputs.rows;
  const factors = relevanceFactors(inputs, scores);
  const weighted = scaleColumns(inputs, factors);
  const process = given === undefined ? fitGaussianProcess(weighted, scores, random) : conditionGaussianProcess(weighted, scores, given); // prettier-ignore
  const held = leaveOneOut(process, scores).mean;
  const agreement = pearson(held, scores);
  const shared = Float64Array.of(
    Math.log(n) / 2 - 1.75,
    Math.log(process.lengthScale) - 1,
    (Math.log(process.noise) + 2.5) / 2,
    Number.isFinite(agreement) ? agreement : 0,
  );
  const directions = targetDirections(inputs, scores, TARGET_DIRECTIONS);
  const view = { support, scores, factors, process, directions, mask, shared };
  const nearness = new Float64Array(n);
  const { distances } = distancesTo(view, support, weighted);
  const weightedDistances = distances[0] as Float32Array;
  for (let i = 0; i < n; i++) {
    let nearest = Infinity;
    for (let j = 0; j < n; j++) if (j !== i) nearest = Math.min(nearest, weightedDistances[i * n + j] as number);
    nearness[i] = matern52(nearest) ** 2;
  }
  return { ...view, tokens: tokensOf(view, support, { mean: held, nearness, scores }) };
}

export function viewQueries(view: TaskView, queries: Described): Tokens {
  const { process, factors } = view;
  const n = process.inputs.rows;
  const rows = queries.inputs.rows;
  const weighted = scaleColumns(queries.inputs, factors);
  const { distances, kernels } = distancesTo(view, queries, weighted);
  const mean = new Float64Array(rows);
  const nearness = new Float64Array(rows);
  for (let q = 0; q < rows; q++) {
    let nearest = 0;
    for (let i = 0; i < n; i++) nearest = Math.max(nearest, kernels[q * n + i] as number);
    nearness[q] = nearest * nearest;
    mean[q] = process.targetMean + dot(kernels, q * n, process.weights, 0, n);
  }
  return { tokens: tokensOf(view, queries, { mean, nearness }), distances, base: Float32Array.from(mean) };
}

/** The support's own tokens and distances. */
export function viewSupport(view: TaskView): Tokens {
  const { distances } = distancesTo(view, view.support, view.process.inputs);
  return { tokens: view.tokens, distances, base: new Float32Array(view.scores.length) };
}

interface Told {
  /** What the process says without the row. */
  readonly mean: Float64Array;
  readonly nearness: Float64Array;
  /** Of measured rows. */
  readonly scores?: Float64Array;
}

function tokensOf(
  { directions, mask, shared }: Omit<TaskView, 'tokens'>,
  { inputs, components, universals }: Described,
  { mean, nearness, scores }: Told,
): Float32Array {
  const { rows } = inputs;
  const along = project(inputs, directions);
  const tokens = new Float32Array(rows * TOKEN);
  for (let i = 0, at = 0; i < rows; i++) {
    const said = mean[i] as number;
    const score = scores?.[i];
    tokens[at++] = score === undefined ? 0 : 1;
    tokens[at++] = score ?? 0;
    tokens[at++] = said;
    tokens[at++] = score === undefined ? 0 : score - said;
    tokens[at++] = nearness[i] as number;
    for (let k = 0; k < directions.count; k++) tokens[at++] = along[i * directions.count + k] as number;
    for (const number of shared) tokens[at++] = number;
    for (let k = 0; k < COMPONENTS; k++) tokens[at++] = components[i * COMPONENTS + k] as number;
    for (let k = 0; k < UNIVERSAL; k++) tokens[at++] = universals[i * UNIVERSAL + k] as number;
    for (const known of mask) tokens[at++] = known;
  }
  return tokens;
}

function distancesTo(
  { support, process }: Omit<TaskView, 'tokens'>,
  rows: Described,
  weighted: FeatureMatrix,
): { readonly distances: readonly Float32Array[]; readonly kernels: Float64Array } {
  const precision = 1 / (process.lengthScale * process.lengthScale);
  const n = process.inputs.rows;
  const count = rows.inputs.rows;
  const near = squaredDistances(weighted, process.inputs);
  const components = { rows: count, columns: COMPONENTS, values: rows.components };
  const others = { rows: n, columns: COMPONENTS, values: support.components };
  const plain = squaredDistances(components, others);
  return {
    kernels: near.map((distance) => matern52(distance * precision)),
    distances: [
      Float32Array.from(near, (distance) => Math.min(distance * precision, 30)),
      Float32Array.from(plain, (distance) => distance / COMPONENTS),
    ],
  };
}

function squaredDistances(a: FeatureMatrix, b: FeatureMatrix): Float64Array {
  const products = new Float64Array(a.rows * b.rows);
  rowProducts(a.values, 0, a.rows, b.values, b.rows, a.columns, products);
  const normsOf = ({ rows, columns, values }: FeatureMatrix): Float64Array => Float64Array.from({ length: rows }, (_, i) => dot(values, i * columns, values, i * columns, columns)); // prettier-ignore
  const [left, right] = [normsOf(a), normsOf(b)];
  for (let i = 0, at = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++, at++) {
      products[at] = Math.max(0, (left[i] as number) + (right[j] as number) - 2 * (products[at] as number));
    }
  }
  return products;
}

function matern52(squared: number): number {
  const r = Math.sqrt(5 * squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}
