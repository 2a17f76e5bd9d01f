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
import { pad, reshape, slice, stack, transpose } from '../ops/layout.ts';
import { matmul } from '../ops/matmul.ts';
import { sum } from '../ops/reduce.ts';

/** The filter gradient as matrix products, one per position of the kernel:
 * dW[o, i, a, b] = sum over n, h, w of dy[n, o, h, w] * x[n, i, h * stride + a * dilation, w * stride + b * dilation]. */
export function convFilterGrad(t: TensorOf<'convFilterGrad'>): Tensor {
  if (isDepthwise(t)) return depthwiseFilterGrad(t);
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
    const seen = reshape(window, [batch, groups, ins, pixels]);
    return reshape(sum(matmul(gradient, seen, { transposeB: true }), [0]), [outputs * ins]);
  });
  const [only] = positions;
  if (positions.length === 1 && only !== undefined) return reshape(only, [outputs, ins, 1, 1]);
  const shape = [kernel[0], kernel[1], outputs, ins];
  return transpose(reshape(stack(positions), shape), [2, 3, 0, 1]);
}

/** One channel in, one out in every group, and rows short enough for the products below to be cheaper than multiplying window by window. */
function isDepthwise(t: TensorOf<'convFilterGrad'>): boolean {
  const [x, dy] = [operand(t, 0), operand(t, 1)];
  const { groups } = t.attributes;
  return groups > 1 && groups === sizeAt(x.shape, 1) && groups === sizeAt(dy.shape, 1) && sizeAt(x.shape, 3) <= 256;
}

/**
 * For a depthwise filter: per channel and kernel row, the product of image rows and gradient rows over all images holds the correlation of
 * every pair of columns; the filter's gradient are sums along its diagonals. Does more multiplications, but as matrix products.
 */
function depthwiseFilterGrad(t: TensorOf<'convFilterGrad'>): Tensor {
  const [x, dy] = [operand(t, 0), operand(t, 1)];
  const { strides, pads, dilations, kernel } = t.attributes;
  const [batch, channels] = [sizeAt(x.shape, 0), sizeAt(x.shape, 1)];
  const [height, width] = spatial(dy.shape);
  const padded = transpose(pad(x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]]), [1, 0, 2, 3]);
  const columns = sizeAt(padded.shape, 3);
  const gradient = reshape(transpose(dy, [1, 0, 2, 3]), [channels, batch * height, width]);
  const correlations = Array.from({ length: kernel[0] }, (_, row) => {
    const rows = slice(
      padded,
      [0, 0, row * dilations[0], 0],
      [channels, batch, height, columns],
      [1, 1, strides[0], 1],
    );
    return reshape(matmul(reshape(rows, [channels, batch * height, columns]), gradient, { transposeA: true }), [
      channels,
      columns * width,
    ]);
  });
  // Column j * stride + b * dilation of the image meets column j of the gradient at position b of the kernel.
  const diagonals = new Float32Array(columns * width * kernel[1]);
  for (let b = 0; b < kernel[1]; b += 1) {
    for (let j = 0; j < width; j += 1) {
      diagonals[((j * strides[1] + b * dilations[1]) * width + j) * kernel[1] + b] = 1;
    }
  }
  const picked = matmul(stack(correlations, 1), constant(diagonals, [columns * width, kernel[1]]));
  return reshape(picked, [channels, 1, ...kernel]);
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
  if (groups === 1 && count === 1) return transpose(filter, [1, 0, 2, 3]);
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

/**
 * The same convolution over a multiple of four channels, filled up with zeros: onnxruntime 1.30's WebGPU provider computes wrong numbers for some
 * others (6 and 18 channels, for example; the conformance suite has such a case).
 */
export function convOfWholeVectors(t: TensorOf<'conv2d'>): Tensor {
  const [x, filter] = [operand(t, 0), operand(t, 1)];
  const { strides, pads, dilations, groups } = t.attributes;
  const missing = (4 - (sizeAt(x.shape, 1) % 4)) % 4;
  if (groups > 1 || missing === 0) return t;
  const filled = (tensor: Tensor): Tensor => pad(tensor, [0, 0, 0, 0], [0, missing, 0, 0]);
  return conv2d(filled(x), filled(filter), { stride: strides, padding: pads, dilation: dilations });
}
