/**
 * Pooling. Its gradients are expanded.
 */
import type { Pooling } from '../../program/instructions.ts';
import type { Attribute } from '../model.ts';
import { expanded } from '../emission.ts';
import type { Lowerings } from '../emission.ts';

const windowAttributes = ({ kernel, strides, pads }: Pooling): Readonly<Record<string, Attribute>> => ({
  kernel_shape: { ints: kernel },
  strides: { ints: strides },
  pads: { ints: pads },
});

export const pooling: Lowerings<'maxPool' | 'maxPoolGrad' | 'averagePool' | 'averagePoolGrad'> = {
  maxPool: ({ model, attributes, name }) => model.add('MaxPool', [name(0)], windowAttributes(attributes)),
  maxPoolGrad: expanded,
  averagePool: ({ model, attributes, name }) =>
    model.add('AveragePool', [name(0)], {
      ...windowAttributes(attributes),
      count_include_pad: { int: attributes.countIncludePad ? 1 : 0 },
    }),
  averagePoolGrad: expanded,
};
