/**
 * The gradients of a convolution, written with other instructions.
 */
import { operand } from '../program/tensor.ts';
import type { Tensor, TensorOf } from '../program/tensor.ts';
import { sizeAt } from '../program/shape.ts';
import type { Pads, Pair } from '../program/instructions.ts';
import { conv2d, spatial } from '../ops/conv.ts';
import { constant } from '../ops/source.ts';
import { gather } from '../ops/gather.ts';
import { frame, spreadImage } from './image.ts';
import { mul } from '../ops/arithmetic.ts';
import { pad, reshape, slice, stack, transpose } from '../ops/layout.ts';
import { matmul } from '../ops/matmul.ts';
import { sum } from '../ops/reduce.ts';

/** The filter gradient as matrix products, one per position of the kernel:
 * dW[o, i, a, b] = sum over n, h, w of dy[n, o, h, w] * x[n, i, h * stride + a * dilation, w * stride + b * dilation]. */
export function convFilterGrad(t: TensorOf<'convFilterGrad'>): Tensor {
  const [x, dy] = [operand(t, 0), operand(t, 1)];
  const { strides, pads, dilations, groups, kernel } = t.attributes;
  const [batch, channels, outputs] = [sizeAt(x.shape, 0), sizeAt(x.shape, 1), sizeAt(dy.shape, 1)];
  const [height, width] = spatial(dy.shape);
  const pixels = height * width;
  const padded = pad(x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]]);
  const [ins, outs] = [channels / groups, outputs / groups];
  const gradient = reshape(dy, [batch, groups, outs, pixels]);
  const positions = Array.from({ length: kernel[0] * kernel[1] }, (_, index) => {
    const start = [0, 0, Math.floor(index / kernel[1]) * dilations[0], (index % kernel[1]) * dilations[1]];
    const window = slice(padded, start, [batch, channels, height, width], [1, 1, ...strides]);
    if (ins === 1 && outs === 1) return sum(mul(window, dy), [0, 2, 3]);
    const seen = reshape(window, [batch, groups, ins, pixels]);
    return reshape(sum(matmul(gradient, seen, { transposeB: true }), [0]), [outputs * ins]);
  });
  const shape = [kernel[0], kernel[1], outputs, ins];
  return transpose(reshape(stack(positions), shape), [2, 3, 0, 1]);
}

/**
 * The input gradient as an ordinary convolution: of dy, spread apart by the strides, with the filter turned by 180 degrees and its
 * channels exchanged. Runtimes' transposed convolutions are several times slower on CPUs.
 */
export function convInputGrad(t: TensorOf<'convInputGrad'>): Tensor {
  const [dy, filter] = [operand(t, 0), operand(t, 1)];
  const { strides, pads, dilations, groups, size } = t.attributes;
  const kernel = spatial(filter.shape);
  if (kernel[0] * kernel[1] === 1 && pads.every((count) => count === 0)) {
    const small = conv2d(dy, turned(filter, groups), { groups });
    const apart = spreadImage(small, strides);
    const [height, width] = spatial(apart.shape);
    return frame(apart, [0, 0], [size[0] - height, size[1] - width]);
  }
  const apart = spreadImage(dy, strides);
  const reach = ([0, 1] as const).map((axis) => (kernel[axis] - 1) * dilations[axis]);
  const [tall, wide] = [reach[0] ?? 0, reach[1] ?? 0];
  const [height, width] = spatial(apart.shape);
  const before: Pair = [tall - pads[0], wide - pads[1]];
  const after: Pair = [size[0] + pads[0] - height, size[1] + pads[1] - width];
  const sides: Pads = [...before, ...after];
  // Negative padding cannot be an attribute: crop first.
  const negative = (side: number): number => Math.min(0, side);
  const cropped = frame(apart, [negative(before[0]), negative(before[1])], [negative(after[0]), negative(after[1])]);
  const padding: Pads = [Math.max(0, sides[0]), Math.max(0, sides[1]), Math.max(0, sides[2]), Math.max(0, sides[3])];
  return conv2d(cropped, turned(filter, groups), { padding, dilation: dilations, groups });
}

/** [o, i/groups, kh, kw] turned by 180 degrees, as [i, o/groups, kh, kw]. */
function turned(filter: Tensor, groups: number): Tensor {
  const [outputs, ins] = [sizeAt(filter.shape, 0), sizeAt(filter.shape, 1)];
  const kernel = spatial(filter.shape);
  const count = kernel[0] * kernel[1];
  const outs = outputs / groups;
  let grouped = reshape(filter, [groups, outs, ins, count]);
  if (count > 1) {
    const positions = transpose(grouped, [3, 0, 1, 2]);
    const backwards = constant(
      Int32Array.from({ length: count }, (_, index) => count - 1 - index),
      [count],
    );
    grouped = transpose(gather(positions, backwards), [1, 3, 2, 0]);
  } else {
    grouped = transpose(grouped, [0, 2, 1, 3]);
  }
  return reshape(grouped, [groups * ins, outs, ...kernel]);
}
