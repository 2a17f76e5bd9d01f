/**
 * From the embeddings of nodes to their weights (GHN, GHN-2): one hidden layer for all, then a largest tensor for each rule, repeated or cut to the
 * weight's shape and scaled by its fan-in. What would be cut off is not computed. The hidden layer is odd (tanh): weights of nodes that differ begin
 * different, where those of a rectifier would have most in common.
 */
import {
  add, constant, dense, expandDims, full, gather, layerNorm, mul, reshape, sigmoid, slice, tanh, transpose, type Tensor,
} from '../../compute/index.ts'; // prettier-ignore
import type { Initialisation } from '../../../dsl/graph/primitives.ts';
import type { WeightRule } from '../../../dsl/graph/weight-rules.ts';
import type { Declare } from '../declare.ts';
import { middle, tiled } from './carve.ts';
import type { GhnOptions } from './options.ts';

/** Weights that are made alike: by one rule, of one shape, to one scale. */
export interface WeightKind {
  readonly rule: Exclude<WeightRule, 'statistics'>;
  readonly shape: readonly number[];
  readonly initialisation: Initialisation;
  /** A matrix that gives the network's result: classes have a tensor of their own, small at first. */
  readonly head?: true;
}

const RULES: readonly WeightKind['rule'][] = ['filter', 'depthwise', 'matrix', 'scale', 'shift', 'table'];
/** Weights of one node and rule that are told apart: first, second, ... and all beyond. */
const ORDINALS = 8;

/** Numbers beside the embedding that say which of a node's weights a row is. */
export const WEIGHT_CODE = RULES.length + ORDINALS;

/** Writes the code at `offset` of `into`, which holds zeros there; `ordinal` counts the node's weights of this rule. */
export function writeWeightCode(rule: WeightKind['rule'], ordinal: number, into: Float32Array, offset: number): void {
  into[offset + RULES.indexOf(rule)] = 1;
  into[offset + RULES.length + Math.min(ordinal, ORDINALS - 1)] = 1;
}

/** Of the largest tensors, and of the layers before them. */
export type DecoderSize = Pick<GhnOptions, 'hidden' | 'decoder' | 'channels' | 'kernel'>;

/** @param rows [n, hidden + WEIGHT_CODE]; @returns [n, ...shape] */
export function decodedWeights(rows: Tensor, kind: WeightKind, options: DecoderSize, declare: Declare): Tensor {
  const { decoder, hidden } = options;
  const count = rows.shape[0] as number;
  const embedding = layerNorm(slice(rows, [0, 0], [count, hidden]), full([hidden], 1), full([hidden], 0));
  const ofNode = dense(embedding, declare('decoder.node', [hidden, decoder], Math.sqrt(1 / hidden)));
  const ofWeight = dense(slice(rows, [0, hidden], [count, WEIGHT_CODE]), declare('decoder.weight', [WEIGHT_CODE, decoder], 0.5)); // prettier-ignore
  const inner = add(ofNode, ofWeight);
  return scaled(raw(inner, kind, options, declare), kind.initialisation);
}

/** Numbers of about unit variance. */
function raw(inner: Tensor, { rule, shape, head }: WeightKind, options: DecoderSize, declare: Declare): Tensor {
  const { channels, kernel, decoder } = options;
  const count = inner.shape[0] as number;
  const [first = 1, second = 1, height = 1, width = 1] = shape;
  const [rows, columns] = [Math.min(first, channels), Math.min(second, channels)];
  /** The part of the last layer that makes the first of `channels` (or of `channels` squared) numbers. */
  const made = (x: Tensor, name: string, sizes: readonly number[]): Tensor => {
    const whole = sizes.map(() => channels);
    const cut = <T extends Tensor>(parameter: T, before: readonly number[]): Tensor => {
      const own = slice(parameter, [...before, ...sizes].map(() => 0), [...before, ...sizes]); // prettier-ignore
      return reshape(own, [...before, sizes.reduce((a, b) => a * b, 1)]);
    };
    const size = name === 'head' ? 0.2 : 1;
    const weight = cut(declare(`decoder.${name}`, [decoder, ...whole], size * Math.sqrt(1.6 / decoder)), [decoder]);
    // A tensor for all nodes, that embeddings modify.
    const shift = cut(declare(`decoder.${name}.shift`, whole, 0.45 * size), []);
    return add(dense(tanh(x), weight), shift);
  };
  switch (rule) {
    case 'filter':
    case 'depthwise': {
      const seen = middle(kernel, height, width);
      const [tall, wide] = [Math.min(kernel, height), Math.min(kernel, width)];
      const places = declare('decoder.place', [kernel * kernel, decoder], 0.7);
      const chosen = gather(places, constant(Int32Array.from(seen), [seen.length]));
      const spread = add(expandDims(inner, 1), expandDims(chosen, 0));
      const sizes = rule === 'filter' ? [rows, columns] : [rows];
      const kernels = transpose(made(spread, rule, sizes), [0, 2, 1]);
      const largest = reshape(kernels, [count, rows, rule === 'filter' ? columns : 1, tall, wide]);
      return shape.reduce((x, size, axis) => tiled(x, axis + 1, size), largest);
    }
    case 'matrix':
    case 'table':
      return tiled(
        tiled(reshape(made(inner, head === true ? 'head' : rule, [rows, columns]), [count, rows, columns]), 1, first),
        2,
        second,
      );
    case 'scale':
    case 'shift':
      return tiled(made(inner, rule, [rows]), 1, first);
  }
}

/** The variance that a weight begins with (fan-in), bounded where it begins with ones or zeros (GHN-2). */
function scaled(x: Tensor, initialisation: Initialisation): Tensor {
  switch (initialisation.kind) {
    case 'kaiming':
      return mul(x, Math.sqrt(2 / initialisation.fanIn));
    case 'xavier':
      return mul(x, Math.sqrt(1 / initialisation.fanIn));
    case 'normal':
      return mul(x, initialisation.deviation);
    case 'ones':
      return mul(sigmoid(mul(x, 0.5)), 2);
    case 'zeros':
      return tanh(mul(x, 0.2));
  }
}

/** The smallest kinds that ask for every parameter of the decoder. */
export const everyKind: readonly WeightKind[] = [
  ...RULES.map((rule) => smallest(rule, rule === 'scale' || rule === 'shift' ? [1] : rule === 'matrix' || rule === 'table' ? [1, 1] : [1, 1, 1, 1])), // prettier-ignore
  { ...smallest('matrix', [1, 1]), head: true },
];

function smallest(rule: WeightKind['rule'], shape: readonly number[]): WeightKind {
  return { rule, shape, initialisation: { kind: 'normal', deviation: 1 } };
}
