/** Primitives of transformers on tokens (Vaswani et al. 2017; ViT, Dosovitskiy et al. 2021; AutoFormer, Chen et al. 2021). */
import type { Attributes } from '../network.ts';
import { features, showShape, tokens, type Shape } from '../shape.ts';
import { convolutionWeights } from './convolution.ts';
import { denseWeights } from './dense.ts';
import {
  booleanOf,
  inputOf,
  numberOf,
  outParameter,
  parameter,
  primitive,
  type Primitive,
  type ShapeError,
  type WeightSpec,
} from './primitive.ts';

type Tokens = Extract<Shape, { kind: 'tokens' }>;

function needsTokens(
  name: string,
  inputs: readonly Shape[],
  then: (input: Tokens) => Shape | ShapeError,
): Shape | ShapeError {
  const input = inputOf(inputs, 0);
  if (input.kind !== 'tokens') return { error: `${name} needs tokens, the input is ${showShape(input)}` };
  return then(input);
}

/** Heads times their width: what queries, keys and values hold together each. */
function innerWidth(attributes: Attributes): number {
  return numberOf(attributes, 'heads') * numberOf(attributes, 'head_dim');
}

const headDim = {
  text: 'in.channels / heads',
  value: (inputs: readonly Shape[], earlier: Attributes) => {
    const input = inputOf(inputs, 0);
    return input.kind === 'tokens' ? input.width / numberOf(earlier, 'heads') : 1;
  },
};

function embedding(name: string, count: number, width: number): WeightSpec {
  return { name, shape: [count, width], initialisation: { kind: 'normal', deviation: 0.02 }, trainable: true };
}

export const tokenPrimitives = {
  attention: primitive({
    doc: 'Multi-head self-attention with learnt queries, keys, values and output projection (Vaswani et al. 2017).',
    parameters: [
      parameter('heads', 'int', undefined, 'number of heads', { min: 1, max: 4096 }),
      parameter('head_dim', 'int', headDim, 'width of each head', { min: 1, max: 65536 }),
      parameter('bias', 'bool', true, 'biases of the four projections'),
    ],
    shape: (_, inputs) => needsTokens('attention', inputs, (input) => input),
    weights: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      if (input.kind !== 'tokens') return [];
      const inner = innerWidth(attributes);
      const bias = booleanOf(attributes, 'bias');
      return [
        ...denseWeights('qkv.', input.width, 3 * inner, bias),
        ...denseWeights('proj.', inner, input.width, bias),
      ];
    },
    macs: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      if (input.kind !== 'tokens') return 0;
      const inner = innerWidth(attributes);
      return 4 * input.count * input.width * inner + 2 * input.count * input.count * inner;
    },
  }),
  patchify: primitive({
    doc: 'Cuts an image into square patches and projects each to a token (ViT, Dosovitskiy et al. 2021).',
    parameters: [
      parameter('size', 'int', 16, 'height and width of a patch', { min: 1, max: 1024 }),
      outParameter,
      parameter('bias', 'bool', true, 'adds one learnt number a channel'),
    ],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const size = numberOf(attributes, 'size');
      if (input.kind !== 'image') return { error: `patchify needs an image, the input is ${showShape(input)}` };
      if (input.height % size !== 0 || input.width % size !== 0) {
        return {
          error: `patchify with size ${size} needs sides divisible by ${size}, the input is ${showShape(input)}`,
        };
      }
      return tokens((input.height / size) * (input.width / size), numberOf(attributes, 'out'));
    },
    weights: (attributes, inputs) => {
      const size = numberOf(attributes, 'size');
      return convolutionWeights(inputs, numberOf(attributes, 'out'), size, size, 1, booleanOf(attributes, 'bias'));
    },
    macs: (attributes, inputs, output) => {
      const input = inputOf(inputs, 0);
      if (input.kind !== 'image' || output.kind !== 'tokens') return 0;
      return output.count * output.width * input.channels * numberOf(attributes, 'size') ** 2;
    },
  }),
  class_token: primitive({
    doc: 'Puts one learnt token before the others (ViT, Dosovitskiy et al. 2021).',
    shape: (_, inputs) => needsTokens('class_token', inputs, (input) => tokens(input.count + 1, input.width)),
    weights: (_, inputs) => {
      const input = inputOf(inputs, 0);
      return input.kind === 'tokens' ? [embedding('token', 1, input.width)] : [];
    },
  }),
  position_embedding: primitive({
    doc: 'Adds one learnt vector a position (ViT, Dosovitskiy et al. 2021).',
    shape: (_, inputs) => needsTokens('position_embedding', inputs, (input) => input),
    weights: (_, inputs) => {
      const input = inputOf(inputs, 0);
      return input.kind === 'tokens' ? [embedding('position', input.count, input.width)] : [];
    },
  }),
  take_token: primitive({
    doc: 'One token as features; index 0 is the class token.',
    parameters: [parameter('index', 'int', 0, 'number of the token, from 0', { min: 0 })],
    shape: (attributes, inputs) =>
      needsTokens('take_token', inputs, (input) => {
        const index = numberOf(attributes, 'index');
        if (index < input.count) return features(input.width);
        return {
          error: `take_token with index ${index} needs more than ${index} tokens, the input has ${input.count}`,
        };
      }),
  }),
  mean_tokens: primitive({
    doc: 'Mean of all tokens as features.',
    shape: (_, inputs) => needsTokens('mean_tokens', inputs, (input) => features(input.width)),
  }),
  to_tokens: primitive({
    doc: 'Every position of an image as a token of its channels, row by row.',
    shape: (_, inputs) => {
      const input = inputOf(inputs, 0);
      if (input.kind !== 'image') return { error: `to_tokens needs an image, the input is ${showShape(input)}` };
      return tokens(input.height * input.width, input.channels);
    },
  }),
} satisfies Record<string, Primitive>;
