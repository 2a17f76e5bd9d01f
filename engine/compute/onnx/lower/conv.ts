/**
 * Convolutions as ONNX has them. Where onnxruntime's blocked convolutions are available, nchwc.ts takes those it can.
 */
import type { Convolution, Pair } from '../../program/instructions.ts';
import type { Attribute } from '../model.ts';
import type { Lowerings } from '../emission.ts';
import { blockedConv, blockedFilterGrad } from './nchwc.ts';

export function convolutionAttributes(
  { strides, pads, dilations, groups }: Convolution,
  kernel: Pair,
): Readonly<Record<string, Attribute>> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: dilations },
    group: { int: groups },
  };
}

export const convolution: Lowerings<'conv2d' | 'convInputGrad' | 'convFilterGrad'> = {
  conv2d: (site) => {
    const { model, attributes, names, shape } = site;
    const kernel: Pair = [shape(1)[2] ?? 1, shape(1)[3] ?? 1];
    return blockedConv(site) ?? model.add('Conv', names(), convolutionAttributes(attributes, kernel));
  },
  // The filter of a convolution, [o, i/groups, kh, kw], is what ConvTranspose wants from o to i channels.
  convInputGrad: (site) => {
    const { model, attributes, names, shape } = site;
    const kernel: Pair = [shape(1)[2] ?? 1, shape(1)[3] ?? 1];
    const { strides, pads, dilations, size } = attributes;
    const extra = ([0, 1] as const).map((axis) => {
      const windows = shape(0)[2 + axis] ?? 1;
      const reached = (windows - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
      return size[axis] + pads[axis] + pads[(axis + 2) as 2 | 3] - reached;
    });
    const transposed = { ...convolutionAttributes(attributes, kernel), output_padding: { ints: extra } };
    return model.add('ConvTranspose', names(), transposed);
  },
  // Those that the blocked form does not take have been expanded.
  convFilterGrad: blockedFilterGrad,
};
