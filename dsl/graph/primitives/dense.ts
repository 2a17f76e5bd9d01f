/** Dense layers and what stands between feature maps and them. */
import { channelsOf, elementsOf, features, showShape, tokens, type Shape } from '../shape.ts';
import { booleanOf, inputOf, numberOf, outParameter, parameter, primitive } from './primitive.ts';
import type { Primitive, WeightSpec } from './primitive.ts';

export const denseLayers = {
  linear: primitive({
    doc: 'Dense layer on features, on every token, or on an image of one position such as global_avgpool leaves.',
    parameters: [outParameter, parameter('bias', 'bool', true, 'adds one learnt number a channel')],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const out = numberOf(attributes, 'out');
      if (input.kind === 'tokens') return tokens(input.count, out);
      if (input.kind === 'image' && (input.height > 1 || input.width > 1)) {
        return {
          error: `linear needs features, tokens or image[c, 1, 1], the input is ${showShape(input)}; pool or flatten it`,
        };
      }
      return features(out);
    },
    weights: (attributes, inputs) =>
      denseWeights('', channelsOf(inputOf(inputs, 0)), numberOf(attributes, 'out'), booleanOf(attributes, 'bias')),
    macs: (_, inputs, output) => channelsOf(inputOf(inputs, 0)) * elementsOf(output),
  }),
  flatten: primitive({
    doc: 'All values of an image or of tokens as one vector, in storage order.',
    shape: (_, inputs) => features(elementsOf(inputOf(inputs, 0))),
  }),
  dropout: primitive({
    doc: 'Zeroes values at random while training, the identity otherwise (Srivastava et al. 2014).',
    parameters: [parameter('rate', 'float', 0.5, 'probability of a zero', { min: 0, max: 0.99 })],
    shape: (_, inputs): Shape => inputOf(inputs, 0),
  }),
} satisfies Record<string, Primitive>;

/** `weight` of [out, in] and perhaps `bias` of [out], their names after a prefix. */
export function denseWeights(prefix: string, width: number, out: number, bias: boolean): WeightSpec[] {
  const weights: WeightSpec[] = [
    {
      name: `${prefix}weight`,
      shape: [out, width],
      initialisation: { kind: 'xavier', fanIn: width, fanOut: out },
      trainable: true,
    },
  ];
  if (bias) {
    weights.push({ name: `${prefix}bias`, shape: [out], initialisation: { kind: 'zeros' }, trainable: true });
  }
  return weights;
}
