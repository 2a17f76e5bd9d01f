/**
 * The instruction set: every operation a backend must know, with its attributes.
 *
 * What is not here (attention, squeeze-and-excite, cross-entropy, optimisers...) is composed from these in `ops/` and `train/`.
 * A few instructions exist only as gradients of others (`maxPoolGrad`, `convFilterGrad`, ...): naming them lets each backend
 * choose its fastest form. To add one, see docs/compute.md; the compiler then lists the tables that lack it.
 */
import type { Shape } from './shape.ts';

/** An instruction without attributes. */
export type None = Record<never, never>;
export type Pair = readonly [number, number];
/** Zeros (or minus infinity, for max pooling) around an image: top, left, bottom, right. */
export type Pads = readonly [number, number, number, number];

export interface Reduction {
  /** Ascending, counted from the front. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export interface Convolution {
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  readonly groups: number;
}

export interface Pooling {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
}

export interface AveragePooling extends Pooling {
  /** Whether padding counts in the divisor. */
  readonly countIncludePad: boolean;
}

/** float32 to float32, one element at a time. */
export type UnaryName =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'tanh'
  | 'sigmoid'
  | 'erf'
  | 'softplus'
  | 'relu'
  | 'gelu'
  | 'hardSigmoid'
  | 'hardSwish';

/** Two operands of one element type, broadcast. */
export type BinaryName = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'min' | 'max';

/** Two operands of one element type, broadcast, to bool. */
export type ComparisonName = 'equal' | 'less' | 'greater';

/** bool operands, broadcast, to bool. */
export type LogicName = 'and' | 'or';

export type ReductionName = 'sum' | 'mean' | 'maximum';

type Elementwise = { readonly [K in UnaryName | BinaryName | ComparisonName | LogicName]: None };
type Reductions = { readonly [K in ReductionName]: Reduction };

/** Attributes by instruction. Operands are given in brackets. */
export interface Attributes extends Elementwise, Reductions {
  /** [] A value fed at every run. */
  readonly input: { readonly name: string };
  /** [] A value known when the program is built. */
  readonly constant: { readonly data: Float32Array | Int32Array };
  /** [bool] */
  readonly not: None;
  /** [condition, a, b] elementwise choice, broadcast. */
  readonly where: None;
  /** [x] float to int truncates; bool becomes 0 or 1. */
  readonly cast: None;
  /** [x] limits to min..max. */
  readonly clip: { readonly min: number; readonly max: number };
  /** [y = relu(x), dy] -> dy where y > 0, else 0. */
  readonly reluGrad: None;
  /** [x] -> int32, the axis removed; the first of equals. */
  readonly argMax: { readonly axis: number };
  /** [x, y] of one shape [n, c, ...] -> [c]: sum of x*y over all axes but 1. */
  readonly channelDot: None;
  readonly reshape: { readonly shape: Shape };
  readonly transpose: { readonly permutation: readonly number[] };
  readonly broadcast: { readonly shape: Shape };
  readonly slice: {
    readonly starts: readonly number[];
    readonly sizes: readonly number[];
    readonly steps: readonly number[];
  };
  readonly pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number };
  readonly concat: { readonly axis: number };
  /** [a, b] batched over leading axes, which broadcast. */
  readonly matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** [x: n,c,h,w; filter: o,c/groups,kh,kw] */
  readonly conv2d: Convolution;
  /** [dy, filter] -> dx of the given height and width. Also the transposed convolution. */
  readonly convInputGrad: Convolution & { readonly size: Pair };
  /** [x, dy] -> gradient of the filter, whose height and width are given. */
  readonly convFilterGrad: Convolution & { readonly kernel: Pair };
  readonly maxPool: Pooling;
  /** [x, y = maxPool(x), dy] -> dx; equal maxima of a window share its gradient. */
  readonly maxPoolGrad: Pooling;
  readonly averagePool: AveragePooling;
  /** [dy] -> dx of the given height and width. */
  readonly averagePoolGrad: AveragePooling & { readonly size: Pair };
  /** [x: n,c,h,w] every pixel repeated to a block of height x width. */
  readonly upsample: { readonly factors: Pair };
  /** [x, scale, shift] -> x * scale[c] + shift[c], channels on axis 1. */
  readonly channelAffine: None;
  /** [x, scale, shift, mean, variance], the last two being x's own over all axes but 1 (the gradient relies on that). */
  readonly batchNormalize: { readonly epsilon: number };
  /** [x, scale, shift] -> layerNormalize(x) * scale + shift, both of the last axis' size. */
  readonly layerNorm: { readonly epsilon: number };
  /** [x] -> (x - mean) / sqrt(variance + epsilon) over the last axis. */
  readonly layerNormalize: { readonly epsilon: number };
  /** [x] -> 1 / sqrt(variance + epsilon) over the last axis, kept with size 1. */
  readonly layerInverseDeviation: { readonly epsilon: number };
  /** [x] over one axis. */
  readonly softmax: { readonly axis: number };
  readonly logSoftmax: { readonly axis: number };
  /** [table, indices: int32] -> rows of the table (its axis 0); shape indices.shape + table.shape[1..]. */
  readonly gather: None;
}

export type OpName = keyof Attributes;
