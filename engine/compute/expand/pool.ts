/**
 * Pooling without padding, and gradients of pooling, written with other instructions.
 *
 * Windows that only touch (stride equal to the kernel, no padding, nothing left over) need no more than enlarging the small image.
 * Others go position by position through the window.
 */
import { operand } from '../program/tensor.ts';
import type { Tensor, TensorOf } from '../program/tensor.ts';
import type { Pair, Pooling } from '../program/instructions.ts';
import { add, cast, div, equal, mul } from '../ops/arithmetic.ts';
import { pad, slice } from '../ops/layout.ts';
import * as ops from '../ops/pool.ts';
import { upsample, windowCounts } from '../ops/pool.ts';
import { spatial } from '../ops/conv.ts';
import { frame, spreadImage } from './image.ts';
import { constant } from '../ops/source.ts';

const touching = ({ kernel, strides, pads }: Pooling, size: Pair): boolean =>
  ([0, 1] as const).every((axis) => kernel[axis] === strides[axis] && size[axis] % kernel[axis] === 0) &&
  pads.every((count) => count === 0);

/** dx = sum over windows of dy / divisor. */
export function averagePoolGrad(t: TensorOf<'averagePoolGrad'>): Tensor {
  const { kernel, strides, pads, size, countIncludePad } = t.attributes;
  const dy = operand(t, 0);
  const area = kernel[0] * kernel[1];
  if (touching(t.attributes, size)) return upsample(mul(dy, 1 / area), kernel);
  const shares = countIncludePad ? mul(dy, 1 / area) : div(dy, divisors(t.attributes, size, spatial(dy.shape)));
  const apart = spreadImage(shares, strides);
  // Every image element adds up the shares of the windows over it: a window of the kernel's size over the spread shares.
  const before = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]] as const;
  const reach = spatial(apart.shape);
  const after = [
    size[0] + kernel[0] - 1 - before[0] - reach[0],
    size[1] + kernel[1] - 1 - before[1] - reach[1],
  ] as const;
  // onnxruntime joins padding with the pooling after it and then refuses as much padding as the kernel, so the rest is added afterwards.
  const inner: Pair = [Math.min(after[0], kernel[0] - 1), Math.min(after[1], kernel[1] - 1)];
  const sums = mul(ops.averagePool(frame(apart, before, inner), { kernel, stride: 1 }), area);
  return frame(sums, [0, 0], [after[0] - inner[0], after[1] - inner[1]]);
}

/** How many image elements each window covers, [1, 1, h', w']. */
function divisors({ kernel, strides, pads }: Pooling, size: Pair, count: Pair): Tensor {
  const rows = windowCounts(size[0], kernel[0], strides[0], pads[0], count[0]);
  const columns = windowCounts(size[1], kernel[1], strides[1], pads[1], count[1]);
  const data = Float32Array.from(rows.flatMap((row) => columns.map((column) => row * column)));
  return constant(data, [1, 1, ...count]);
}

/** Without padding: the image is padded with minus infinity instead. */
export function maxPool(t: TensorOf<'maxPool'>): Tensor {
  const { kernel, strides, pads } = t.attributes;
  if (pads.every((count) => count === 0)) return t;
  const padded = pad(operand(t, 0), [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]], -Infinity);
  return ops.maxPool(padded, { kernel, stride: strides });
}

/** Without padding: the image is padded with zeros, and the means corrected where those do not count. */
export function averagePool(t: TensorOf<'averagePool'>): Tensor {
  const { kernel, strides, pads, countIncludePad } = t.attributes;
  if (pads.every((count) => count === 0)) return t;
  const x = operand(t, 0);
  const padded = pad(x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]]);
  const means = ops.averagePool(padded, { kernel, stride: strides });
  if (countIncludePad) return means;
  return mul(means, div(kernel[0] * kernel[1], divisors(t.attributes, spatial(x.shape), spatial(t.shape))));
}

/**
 * Every maximum of a window takes an equal part of its gradient. The largest of a window is the largest of its rows' largest, so where it stands is found
 * first in the row and then among the rows: kernel height and width one after the other instead of their product.
 */
export function maxPoolGrad(t: TensorOf<'maxPoolGrad'>): Tensor {
  const [x, y, dy] = [operand(t, 0), operand(t, 1), operand(t, 2)];
  const { kernel, strides, pads } = t.attributes;
  const area = kernel[0] * kernel[1];
  if (touching(t.attributes, spatial(x.shape))) {
    const chosen = cast(equal(x, upsample(y, kernel)), 'float32');
    const share = div(dy, mul(ops.averagePool(chosen, { kernel }), area));
    return mul(chosen, upsample(share, kernel));
  }
  const [height, width] = spatial(y.shape);
  const before = [0, 0, pads[0], pads[1]];
  // Rows and columns at the end that no window reaches are cropped, and come back as zeros.
  const reach = [(height - 1) * strides[0] + kernel[0], (width - 1) * strides[1] + kernel[1]] as const;
  const [h, w] = spatial(x.shape);
  const after = [0, 0, Math.max(0, reach[0] - pads[0] - h), Math.max(0, reach[1] - pads[1] - w)];
  const padded = pad(x, before, after, -Infinity);
  const inRow = ops.maxPool(padded, { kernel: [1, kernel[1]], stride: [1, strides[1]] });
  const across: Windows = { axis: 3, kernel: kernel[1], stride: strides[1] };
  const down: Windows = { axis: 2, kernel: kernel[0], stride: strides[0] };
  const ofRow = seen(padded, across, inRow.shape).map((each) => cast(equal(each, inRow), 'float32'));
  const ofWindow = seen(inRow, down, y.shape).map((each) => cast(equal(each, y), 'float32'));
  const maximaOfRow = total(ofRow);
  const maxima = total(seen(maximaOfRow, down, y.shape).map((count, i) => mul(ofWindow[i] as Tensor, count)));
  const share = div(dy, maxima);
  const byRow = placed(
    ofWindow.map((mask) => mul(mask, share)),
    down,
    inRow.shape,
  );
  const back = placed(
    ofRow.map((mask) => mul(mask, byRow)),
    across,
    padded.shape,
  );
  return slice(back, before, x.shape);
}

/** Windows along one axis. */
interface Windows {
  readonly axis: 2 | 3;
  readonly kernel: number;
  readonly stride: number;
}

const total = (parts: readonly Tensor[]): Tensor => parts.reduce((sum, part) => add(sum, part));

/** What every window sees at each of its positions, as images of `shape`. */
function seen(x: Tensor, { axis, kernel, stride }: Windows, shape: readonly number[]): readonly Tensor[] {
  const steps = [1, 1, 1, 1].with(axis, stride);
  return Array.from({ length: kernel }, (_, at) => slice(x, [0, 0, 0, 0].with(axis, at), shape, steps));
}

/** The other way: the sum of what the windows have for each of their positions, as an image of `shape`. */
function placed(parts: readonly Tensor[], { axis, stride }: Windows, shape: readonly number[]): Tensor {
  const spread = parts.map((part, at) => {
    const apart = spreadImage(part, axis === 2 ? [stride, 1] : [1, stride]);
    const start = [0, 0, 0, 0].with(axis, at);
    return pad(apart, start, shape.map((size, i) => size - (apart.shape[i] ?? 0) - (start[i] ?? 0))); // prettier-ignore
  });
  return total(spread);
}
