/** Normalisations. Batch normalisation folds into the convolution before it, so none of them counts MACs (docs/costs.md). */
import { channelsOf, showShape } from '../shape.ts';
import { inputOf, numberOf, parameter, primitive, type Primitive, type WeightSpec } from './primitive.ts';

const epsilon = (value: number) =>
  parameter('epsilon', 'float', value, 'added to the variance', { min: 1e-12, max: 1 });

function scaleAndShift(width: number): WeightSpec[] {
  return [
    { name: 'scale', shape: [width], initialisation: { kind: 'ones' }, trainable: true },
    { name: 'shift', shape: [width], initialisation: { kind: 'zeros' }, trainable: true },
  ];
}

export const normalisations = {
  batchnorm: primitive({
    doc: 'Batch normalisation with a learnt scale and shift a channel (Ioffe and Szegedy 2015).',
    parameters: [epsilon(1e-5)],
    shape: (_, inputs) => {
      const input = inputOf(inputs, 0);
      if (input.kind === 'image' || input.kind === 'features') return input;
      return { error: `batchnorm needs an image or features, the input is ${showShape(input)}` };
    },
    weights: (_, inputs) => {
      const width = channelsOf(inputOf(inputs, 0));
      return [
        ...scaleAndShift(width),
        { name: 'mean', shape: [width], initialisation: { kind: 'zeros' }, trainable: false },
        { name: 'variance', shape: [width], initialisation: { kind: 'ones' }, trainable: false },
      ];
    },
  }),
  layernorm: primitive({
    doc: 'Layer normalisation over the channels of every token or position (Ba et al. 2016).',
    parameters: [epsilon(1e-6)],
    shape: (_, inputs) => inputOf(inputs, 0),
    weights: (_, inputs) => scaleAndShift(channelsOf(inputOf(inputs, 0))),
  }),
  groupnorm: primitive({
    doc: 'Normalisation over groups of channels and all positions (Wu and He 2018).',
    parameters: [parameter('groups', 'int', 8, 'groups of channels', { min: 1 }), epsilon(1e-5)],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const groups = numberOf(attributes, 'groups');
      if (input.kind !== 'image') return { error: `groupnorm needs an image, the input is ${showShape(input)}` };
      if (input.channels % groups !== 0) {
        return {
          error: `groupnorm with groups ${groups} needs channels divisible by ${groups}, the input has ${input.channels}`,
        };
      }
      return input;
    },
    weights: (_, inputs) => scaleAndShift(channelsOf(inputOf(inputs, 0))),
  }),
} satisfies Record<string, Primitive>;
