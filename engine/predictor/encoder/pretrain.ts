/**
 * Pre-training on architectures without labels: the encoder learns to predict, from the graph alone, what is known of every architecture without
 * training it: its graph features (costs, path statistics, variance shares), how signals and gradients flow through it with random weights, and
 * further columns such as zero-cost proxies. Once a space; the result is plain data.
 */
import { seededRandom } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import {
  adam,
  cosine,
  dense,
  initialState,
  input,
  mean,
  onceMore,
  openSession,
  square,
  sub,
  trainingStep,
} from '../../compute/index.ts';
import { encodeAll } from '../../encoding/encoder.ts';
import { encodeFlow } from '../../encoding/flow/flow-features.ts';
import { rowOf, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { fitScaler, scaleColumns, standardise } from '../standardise.ts';
import { embeddings } from './embedding.ts';
import { embed, encoderWeights, graphFeeds, graphInputs, type EncoderShape } from './encoder-model.ts';
import { graphBatch, graphsOf, graphVocabulary, inputWidth, type GraphVocabulary } from './graph-batch.ts';
import { encoderBackend, releaseEncoders } from './runner.ts';
import { firstWeights, weightInputs, weightOf, type Weights } from './weights.ts';

export interface PretrainOptions {
  readonly width?: number;
  readonly layers?: number;
  /** Architectures drawn. */
  readonly samples?: number;
  /** About how long on one core of a few years ago. Steps follow from it and the size of the space's graphs alone, so that the result is the same on every machine. */
  readonly seconds?: number;
  /** Further quantities to predict, a value an architecture; those that are no finite numbers are left out. */
  readonly columns?: (architectures: readonly Architecture[]) => Promise<readonly Float64Array[]>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number, doing: string) => void) | undefined;
}

/** Plain data. */
export interface PretrainedEncoder {
  readonly vocabulary: GraphVocabulary;
  readonly shape: EncoderShape;
  readonly weights: Weights;
  /** Mean and standard deviation of each entry of the embedding over the drawn architectures. */
  readonly centre: Float64Array;
  readonly spread: Float64Array;
  /** Mean squared error of the standardised targets at the start and over the last tenth of the steps. */
  readonly errors: readonly [number, number];
}

const BATCH = 64;
/** Multiplications and additions a second that training does in practice, about. */
const SPEED = 6e9;
const RATE = 3e-3;

/**
 * Undefined for a space without architectures. Rejects with the signal's reason when aborted. Done once more, to the same end, where its device is lost.
 */
export const pretrain = (space: DecisionSpace, options: PretrainOptions = {}): Promise<PretrainedEncoder | undefined> =>
  onceMore(() => pretrainOnce(space, options), releaseEncoders);

