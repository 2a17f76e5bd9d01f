/** What is exported in tests: architectures of example spaces, and networks written as chains of primitives. */
import { costsOf } from '../../../../dsl/graph/costs.ts';
import type { Attributes, Network } from '../../../../dsl/graph/network.ts';
import { primitives, primitiveNames, type PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { features, image, tokens, type Shape } from '../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { subjectOf, type Subject } from '../../../../engine/export/subject.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';
import { networkOf, type Put } from '../evaluate/train/networks.ts';

export function sampled(space: DecisionSpace, count: number, seed: number, name = 'Sampled'): readonly Subject[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const architecture = space.sample(random);
    if (architecture === undefined) throw new Error(`${space.name} has no architecture`);
    return subjectOf(space, architecture, name, seed);
  });
}

const anySpace = spaceOf(smallSpace('conv(out: 4)'));

export function subjectOfNetwork(network: Network, name = 'Whole'): Subject {
  const [subject] = sampled(anySpace, 1, 0, name);
  if (subject === undefined) throw new Error('a space of one architecture has it');
  const costs = costsOf(network);
  return { ...subject, network, costs, spaceCosts: costs };
}

const picture = image(4, 9, 8);
const words = tokens(6, 8);

/** Uses of every primitive that `forms` must write, several where they are written in several ways. */
export const uses: readonly (readonly [string, Shape, (x: number, put: Put) => number])[] = [
  ['none of an image', picture, (x, put) => put('none', { out: 3, stride: 2 }, x)],
  ['none of tokens', words, (x, put) => put('none', {}, x)],
  ['none of features', features(5), (x, put) => put('none', {}, x)],
  ['upsample', picture, one('upsample', { scale: 3 })],
  ['slice_channels of an image', picture, one('slice_channels', { out: 3 })],
  ['slice_channels of tokens', words, one('slice_channels', { out: 3 })],
  ['pad_channels of an image', picture, one('pad_channels', { out: 7 })],
  ['pad_channels of tokens', words, one('pad_channels', { out: 9 })],
  ...[1, 2, 3, 4, 5].flatMap((k) =>
    [1, 2, 3].flatMap((stride) =>
      (['same', 'valid'] as const).flatMap((padding) =>
        (['conv', 'maxpool', 'avgpool'] as const).map(
          (op) => [`${op} ${k}/${stride} ${padding}`, picture, one(op, { k, stride, padding })] as const,
        ),
      ),
    ),
  ),
  ['conv of one row', picture, one('conv', { kh: 1, kw: 7, out: 5, bias: true })],
  ['conv with holes', picture, one('conv', { k: 3, dilation: 2, out: 5 })],
  ['conv with holes and stride', picture, one('conv', { k: 3, dilation: 2, stride: 2, groups: 4 })],
  ['conv with even kernel and holes', picture, one('conv', { k: 2, dilation: 3, out: 5 })],
  ['conv in groups', picture, one('conv', { k: 3, groups: 2, out: 6, bias: true })],
  ['conv by channel, widened', picture, one('conv', { k: 3, groups: 4, out: 8 })],
  ['global_avgpool', picture, one('global_avgpool', {})],
  ['batchnorm of an image', picture, one('batchnorm', {})],
  ['batchnorm of features', features(5), one('batchnorm', { epsilon: 0.01 })],
  ['layernorm of an image', picture, one('layernorm', {})],
  ['layernorm of tokens', words, one('layernorm', {})],
  ['groupnorm', picture, one('groupnorm', { groups: 2 })],
  ...(['relu', 'relu6', 'hswish', 'hsigmoid', 'sigmoid', 'tanh', 'gelu', 'silu'] as const).map(
    (op) => [op, picture, one(op, {})] as const,
  ),
  ['softmax of an image', picture, one('softmax', {})],
  ['softmax of tokens', words, one('softmax', {})],
  ['linear of features', features(5), one('linear', { out: 4 })],
  ['linear of tokens', words, one('linear', { out: 4, bias: false })],
  ['linear of one position', image(4, 1, 1), one('linear', { out: 3 })],
  ['flatten', picture, one('flatten', {})],
  ['dropout', picture, one('dropout', { rate: 0.3 })],
  ['attention', words, one('attention', { heads: 2, head_dim: 3 })],
  ['attention without bias', words, one('attention', { heads: 2, bias: false })],
  ['patchify', image(3, 8, 12), one('patchify', { size: 4, out: 5 })],
  ['class_token', words, one('class_token', {})],
  ['position_embedding', words, one('position_embedding', {})],
  ['take_token', words, one('take_token', { index: 2 })],
  ['mean_tokens', words, one('mean_tokens', {})],
  ['to_tokens', picture, one('to_tokens', {})],
  ...(['sum', 'mean', 'max', 'concat'] as const).flatMap((op) => [
    [
      `${op} of images`,
      picture,
      (x: number, put: Put) => put(op, {}, put('tanh', {}, x), x, put('relu', {}, x)),
    ] as const,
    [`${op} of tokens`, words, (x: number, put: Put) => put(op, {}, put('tanh', {}, x), x)] as const,
  ]),
  ['multiply', picture, (x, put) => put('multiply', {}, x, put('sigmoid', {}, x))],
  ['multiply by one position', picture, (x, put) => put('multiply', {}, x, put('global_avgpool', {}, x))],
  [
    'multiply by features',
    picture,
    (x, put) => put('multiply', {}, x, put('linear', { out: 4 }, put('flatten', {}, x))),
  ],
];

function one(name: PrimitiveName, attributes: Attributes): (x: number, put: Put) => number {
  return (x, put) => put(name, attributes, x);
}

/** Uses of one primitive each; `identity` and merges of one value leave no node behind. */
export const useSubjects: readonly Subject[] = uses.map(([title, shape, build], i) =>
  subjectOfNetwork(networkOf(shape, build), `use${i} of ${title}`),
);

/** `input` is what a network is given; `identity` is a node in no network. */
export const written: readonly PrimitiveName[] = primitiveNames.filter(
  (name) => primitives[name].role !== 'input' && name !== 'identity',
);
