/** Trains an ensemble of HyperNAS networks on labelled architectures, with unlabelled ones for the auxiliary task. */
import {
  cosine,
  initialState,
  openBackend,
  openSession,
  warmUp,
  type Feeds,
  type HostTensor,
} from '../../compute/index.ts';
import type { Random } from '../../../dsl/random.ts';
import { denseGraphs } from '../../encoding/graph/dense.ts';
import type { GraphTensors } from '../../encoding/graph/encode.ts';
import { drawImages, type AuxiliaryImages } from '../../hypernetwork/auxiliary/images.ts';
import { IMAGES, stepProgram, type Design } from './networks.ts';

export interface TrainingSet {
  readonly labelled: GraphTensors;
  /** A target each labelled architecture. */
  readonly targets: Float64Array;
  /** For each member the weight of each labelled architecture: 0 where it must not be seen. */
  readonly weights: readonly Float64Array[];
  /** Architectures whose networks are generated; may be the labelled ones. */
  readonly generated: GraphTensors;
  readonly images: AuxiliaryImages | undefined;
}

export interface TrainingRun {
  readonly random: Random;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (done: number, total: number) => void;
}

/** Labelled architectures in a step. */
const BATCH = 32;
/** Steps at 78 labels; they grow with the labels to the power of three quarters, within bounds. */
const STEPS = 220;

/** Trained weights by name. Stops with the signal's reason soon after it is aborted. */
export async function trainNetworks(
  design: Design,
  { labelled, targets, weights, generated, images }: TrainingSet,
  { random, signal, onStep }: TrainingRun,
): Promise<Record<string, HostTensor>> {
  const { members, options, auxiliary } = design;
  const size = Math.min(BATCH, labelled.count);
  const steps = stepsOf(labelled.count, size, options.epochs);
  const { training, parameters } = stepProgram(design, size);
  const rate = warmUp(10, cosine(options.learningRate, steps));
  const backend = await openBackend('auto', { threads: 1 });
  try {
    const session = await openSession(backend, initialState(training, parameters.initial(random.fork('weights'))));
    const draws = random.fork('batches');
    const imageDraws = random.fork('images');
    let order: number[] = [];
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      onStep(step, steps);
      if (order.length < size) order = draws.shuffle(Array.from(targets.keys()));
      const rows = order.splice(0, size);
      const graphs = denseGraphs(labelled, rows);
      const feeds: Record<string, Feeds[string]> = { learningRate: rate(step) };
      if (options.variant !== 'H') {
        feeds['targets'] = Float32Array.from(rows, (row) => targets[row] as number);
        feeds['weights'] = Float32Array.from(weights.flatMap((each) => rows.map((row) => each[row] as number)));
      }
      if (auxiliary === undefined || images === undefined) Object.assign(feeds, graphs);
      else {
        const one = denseGraphs(generated, [imageDraws.int(generated.count)]);
        for (const name of ['features', 'edges', 'mask'] as const) feeds[name] = joined(graphs[name], one[name]);
        Object.assign(feeds, drawImages(images, IMAGES, imageDraws));
        feeds['turn'] = oneHot(members, step % members);
      }
      await session.run(training.program, feeds);
    }
    const names = parameters.tensors.map((tensor) => (tensor.attributes as { readonly name: string }).name);
    const trained = await session.read(names);
    await session.dispose();
    return trained;
  } finally {
    await backend.dispose();
  }
}

function stepsOf(labels: number, batch: number, epochs: number | undefined): number {
  if (epochs !== undefined) return Math.max(1, Math.ceil((epochs * labels) / batch));
  return Math.round(Math.min(1000, Math.max(120, STEPS * (labels / 78) ** 0.75)));
}

export function oneHot(length: number, at: number): Float32Array {
  const code = new Float32Array(length);
  code[at] = 1;
  return code;
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