async function pretrainOnce(
  space: DecisionSpace,
  { width = 32, layers = 2, samples = 1500, seconds = 15, columns, signal, onProgress }: PretrainOptions,
): Promise<PretrainedEncoder | undefined> {
  const random = seededRandom(`pre-training ${space.hash}`);
  const architectures: Architecture[] = [];
  for (let i = 0; i < samples; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    architectures.push(architecture);
  }
  if (architectures.length === 0) return undefined;
  const features = encodeAll(space, architectures);
  const scaler = fitScaler(features);
  const featured = standardise(features, scaler);
  const flow = encodeFlow(space, architectures);
  const flowing = standardise(flow, fitScaler(flow));
  const further = ((await columns?.(architectures)) ?? []).map(standardScores);
  const targets = [featured, flowing, ...further.map(asMatrix)];
  const count = targets.reduce((sum, { columns: each }) => sum + each, 0);
  if (count === 0) return undefined;
  const graphs = graphsOf(space, architectures);
  const vocabulary = graphVocabulary(graphs);
  const shape: EncoderShape = { inputs: inputWidth(vocabulary), width, layers };
  const shapes = { ...encoderWeights(shape), 'known.weight': [width, count], 'known.bias': [count] };
  const inputs = weightInputs(shapes);
  const graph = graphInputs(BATCH, vocabulary.nodes, shape.inputs);
  const wanted = input('wanted', [BATCH, count]);
  const embedding = embed(graph, weightOf(inputs), shape, vocabulary.nodes);
  const said = dense(embedding, weightOf(inputs)('known.weight'), weightOf(inputs)('known.bias'));
  const loss = mean(square(sub(said, wanted)));
  const training = trainingStep({ loss, parameters: [...inputs.values()], optimizer: adam(), clipNorm: 1 });
  const session = await openSession(await encoderBackend(), initialState(training, firstWeights(shapes, random)));
  try {
    const steps = stepsFor(seconds, vocabulary.nodes, shape, count);
    const rate = cosine(RATE, steps);
    let [first, last, tail] = [0, 0, 0];
    const order: number[] = [];
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      if (step % 20 === 0) onProgress?.(step, steps, 'pre-training on architectures without labels');
      while (order.length < BATCH) order.push(...random.shuffle(Array.from(graphs.keys())));
      const rows = order.splice(0, BATCH);
      const batch = graphBatch(rows.map((row) => graphs[row] as (typeof graphs)[number]), vocabulary); // prettier-ignore
      const target = new Float32Array(BATCH * count);
      rows.forEach((row, i) => {
        let at = i * count;
        for (const matrix of targets) {
          target.set(rowOf(matrix, row), at);
          at += matrix.columns;
        }
      });
      const feeds = { ...graphFeeds(batch), wanted: target, learningRate: rate(step) };
      const error = (await session.run(training.program, feeds)).loss[0] as number;
      if (step === 0) first = error;
      if (step >= 0.9 * steps) {
        last += error;
        tail++;
      }
    }
    const weights = await session.read(Object.keys(encoderWeights(shape)));
    // Wide enough that nothing is clipped while the spread is measured.
    const [zeros, wide] = [new Float64Array(width), new Float64Array(width).fill(1e6)];
    const raw = { vocabulary, shape, weights, centre: zeros, spread: wide, errors: [first, last / tail] as const };
    const embedded = await embeddings(raw, space, architectures, signal);
    return { ...raw, ...columnSpread(scaleColumns(embedded, wide)) };
  } finally {
    await session.dispose();
  }
}

const known = new WeakMap<DecisionSpace, Map<string, Promise<PretrainedEncoder | undefined>>>();

/** `pretrain`, once a space and settings in a process; what failed or was aborted is tried again when next asked for. */
export function pretrainedEncoder(
  space: DecisionSpace,
  options: PretrainOptions = {},
): Promise<PretrainedEncoder | undefined> {
  const { width, layers, samples, seconds, columns } = options;
  const key = [width, layers, samples, seconds, columns === undefined ? '' : 'columns'].join();
  const bySettings = known.get(space) ?? new Map<string, Promise<PretrainedEncoder | undefined>>();
  known.set(space, bySettings);
  let found = bySettings.get(key);
  if (found === undefined) {
    found = pretrain(space, options);
    bySettings.set(key, found);
    found.catch(() => bySettings.delete(key));
  }
  return found;
}

/** At least enough to learn anything, whatever is asked for. */
function stepsFor(seconds: number, nodes: number, { inputs, width, layers }: EncoderShape, targets: number): number {
  const node = inputs * width + layers * (12 * width * width + 4 * nodes * width + 8 * nodes * nodes);
  const step = 6 * BATCH * (nodes * node + width * targets);
  return Math.max(30, Math.min(3000, Math.round((seconds * SPEED) / (step + 3e7))));
}

function columnSpread({ rows, columns, values }: FeatureMatrix): { centre: Float64Array; spread: Float64Array } {
  const centre = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) {
    centre[i % columns]! += (values[i] as number) / rows;
    squares[i % columns]! += (values[i] as number) ** 2 / rows;
  }
  return {
    centre,
    spread: squares.map((square, j) => Math.sqrt(Math.max(1e-12, square - (centre[j] as number) ** 2))),
  };
}

function asMatrix(values: Float64Array): FeatureMatrix {
  return { rows: values.length, columns: 1, values };
}

/** In standard deviations from the mean, at most three; zero where there is no finite number. */
function standardScores(column: Float64Array): Float64Array {
  const finite = column.filter(Number.isFinite);
  const middle = finite.reduce((sum, value) => sum + value, 0) / Math.max(1, finite.length);
  const variance = finite.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, finite.length);
  const deviation = variance > 1e-18 ? Math.sqrt(variance) : 1;
  return column.map((value) => (Number.isFinite(value) ? Math.max(-3, Math.min(3, (value - middle) / deviation)) : 0));
}
