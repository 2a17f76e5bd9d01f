/**
 * Convolutions in onnxruntime's blocked layout, with weights that are not constant.
 *
 * onnxruntime's fastest CPU convolutions work on images whose channels come in blocks of `b` (8 with AVX2, 16 with AVX-512):
 * [n, c/b, h, w, b]. Its optimiser only uses them for constant weights, which a training step has not; the operators are
 * registered under the domain `com.microsoft.nchwc` all the same, so this file writes them itself, with the reordering of weights as
 * Reshape and Transpose. That makes a 3x3 convolution about two times faster than the ordinary Conv, and the filter gradient
 * four times (measured on 64x16x32x32, AVX-512).
 * The domain is internal to onnxruntime: block.ts tries it before it is used, and without it everything falls back to plain operators.
 *
 * Layouts: https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/mlas/lib/snchwc.cpp
 */
import type { Pads } from '../../program/instructions.ts';
import type { InstructionOf } from '../../program/program.ts';
import type { Shape } from '../../program/shape.ts';
import type { Attribute, OnnxModel } from '../model.ts';
import type { Site, Target } from '../emission.ts';

export const NCHWC = 'com.microsoft.nchwc';

const ceilTo = (count: number, block: number): number => Math.ceil(count / block) * block;

interface Image {
  readonly shape: Shape;
  readonly name: string;
}

/** The image [n, c, h, w] in blocks; channels are filled up with zeros. Made once per image. */
function blocked(site: Site<'conv2d' | 'convFilterGrad'>, image: Image): Image {
  const { model, target } = site;
  const channels = image.shape[1] ?? 1;
  const shape = image.shape.with(1, ceilTo(channels, target.block));
  const name = site.once(`blocked ${image.name}`, () => {
    // ReorderInput fills up blocks by itself, but only from multiples of four channels.
    const source = channels % 4 === 0 ? image.name : fillUp(model, image, shape);
    return model.add('ReorderInput', [source], {}, NCHWC);
  });
  return { name, shape };
}

const unblocked = (model: OnnxModel, name: string, channels: number): string =>
  model.add('ReorderOutput', [name], { channels: { int: channels } }, NCHWC);

/** Zeros at the end of axes until the tensor has `shape`. */
function fillUp(model: OnnxModel, { name, shape }: Image, target: Shape): string {
  if (shape.every((size, axis) => size === target[axis])) return name;
  const after = target.map((size, axis) => size - (shape[axis] ?? 0));
  return model.add('Pad', [name, model.int64s([...shape.map(() => 0), ...after]), model.float(0)]);
}

/** The axes of a tensor split (`view`), permuted, and joined again as `shape`. */
function rearranged(model: OnnxModel, name: string, view: Shape, permutation: readonly number[], shape: Shape): string {
  const split = model.add('Reshape', [name, model.int64s(view)]);
  const turned = model.add('Transpose', [split], { perm: { ints: permutation } });
  return model.add('Reshape', [turned, model.int64s(shape)]);
}

/** Zeros around a blocked image. */
function padBlocks(model: OnnxModel, { name, shape }: Image, [top, left, bottom, right]: Pads, block: number): string {
  if (top + left + bottom + right === 0) return name;
  const [n, c, h, w] = [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1];
  const view = model.add('Reshape', [name, model.int64s([n, c / block, h, w, block])]);
  const padded = model.add('Pad', [view, model.int64s([0, 0, top, left, 0, 0, 0, bottom, right, 0])]);
  return model.add('Reshape', [padded, model.int64s([n, c, h + top + bottom, w + left + right])]);
}

