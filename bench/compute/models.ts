/**
 * The two networks of the benchmark, as tensor programs. `peer.py` has the same ones in PyTorch; keep them alike.
 */
import * as c from '../../engine/compute/index.ts';
import type { HostTensor, Program, Shape, Tensor, Training, Update } from '../../engine/compute/index.ts';
import { seededRandom } from '../../dsl/random.ts';

export interface Model {
  readonly training: Training;
  readonly weights: Record<string, HostTensor>;
  readonly feeds: Record<string, Float32Array | Int32Array | number>;
}

/** Collects parameters and their first values. */
class Weights {
  readonly tensors: Tensor[] = [];
  readonly values: Record<string, HostTensor> = {};
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed).next;
  }

  make(name: string, shape: Shape, value: (next: () => number) => number, trained = true): Tensor {
    const tensor = c.input(name, shape);
    if (trained) this.tensors.push(tensor);
    this.values[name] = { shape, data: Float32Array.from({ length: c.sizeOf(shape) }, () => value(this.#next)) };
    return tensor;
  }

  /** Uniform with the deviation 1 / sqrt(fan-in), as PyTorch's layers start. */
  matrix(name: string, shape: Shape, fanIn: number): Tensor {
    const limit = 1 / Math.sqrt(fanIn);
    return this.make(name, shape, (next) => (2 * next() - 1) * limit);
  }

  fill(name: string, size: number, value: number, trained = true): Tensor {
    return this.make(name, [size], () => value, trained);
  }
}

export const NODES = 32;
export const WIDTH = 128;
export const HEADS = 4;
export const LAYERS = 4;
export const FEATURES = 32;

function encoder(x: Tensor, w: Weights): Tensor {
  let hidden = c.dense(x, w.matrix('embed.w', [FEATURES, WIDTH], FEATURES), w.fill('embed.b', WIDTH, 0));
  for (let layer = 0; layer < LAYERS; layer += 1) {
    const p = `layer${layer}`;
    const norm = (name: string, value: Tensor): Tensor =>
      c.layerNorm(value, w.fill(`${p}.${name}.scale`, WIDTH, 1), w.fill(`${p}.${name}.shift`, WIDTH, 0));
    const seen = norm('norm1', hidden);
    const qkv = c.dense(seen, w.matrix(`${p}.qkv.w`, [WIDTH, 3 * WIDTH], WIDTH), w.fill(`${p}.qkv.b`, 3 * WIDTH, 0));
    const [q, k, v] = c.split(qkv, 2, [WIDTH, WIDTH, WIDTH]).map((part) => c.splitHeads(part, HEADS)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mixed = c.joinHeads(c.attention(q, k, v));
    hidden = c.add(
      hidden,
      c.dense(mixed, w.matrix(`${p}.out.w`, [WIDTH, WIDTH], WIDTH), w.fill(`${p}.out.b`, WIDTH, 0)),
    );
    const wide = c.dense(
      norm('norm2', hidden),
      w.matrix(`${p}.up.w`, [WIDTH, 4 * WIDTH], WIDTH),
      w.fill(`${p}.up.b`, 4 * WIDTH, 0),
    );
    const narrow = c.dense(
      c.relu(wide),
      w.matrix(`${p}.down.w`, [4 * WIDTH, WIDTH], 4 * WIDTH),
      w.fill(`${p}.down.b`, WIDTH, 0),
    );
    hidden = c.add(hidden, narrow);
  }
  const pooled = c.mean(c.layerNorm(hidden, w.fill('norm.scale', WIDTH, 1), w.fill('norm.shift', WIDTH, 0)), [1]);
  const score = c.dense(pooled, w.matrix('head.w', [WIDTH, 1], WIDTH), w.fill('head.b', 1, 0));
  return c.reshape(score, [-1]);
}

/** Pre-norm transformer encoder, 4 layers, 32 nodes, width 128, 4 heads, feed-forward 512 with ReLU; pairwise + squared loss; Adam. */
export function transformer(batch = 64, seed = 1): Model {
  const w = new Weights(seed);
  const next = seededRandom(seed + 1).next;
  const x = c.input('x', [batch, NODES, FEATURES]);
  const y = c.input('y', [batch]);
  const score = encoder(x, w);
  const loss = c.add(c.pairwiseLogistic(score, y), c.squaredError(score, y));
  const training = c.trainingStep({ loss, parameters: w.tensors, optimizer: c.adam() });
  const feeds = {
    x: Float32Array.from({ length: batch * NODES * FEATURES }, () => 2 * next() - 1),
    y: Float32Array.from({ length: batch }, () => 2 * next() - 1),
    learningRate: 1e-3,
  };
  return { training, weights: w.values, feeds };
}

/** The encoder's forward part alone. */
export function transformerInference(
  batch: number,
  seed = 1,
): { program: Program<'score'>; weights: Record<string, HostTensor>; feeds: Record<string, Float32Array> } {
  const w = new Weights(seed);
  const next = seededRandom(seed + 1).next;
  const score = encoder(c.input('x', [batch, NODES, FEATURES]), w);
  const feeds = { x: Float32Array.from({ length: batch * NODES * FEATURES }, () => 2 * next() - 1) };
  return { program: c.program({ outputs: { score }, state: w.tensors }), weights: w.values, feeds };
}

/** 3 stages of two conv3x3-bn-relu blocks with 16/32/64 channels, max-pooled between, global pool, linear; cross-entropy; Adam. */
export function cnn(batch = 64, seed = 1): Model {
  const w = new Weights(seed);
  const next = seededRandom(seed + 1).next;
  const images = c.input('x', [batch, 3, 32, 32]);
  const labels = c.input('y', [batch], 'int32');
  const updates: Update[] = [];
  let x = images;
  let channels = 3;
  [16, 32, 64].forEach((width, stage) => {
    if (stage > 0) x = c.maxPool(x, { kernel: 2 });
    for (let block = 0; block < 2; block += 1) {
      const p = `stage${stage}.${block}`;
      const filter = w.matrix(`${p}.w`, [width, channels, 3, 3], channels * 9);
      const norm = c.batchNormTraining(
        c.conv2d(x, filter, { padding: 1 }),
        w.fill(`${p}.scale`, width, 1),
        w.fill(`${p}.shift`, width, 0),
      );
      const [mean, variance] = [w.fill(`${p}.mean`, width, 0, false), w.fill(`${p}.variance`, width, 1, false)];
      updates.push({ state: mean, value: c.runningAverage(mean, norm.mean) });
      updates.push({ state: variance, value: c.runningAverage(variance, norm.variance) });
      x = c.relu(norm.y);
      channels = width;
    }
  });
  const logits = c.dense(c.globalAveragePool(x), w.matrix('head.w', [64, 10], 64), w.fill('head.b', 10, 0));
  const training = c.trainingStep({
    loss: c.crossEntropy(logits, labels),
    parameters: w.tensors,
    optimizer: c.adam(),
    updates,
  });
  const feeds = {
    x: Float32Array.from({ length: batch * 3 * 32 * 32 }, () => 2 * next() - 1),
    y: Int32Array.from({ length: batch }, () => Math.floor(next() * 10)),
    learningRate: 1e-3,
  };
  return { training, weights: w.values, feeds };
}
