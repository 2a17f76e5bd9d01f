/** What a graph hypernetwork is and how it is trained: the options of `hypernetwork Name = ghn { ... }`, checked, with defaults. */
import { flag, integer, number, oneOf, readOptions, withDefault } from '../../data/options.ts';
import { ok, type Outcome } from '../../data/outcome.ts';

export interface GhnOptions {
  /** Width of a node's state. */
  readonly hidden: number;
  /** How often messages run through the graph; layers of the parallel form. */
  readonly rounds: number;
  /** `sequential`: one gated unit runs along the graph; `parallel`: attention over all nodes at once (GHN-3). */
  readonly form: 'sequential' | 'parallel';
  /** `sequential` only: along the order of the graph and back in every round, or all nodes at once. */
  readonly order: 'forward-backward' | 'synchronous';
  /** Messages also come from nodes up to so many hops away, weighted by 1 / hops (GHN-2); 1: from neighbours only. */
  readonly virtualEdges: number;
  /** All cells share one gated unit; else the cells along the network have units of their own. */
  readonly share: boolean;
  /** A cell's mean embedding enters the cells that read its result. */
  readonly pass: boolean;
  /** Nodes know the shapes of their weights from the start (GHN-2). */
  readonly shapeEmbedding: boolean;
  /** Attention heads of the parallel form; divides `hidden`. */
  readonly heads: number;
  /** Width of the decoder's hidden layer. */
  readonly decoder: number;
  /** Output and input channels of the largest tensor that is made; larger weights repeat it. */
  readonly channels: number;
  /** Side of the largest kernel that is made; larger kernels repeat it. */
  readonly kernel: number;
  /** Architectures a step. */
  readonly metaBatch: number;
  /** Images a step, the same for all its architectures. */
  readonly batch: number;
  readonly learningRate: number;
  /** Limit of the gradient's global norm. */
  readonly clip: number;
  /** Training steps in all. */
  readonly steps: number;
  /** Of first parameters, architectures and batches. */
  readonly seed: number;
}

const table = {
  hidden: withDefault(integer(4, 512), 32),
  rounds: withDefault(integer(1, 20), 5),
  form: withDefault(oneOf('sequential', 'parallel'), 'sequential'),
  order: withDefault(oneOf('forward-backward', 'synchronous'), 'forward-backward'),
  virtual_edges: withDefault(integer(1, 1000), 50),
  share: withDefault(flag, true),
  pass: withDefault(flag, true),
  shape_embedding: withDefault(flag, true),
  heads: withDefault(integer(1, 16), 4),
  decoder: withDefault(integer(8, 1024), 64),
  channels: withDefault(integer(4, 512), 64),
  kernel: withDefault(integer(1, 15), 7),
  meta_batch: withDefault(integer(1, 64), 4),
  batch: withDefault(integer(1, 4096), 64),
  learning_rate: withDefault(number(1e-7, 1), 1e-3),
  clip: withDefault(number(1e-3, 1e6), 5),
  steps: withDefault(integer(1, 100_000_000), 2000),
  seed: withDefault(integer(0, 4_294_967_295), 0),
};

/** Names of all options as the language writes them, for completion and messages. */
export const ghnOptionNames: readonly string[] = Object.keys(table);

/** Checks the options as the language hands them over; one sentence names the one that is wrong. */
export function readGhnOptions(options: Readonly<Record<string, unknown>>): Outcome<GhnOptions> {
  const read = readOptions('hypernetwork ghn', table, options);
  if ('error' in read) return read;
  const { virtual_edges, shape_embedding, meta_batch, learning_rate, ...rest } = read.value;
  if (rest.form === 'parallel' && rest.hidden % rest.heads !== 0) {
    return { error: `hypernetwork ghn: hidden ${rest.hidden} must be divisible by heads ${rest.heads}` };
  }
  return ok({
    ...rest,
    virtualEdges: virtual_edges,
    shapeEmbedding: shape_embedding,
    metaBatch: meta_batch,
    learningRate: learning_rate,
  });
}

/** The options as the language writes them. */
export function optionRecord(options: GhnOptions): Readonly<Record<string, number | string | boolean>> {
  const { virtualEdges, shapeEmbedding, metaBatch, learningRate, ...rest } = options;
  return {
    ...rest,
    virtual_edges: virtualEdges,
    shape_embedding: shapeEmbedding,
    meta_batch: metaBatch,
    learning_rate: learningRate,
  };
}