/** A filter [o, i, kh, kw] in blocks of outputs and, if the image is blocked, of inputs ("OIHWBiBo", else "OIHWBo"). */
function blockedFilter(model: OnnxModel, filter: Image, block: number, inputsToo: boolean): Image {
  const [o, i, kh, kw] = [filter.shape[0] ?? 1, filter.shape[1] ?? 1, filter.shape[2] ?? 1, filter.shape[3] ?? 1];
  const outs = ceilTo(o, block);
  const ins = inputsToo ? ceilTo(i, block) : i;
  const shape = [outs, ins, kh, kw];
  const full = fillUp(model, filter, shape);
  const name = inputsToo
    ? rearranged(model, full, [outs / block, block, ins / block, block, kh, kw], [0, 2, 4, 5, 3, 1], shape)
    : rearranged(model, full, [outs / block, block, ins, kh, kw], [0, 2, 3, 4, 1], shape);
  return { name, shape };
}

const isDepthwise = (groups: number, x: Shape, filter: Shape): boolean =>
  groups > 1 && groups === x[1] && groups === filter[0] && filter[1] === 1;

/** The convolution in blocks, or undefined where it is not possible or not worth the reordering. */
export function blockedConv(site: Site<'conv2d'>): string | undefined {
  const { model, target, attributes, name, shape } = site;
  const { block } = target;
  const [x, filter] = [shape(0), shape(1)];
  const { strides, pads, dilations, groups } = attributes;
  const [channels, outputs, kh, kw] = [x[1] ?? 1, filter[0] ?? 1, filter[2] ?? 1, filter[3] ?? 1];
  const depthwise = isDepthwise(groups, x, filter);
  // A 1x1 convolution is a plain matrix product without reordering; few outputs would leave most of a block empty.
  if (block === 0 || (groups > 1 && !depthwise) || kh * kw === 1 || outputs * 2 < block) return undefined;
  const plainImage = !depthwise && channels < block;
  const image: Image = { name: name(0), shape: x };
  const source = plainImage ? image : blocked(site, image);
  const weights = blockedFilter(model, { name: name(1), shape: filter }, block, !plainImage && !depthwise);
  const conv: Readonly<Record<string, Attribute>> = {
    kernel_shape: { ints: [kh, kw] },
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: dilations },
    group: { int: depthwise ? (weights.shape[0] ?? 1) : 1 },
  };
  const result = model.add('Conv', [source.name, weights.name], conv, NCHWC);
  return unblocked(model, result, outputs);
}

/** Whether `blockedFilterGrad` takes an instruction with these operands. */
export function takesFilterGrad(
  attributes: InstructionOf<'convFilterGrad'>['attributes'],
  x: Shape,
  dy: Shape,
  target: Target,
): boolean {
  const { groups, kernel } = attributes;
  const { block } = target;
  if (target.device !== 'cpu' || block === 0 || (dy[1] ?? 0) * 2 < block) return false;
  if (groups > 1) return groups === x[1] && groups === dy[1];
  return kernel[0] * kernel[1] > 1 && (x[0] ?? 0) * 2 >= block;
}

/**
 * The filter gradient as one convolution: image [i, n, h, w], whose batch are the input channels and whose channels are the batch, with dy as the
 * filter [o, n, h', w'], strides and dilations exchanged, gives [i, o, kh, kw].
 */
export function blockedFilterGrad(site: Site<'convFilterGrad'>): string {
  const { model, target, attributes, name, shape } = site;
  if (attributes.groups > 1) return blockedDepthwiseFilterGrad(site);
  const { block } = target;
  const { strides, dilations, kernel } = attributes;
  const [x, dy] = [shape(0), shape(1)];
  const [n, i, o, height, width] = [x[0] ?? 1, x[1] ?? 1, dy[1] ?? 1, dy[2] ?? 1, dy[3] ?? 1];
  const batch = ceilTo(n, block);

  const swapped = site.once(`swapped ${name(0)}`, () =>
    model.add('Transpose', [name(0)], { perm: { ints: [1, 0, 2, 3] } }),
  );
  const image = blocked(site, { name: swapped, shape: [i, n, x[2] ?? 1, x[3] ?? 1] });

  const gradient = blocked(site, { name: name(1), shape: dy });
  const outs = gradient.shape[1] ?? 1;
  const full = fillUp(model, gradient, [batch, outs, height, width]);
  const view = [batch / block, block, outs / block, height * width, block];
  const filter = rearranged(model, full, view, [2, 0, 3, 1, 4], [outs, batch, height, width]);

  // The result is as small as the kernel, so most of it would lie in the padding, which the convolution computes pixel by pixel: pad before.
  const framed = padBlocks(model, image, framing(site), block);
  const result = model.add(
    'Conv',
    [framed, filter],
    {
      kernel_shape: { ints: [height, width] },
      strides: { ints: dilations },
      dilations: { ints: strides },
      pads: { ints: [0, 0, 0, 0] },
      group: { int: 1 },
    },
    NCHWC,
  );
  const plain = unblocked(model, result, o);
  const cropped = model.add('Slice', [plain, model.int64s([0, 0]), model.int64s(kernel), model.int64s([2, 3])]);
  return model.add('Transpose', [cropped], { perm: { ints: [1, 0, 2, 3] } });
}

