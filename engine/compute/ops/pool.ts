/**
 * Pooling over windows of an image [batch, channels, height, width], with gradients.
 */
import { expectDType, expectRank, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, sizeAt } from '../program/shape.ts';
import type { AveragePooling, Pads, Pair, Pooling } from '../program/instructions.ts';
import type { GradientRules } from '../program/rules.ts';
import { explicitPads, pairOf, spatial, windows } from './conv.ts';
import { mul } from './arithmetic.ts';
import { mean } from './reduce.ts';

export interface PoolOptions {
  readonly kernel: number | Pair;
  /** Default: the kernel, so that windows touch. */
  readonly stride?: number | Pair;
  readonly padding?: number | Pads | 'same';
}

function pooling(op: string, x: Tensor, options: PoolOptions): { attributes: Pooling; shape: readonly number[] } {
  expectDType(op, x, 'float32');
  expectRank(op, x, 4, 'the image');
  const kernel = pairOf(options.kernel);
  const strides = pairOf(options.stride ?? kernel);
  const pads = explicitPads(options.padding ?? 0, spatial(x.shape), kernel, strides, [1, 1]);
  if (pads[0] >= kernel[0] || pads[2] >= kernel[0] || pads[1] >= kernel[1] || pads[3] >= kernel[1]) {
    throw new ProgramError(
      `${op}: padding ${pads.join(',')} would give windows of padding only for a ${kernel.join('x')} kernel.`,
    );
  }
  const size = windows(op, spatial(x.shape), kernel, strides, pads);
  return { attributes: { kernel, strides, pads }, shape: [sizeAt(x.shape, 0), sizeAt(x.shape, 1), ...size] };
}

/** Largest element of each window; padding never wins. Equal maxima of a window share its gradient. */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  const { attributes, shape } = pooling('maxPool', x, options);
  return node('maxPool', [x], attributes, shape);
}

/** Mean of each window. Padding counts as zeros in the divisor only with `countIncludePad`. */
export function averagePool(x: Tensor, options: PoolOptions & { readonly countIncludePad?: boolean }): Tensor {
  const { attributes, shape } = pooling('averagePool', x, options);
  return node('averagePool', [x], { ...attributes, countIncludePad: options.countIncludePad ?? false }, shape);
}

/** Every pixel repeated to a block: nearest-neighbour enlargement by whole factors. */
export function upsample(x: Tensor, factors: number | Pair): Tensor {
  expectRank('upsample', x, 4, 'the image');
  const [vertical, horizontal] = pairOf(factors);
  if (!(Number.isInteger(vertical) && Number.isInteger(horizontal) && vertical >= 1 && horizontal >= 1)) {
    throw new ProgramError(`upsample: factors must be whole numbers of at least 1, got ${vertical}x${horizontal}.`);
  }
  if (vertical === 1 && horizontal === 1) return x;
  const shape = [
    sizeAt(x.shape, 0),
    sizeAt(x.shape, 1),
    sizeAt(x.shape, 2) * vertical,
    sizeAt(x.shape, 3) * horizontal,
  ];
  return node('upsample', [x], { factors: [vertical, horizontal] }, shape);
}

/** Mean over height and width: [n, c, h, w] -> [n, c]. */
export const globalAveragePool = (x: Tensor): Tensor => mean(x, [2, 3]);

/**
 * Number of image elements in each window along one axis, where padding does not count.
 * Separable: the count of a window is the product over the axes.
 */
export function windowCounts(
  size: number,
  kernel: number,
  stride: number,
  before: number,
  count: number,
): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const start = index * stride - before;
    return Math.min(start + kernel, size) - Math.max(start, 0);
  });
}

const plain = ({ kernel, strides, pads }: Pooling): Pooling => ({ kernel, strides, pads });

export const poolGradients: Pick<
  GradientRules,
  'maxPool' | 'maxPoolGrad' | 'averagePool' | 'averagePoolGrad' | 'upsample'
> = {
  maxPool: (t, dy) => {
    const x = operand(t, 0);
    return [node('maxPoolGrad', [x, t, dy], plain(t.attributes), x.shape)];
  },
  maxPoolGrad: () => {
    throw new ProgramError('maxPoolGrad: second derivatives of max pooling are not supported.');
  },
  averagePool: (t, dy) => {
    const x = operand(t, 0);
    return [node('averagePoolGrad', [dy], { ...t.attributes, size: spatial(x.shape) }, x.shape)];
  },
  averagePoolGrad: (t, g) => {
    const { kernel, strides, pads, countIncludePad }: AveragePooling = t.attributes;
    return [averagePool(g, { kernel, stride: strides, padding: pads, countIncludePad })];
  },
  upsample: (t, dy) => {
    const { factors } = t.attributes;
    return [mul(averagePool(dy, { kernel: factors }), factors[0] * factors[1])];
  },
};
