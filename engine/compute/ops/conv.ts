/**
 * Two-dimensional convolution (cross-correlation, as in every framework), its transpose and its gradients.
 *
 * Images are [batch, channels, height, width], filters [out, in / groups, height, width]. The three instructions are each other's
 * gradients, so derivatives of any order exist: a convolution is linear in its image and in its filter.
 */
import { expectDType, expectRank, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, showShape, sizeAt } from '../program/shape.ts';
import type { Convolution, Pads, Pair } from '../program/instructions.ts';
import type { GradientRules } from '../program/rules.ts';
import { add } from './arithmetic.ts';
import { reshape } from './layout.ts';

export interface ConvOptions {
  /** Step between windows; a number means both axes. Default 1. */
  readonly stride?: number | Pair;
  /**
   * Zeros around the image: a number for all sides, [top, left, bottom, right], or `same`: as many as give
   * ceil(size / stride) windows, the odd one at the bottom right. Default 0.
   */
  readonly padding?: number | Pads | 'same';
  /** Distance between the filter's elements. Default 1. */
  readonly dilation?: number | Pair;
  /** Channel groups that do not see each other; as many as channels is a depthwise convolution. Default 1. */
  readonly groups?: number;
}

export const pairOf = (value: number | Pair): Pair => (typeof value === 'number' ? [value, value] : value);

/** Explicit zeros for a padding option. */
export function explicitPads(
  padding: number | Pads | 'same',
  size: Pair,
  kernel: Pair,
  strides: Pair,
  dilations: Pair,
): Pads {
  if (typeof padding === 'number') return [padding, padding, padding, padding];
  if (padding !== 'same') return padding;
  const total = ([0, 1] as const).map((axis) => {
    const windows = Math.ceil(size[axis] / strides[axis]);
    return Math.max(0, (windows - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - size[axis]);
  });
  const [vertical, horizontal] = [total[0] ?? 0, total[1] ?? 0];
  return [Math.floor(vertical / 2), Math.floor(horizontal / 2), Math.ceil(vertical / 2), Math.ceil(horizontal / 2)];
}

/** Number of windows along each axis, checked. */
export function windows(
  op: string,
  size: Pair,
  kernel: Pair,
  strides: Pair,
  pads: Pads,
  dilations: Pair = [1, 1],
): Pair {
  const along = (axis: 0 | 1): number => {
    const room = size[axis] + pads[axis] + pads[(axis + 2) as 2 | 3] - (kernel[axis] - 1) * dilations[axis] - 1;
    const count = Math.floor(room / strides[axis]) + 1;
    if (!(count >= 1) || !(strides[axis] >= 1) || !(dilations[axis] >= 1)) {
      throw new ProgramError(
        `${op}: a ${kernel.join('x')} window (stride ${strides.join('x')}, dilation ${dilations.join('x')}, padding ${pads.join(',')}) does not fit a ${size.join('x')} image.`,
      );
    }
    return count;
  };
  if (!pads.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new ProgramError(`${op}: padding must be whole numbers of at least 0, got ${showShape(pads)}.`);
  }
  return [along(0), along(1)];
}

/** Height and width of an image or filter. */
export const spatial = (shape: readonly number[]): Pair => [sizeAt(shape, 2), sizeAt(shape, 3)];

/** x [n, c, h, w] with filter [o, c / groups, kh, kw], plus bias [o] if given. */
export function conv2d(x: Tensor, filter: Tensor, options: ConvOptions = {}, bias?: Tensor): Tensor {
  expectDType('conv2d', x, 'float32');
  expectRank('conv2d', x, 4, 'the image');
  expectRank('conv2d', filter, 4, 'the filter');
  const [strides, dilations, groups] = [
    pairOf(options.stride ?? 1),
    pairOf(options.dilation ?? 1),
    options.groups ?? 1,
  ];
  const [size, kernel] = [spatial(x.shape), spatial(filter.shape)];
  const pads = explicitPads(options.padding ?? 0, size, kernel, strides, dilations);
  const [channels, outputs] = [sizeAt(x.shape, 1), sizeAt(filter.shape, 0)];
  if (channels !== sizeAt(filter.shape, 1) * groups || outputs % groups !== 0) {
    throw new ProgramError(
      `conv2d: a filter of shape ${showShape(filter.shape)} in ${groups} group(s) does not fit ${channels} channels.`,
    );
  }
  const attributes: Convolution = { strides, pads, dilations, groups };
  const shape = [sizeAt(x.shape, 0), outputs, ...windows('conv2d', size, kernel, strides, pads, dilations)];
  const y = node('conv2d', [x, filter], attributes, shape);
  return bias === undefined ? y : add(y, reshape(bias, [1, outputs, 1, 1]));
}

/**
 * The transpose of a convolution: from dy [n, o, h', w'] and the convolution's filter to an image of the given size
 * ("deconvolution"; also the gradient with respect to the image). `size` must be one that the convolution maps to h' x w'.
 */
export function convInputGrad(dy: Tensor, filter: Tensor, attributes: Convolution, size: Pair): Tensor {
  expectRank('convInputGrad', dy, 4, 'the gradient');
  const reached = windows(
    'convInputGrad',
    size,
    spatial(filter.shape),
    attributes.strides,
    attributes.pads,
    attributes.dilations,
  );
  if (reached[0] !== dy.shape[2] || reached[1] !== dy.shape[3] || dy.shape[1] !== filter.shape[0]) {
    throw new ProgramError(
      `convInputGrad: a convolution of a ${size.join('x')} image with a filter ${showShape(filter.shape)} does not give ${showShape(dy.shape)}.`,
    );
  }
  const channels = sizeAt(filter.shape, 1) * attributes.groups;
  return node('convInputGrad', [dy, filter], { ...attributes, size }, [sizeAt(dy.shape, 0), channels, ...size]);
}

/** Gradient with respect to the filter: from the image and the gradient of the convolution's result. */
export function convFilterGrad(x: Tensor, dy: Tensor, attributes: Convolution, kernel: Pair): Tensor {
  const shape = [sizeAt(dy.shape, 1), sizeAt(x.shape, 1) / attributes.groups, ...kernel];
  return node('convFilterGrad', [x, dy], { ...attributes, kernel }, shape);
}

/** Only the fields of a convolution, without those of its gradients. */
const plain = ({ strides, pads, dilations, groups }: Convolution): Convolution => ({
  strides,
  pads,
  dilations,
  groups,
});

/** The same convolution, applied to other operands. */
const again = (x: Tensor, filter: Tensor, a: Convolution): Tensor =>
  conv2d(x, filter, { stride: a.strides, padding: a.pads, dilation: a.dilations, groups: a.groups });

export const convGradients: Pick<GradientRules, 'conv2d' | 'convInputGrad' | 'convFilterGrad'> = {
  conv2d: (t, dy) => {
    const [x, filter] = [operand(t, 0), operand(t, 1)];
    return [
      convInputGrad(dy, filter, plain(t.attributes), spatial(x.shape)),
      convFilterGrad(x, dy, plain(t.attributes), spatial(filter.shape)),
    ];
  },
  convInputGrad: (t, g) => {
    const [dy, filter] = [operand(t, 0), operand(t, 1)];
    return [again(g, filter, t.attributes), convFilterGrad(g, dy, plain(t.attributes), spatial(filter.shape))];
  },
  convFilterGrad: (t, g) => {
    const [x, dy] = [operand(t, 0), operand(t, 1)];
    return [convInputGrad(dy, g, plain(t.attributes), spatial(x.shape)), again(x, g, t.attributes)];
  },
};