/** Padding with which the windows of dy's size are at least as many as the kernel has elements; where there are more, the result is cropped. */
function framing({ attributes, shape }: Site<'convFilterGrad'>): Pads {
  const { strides, pads, dilations, kernel } = attributes;
  const end = (axis: 0 | 1): number => {
    const reach = (kernel[axis] - 1) * dilations[axis] + ((shape(1)[2 + axis] ?? 1) - 1) * strides[axis] + 1;
    return Math.max(0, reach - (shape(0)[2 + axis] ?? 1) - pads[axis]);
  };
  return [pads[0], pads[1], end(0), end(1)];
}

/**
 * Of a depthwise filter: images and channels together are the channels of one image, each with its part of dy as its filter; the sum over images is the
 * gradient. In blocks all that is only another view, and the convolution and its other gradient read the same blocks.
 */
function blockedDepthwiseFilterGrad(site: Site<'convFilterGrad'>): string {
  const { model, target, attributes, name, shape } = site;
  const { block } = target;
  const { strides, dilations, kernel } = attributes;
  const together = (operand: 0 | 1): string => {
    const image = blocked(site, { name: name(operand), shape: shape(operand) });
    const [n, c, h, w] = [image.shape[0] ?? 1, image.shape[1] ?? 1, image.shape[2] ?? 1, image.shape[3] ?? 1];
    return model.add('Reshape', [image.name, model.int64s(operand === 0 ? [1, n * c, h, w] : [n * c, 1, h, w])]);
  };
  const [x, dy] = [shape(0), shape(1)];
  const [n, channels] = [x[0] ?? 1, x[1] ?? 1];
  const filled = ceilTo(channels, block);
  const pads = framing(site);
  const size = ([0, 1] as const).map((axis) => {
    const room = (x[2 + axis] ?? 1) + pads[axis] + pads[(axis + 2) as 2 | 3];
    return Math.floor((room - ((dy[2 + axis] ?? 1) - 1) * strides[axis] - 1) / dilations[axis]) + 1;
  });
  const [height, width] = [size[0] ?? 1, size[1] ?? 1];
  const result = model.add(
    'Conv',
    [together(0), together(1)],
    {
      kernel_shape: { ints: dy.slice(2) },
      strides: { ints: dilations },
      dilations: { ints: strides },
      pads: { ints: pads },
      group: { int: n * filled },
    },
    NCHWC,
  );
  const each = model.add('Reshape', [result, model.int64s([n, filled * height * width])]);
  const sum = model.add('ReduceSum', [each, model.int64s([0])], { keepdims: { int: 0 } });
  const view = [filled / block, height, width, block];
  const plain = rearranged(model, sum, view, [0, 3, 1, 2], [filled, 1, height, width]);
  if (filled === channels && height === kernel[0] && width === kernel[1]) return plain;
  const to = model.int64s([channels, ...kernel]);
  return model.add('Slice', [plain, model.int64s([0, 0, 0]), to, model.int64s([0, 2, 3])]);
}
