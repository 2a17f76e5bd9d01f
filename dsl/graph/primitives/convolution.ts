/** Convolutions: the primitive from which all operators with sliding weights are made. */
import type { Attributes } from '../network.ts';
import type { Shape } from '../shape.ts';
import {
  booleanOf,
  inputOf,
  numberOf,
  outParameter,
  parameter,
  primitive,
  strideParameter,
  type Primitive,
  type WeightSpec,
} from './primitive.ts';
import { kernelOf, paddingParameter, slide } from './window.ts';

/** The value of parameter `k`, as a default of `kh` and `kw`. */
const sameAsK = { text: 'k', value: (_: readonly Shape[], earlier: Attributes) => numberOf(earlier, 'k') };

export const convolutions = {
  conv: primitive({
    doc: 'Two-dimensional convolution; groups = in.channels makes it depthwise.',
    parameters: [
      parameter('k', 'int', 3, 'height and width of the kernel', { min: 1, max: 1024 }),
      outParameter,
      strideParameter(1),
      parameter('dilation', 'int', 1, 'distance between the kernel positions', { min: 1, max: 1024 }),
      parameter('groups', 'int', 1, 'groups of channels that do not mix', { min: 1 }),
      parameter('bias', 'bool', false, 'adds one learnt number a channel'),
      paddingParameter,
      parameter('kh', 'int', sameAsK, 'height of the kernel, where it is not square', { min: 1, max: 1024 }),
      parameter('kw', 'int', sameAsK, 'width of the kernel, where it is not square', { min: 1, max: 1024 }),
    ],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const out = numberOf(attributes, 'out');
      const groups = numberOf(attributes, 'groups');
      const result = slide('conv', attributes, input, out);
      if (input.kind !== 'image' || 'error' in result) return result;
      if (input.channels % groups !== 0) {
        return {
          error: `conv with groups ${groups} needs channels divisible by ${groups}, the input has ${input.channels}`,
        };
      }
      if (out % groups !== 0) {
        return { error: `conv with groups ${groups} needs an out divisible by ${groups}, it is ${out}` };
      }
      return result;
    },
    weights: (attributes, inputs) => {
      const [kh, kw] = kernelOf(attributes);
      const out = numberOf(attributes, 'out');
      return convolutionWeights(inputs, out, kh, kw, numberOf(attributes, 'groups'), booleanOf(attributes, 'bias'));
    },
    macs: (attributes, inputs, output) => {
      const input = inputOf(inputs, 0);
      if (input.kind !== 'image' || output.kind !== 'image') return 0;
      const [kh, kw] = kernelOf(attributes);
      const perPosition = (output.channels * input.channels * kh * kw) / numberOf(attributes, 'groups');
      return perPosition * output.height * output.width;
    },
  }),
} satisfies Record<string, Primitive>;

/** `weight` of [out, in / groups, kh, kw] and perhaps `bias` of [out]. */
export function convolutionWeights(
  inputs: readonly Shape[],
  out: number,
  kh: number,
  kw: number,
  groups: number,
  bias: boolean,
): readonly WeightSpec[] {
  const input = inputOf(inputs, 0);
  if (input.kind !== 'image') return [];
  const fanIn = (input.channels / groups) * kh * kw;
  const fanOut = (out / groups) * kh * kw;
  const weight: WeightSpec = {
    name: 'weight',
    shape: [out, input.channels / groups, kh, kw],
    initialisation: { kind: 'kaiming', fanIn, fanOut },
    trainable: true,
  };
  return bias ? [weight, { name: 'bias', shape: [out], initialisation: { kind: 'zeros' }, trainable: true }] : [weight];
}
