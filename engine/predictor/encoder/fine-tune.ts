/**
 * Fine-tuning on few labels: the pre-trained encoder, and beside its embedding the graph features, which matter more, lead to one score. Pairwise
 * logistic loss (order is what counts) with a little squared error (so that scores stay normal scores), drawn back to where it started.
 */
import type { Random } from '../../../dsl/random.ts';
import {
  adam,
  add,
  cast,
  concat,
  constant,
  cosine,
  dense,
  div,
  expandDims,
  greater,
  initialState,
  input,
  max,
  mul,
  neg,
  openSession,
  reshape,
  softplus,
  square,
  sub,
  sum,
  tanh,
  trainingStep,
  type Backend,
  type Shape,
  type Tensor,
} from '../../compute/index.ts';
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { embed, encoderWeights, graphFeeds, graphInputs, type GraphInputs } from './encoder-model.ts';
import type { GraphBatch } from './graph-batch.ts';
import type { PretrainedEncoder } from './pretrain.ts';
import { trainEncoder } from './runner.ts';
import { firstWeights, weightInputs, weightOf, type Weights } from './weights.ts';

export interface FineTuning {
  readonly steps: number;
  /** Of Adam. */
  readonly rate: number;
  /** Squared distance from the first weights, as penalty. */
  readonly pull: number;
  /** Weight of the squared error beside the pairwise loss. */
  readonly squared: number;
}

export const FINE_TUNING: FineTuning = { steps: 80, rate: 3e-3, pull: 0.1, squared: 0.3 };

/** Hidden units of the head. */
const HEAD = 32;

/** Names and shapes of all weights: the encoder's and the head's. */
export function scorerWeights({ shape }: PretrainedEncoder, features: number): Readonly<Record<string, Shape>> {
  const read = shape.width + features;
  return {
    ...encoderWeights(shape),
    'head.weight': [read, HEAD],
    'head.bias': [HEAD],
    'score.weight': [HEAD, 1],
    'linear.weight': [read, 1],
    'score.bias': [1],
  };
}

/** What a head reads beside the graph, fixed while it is trained. */
export interface HeadInputs {
  /** Standardised, weighted features [rows, columns]. */
  readonly features: Tensor;
  /** Weight of each entry of the embedding [width]. */
  readonly factors: Tensor;
}

export function headInputs(rows: number, columns: number, width: number): HeadInputs {
  return { features: input('head.features', [rows, columns]), factors: input('head.factors', [width]) };
}

/** Scores [rows] from graphs, features and the embedding in standard deviations. */
export function scorer(
  graph: GraphInputs,
  { features, factors }: HeadInputs,
  weight: (name: string) => Tensor,
  { shape, vocabulary, centre, spread }: PretrainedEncoder,
): Tensor {
  const middle = constant(Float32Array.from(centre), [shape.width]);
  const scale = constant(
    Float32Array.from(spread, (value) => 1 / value),
    [shape.width],
  );
  const embedding = mul(sub(embed(graph, weight, shape, vocabulary.nodes), middle), mul(scale, factors));
  const read = concat([embedding, features], 1);
  const hidden = tanh(dense(read, weight('head.weight'), weight('head.bias')));
  const score = add(dense(hidden, weight('score.weight'), weight('score.bias')), dense(read, weight('linear.weight')));
  return reshape(score, [-1]);
}

/**
 * Mean over the pairs of seen rows of different labels of softplus(-(s_i - s_j)), t_i > t_j (RankNet, Burges et al., ICML 2005), plus `squared` times their
 * mean squared error. `seen` is 1 for the rows that count.
 */
export function rankingLoss(scores: Tensor, targets: Tensor, seen: Tensor, squared: number): Tensor {
  const differences = (x: Tensor): Tensor => sub(expandDims(x, 1), expandDims(x, 0));
  const both = mul(expandDims(seen, 1), expandDims(seen, 0));
  const better = mul(cast(greater(differences(targets), 0), 'float32'), both);
  const pairs = div(sum(mul(softplus(neg(differences(scores))), better)), max(sum(better), 1));
  const error = div(sum(mul(square(sub(scores, targets)), seen)), max(sum(seen), 1));
  return add(pairs, mul(error, squared));
}

/** One fit: the rows it sees, and what these say of the weights of features and embedding. */
export interface FineTuneFit {
  readonly rows: readonly number[];
  /** Of all rows, weighted. */
  readonly features: FeatureMatrix;
  readonly factors: Float64Array;
  readonly random: Random;
}

export interface FineTuneProblem {
  readonly graphs: GraphBatch;
  /** A row a graph. */
  readonly targets: Float64Array;
  readonly fits: readonly FineTuneFit[];
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (done: number, total: number) => void;
}

/** The weights of each fit. Rejects with the signal's reason when aborted. */
export const fineTune = (
  pretrained: PretrainedEncoder,
  problem: FineTuneProblem,
  tuning = FINE_TUNING,
): Promise<readonly Weights[]> => trainEncoder((backend) => fineTuneOn(backend, pretrained, problem, tuning));

async function fineTuneOn(
  backend: Backend,
  pretrained: PretrainedEncoder,
  { graphs, targets, fits, signal, onStep }: FineTuneProblem,
  { steps, rate, pull, squared }: FineTuning,
): Promise<readonly Weights[]> {
  const columns = fits[0]?.features.columns ?? 0;
  const shapes = scorerWeights(pretrained, columns);
  const inputs = weightInputs(shapes);
  const { rows } = graphs;
  const graph = graphInputs(rows, graphs.nodes, pretrained.shape.inputs);
  const scores = scorer(graph, headInputs(rows, columns, pretrained.shape.width), weightOf(inputs), pretrained);
  const loss = rankingLoss(scores, input('targets', [rows]), input('seen', [rows]), squared);
  // The encoder is drawn to where pre-training left it, the head's matrices to nothing.
  const distances = [...inputs].flatMap(([name, tensor]) => {
    const start = pretrained.weights[name];
    if (start !== undefined) return [sum(square(sub(tensor, constant(start.data, start.shape))))];
    return name.endsWith('weight') ? [sum(square(tensor))] : [];
  });
  const drawn = add(loss, mul(distances.reduce((total, each) => add(total, each)), pull)); // prettier-ignore
  const training = trainingStep({ loss: drawn, parameters: [...inputs.values()], optimizer: adam(), clipNorm: 1 });
  const schedule = cosine(rate, steps);
  const found: Weights[] = [];
  const fixed = { ...graphFeeds(graphs), targets: Float32Array.from(targets) };
  for (const [k, fit] of fits.entries()) {
    const first = { ...firstWeights(shapes, fit.random), ...pretrained.weights };
    const session = await openSession(backend, initialState(training, first));
    try {
      const seen = new Float32Array(rows);
      for (const row of fit.rows) seen[row] = 1;
      const feeds = { ...fixed, seen, ...headFeeds(fit) };
      for (let step = 0; step < steps; step++) {
        signal?.throwIfAborted();
        onStep?.(k * steps + step, fits.length * steps);
        await session.run(training.program, { ...feeds, learningRate: schedule(step) });
      }
      found.push(await session.read([...inputs.keys()]));
    } finally {
      await session.dispose();
    }
  }
  return found;
}

export function headFeeds({
  features,
  factors,
}: Pick<FineTuneFit, 'features' | 'factors'>): Record<string, Float32Array> {
  return { 'head.features': Float32Array.from(features.values), 'head.factors': Float32Array.from(factors) };
}
