/** Each primitive as PyTorch writes it: modules of torch.nn, or helpers of helpers.ts. Values are [n, c, h, w], [n, t, d] and [n, d]. */
import { numberOf } from '../../../dsl/graph/primitives/primitive.ts';
import { channelsOf, elementsOf, type Shape } from '../../../dsl/graph/shape.ts';
import {
  calls,
  expression,
  layer,
  named,
  positional,
  width,
  type Argument,
  type Call,
  type PieceForm,
  type PieceForms,
  type PrimitiveUse,
} from '../outline/call.ts';
import { pythonFloat } from '../outline/names.ts';
import { biasArgument, first, layers, plain } from '../outline/writing.ts';
import { convolution, maximumPool, averagePool } from './windows.ts';

const channelDimension = (shape: Shape): number => (shape.kind === 'tokens' ? 2 : 1);

// ------------------------------------------------------------------------------------------------------- normalisations

const epsilon = (use: PrimitiveUse, fallback: number): Argument =>
  named('eps', pythonFloat(numberOf(use.attributes, 'epsilon')), pythonFloat(fallback));

const batchNorm = (use: PrimitiveUse): Call =>
  layer(
    use.shape.kind === 'image' ? 'nn.BatchNorm2d' : 'nn.BatchNorm1d',
    width('num_features', channelsOf(use.shape)),
    epsilon(use, 1e-5),
  );

const layerNorm = (use: PrimitiveUse): Call =>
  layer(
    use.shape.kind === 'image' ? 'ChannelLayerNorm' : 'nn.LayerNorm',
    width('normalized_shape', channelsOf(use.shape)),
    epsilon(use, 1e-5),
  );

const groupNorm = (use: PrimitiveUse): Call =>
  layer(
    'nn.GroupNorm',
    positional('num_groups', numberOf(use.attributes, 'groups')),
    width('num_channels', channelsOf(use.shape)),
    epsilon(use, 1e-5),
  );

// ------------------------------------------------------------------------------------------------------ dense and tokens

const linear: PieceForm = (use) =>
  calls(
    ...(first(use).kind === 'image' ? [layer('nn.Flatten')] : []),
    layer(
      'nn.Linear',
      width('in_features', channelsOf(first(use))),
      width('out_features', channelsOf(use.shape)),
      biasArgument('bias', use),
    ),
  );

const attention = (use: PrimitiveUse): Call =>
  layer(
    'Attention',
    width('width', channelsOf(use.shape)),
    named('heads', numberOf(use.attributes, 'heads')),
    named('head_dim', numberOf(use.attributes, 'head_dim')),
    biasArgument('bias', use),
  );

const patchify = (use: PrimitiveUse): Call =>
  layer(
    'PatchEmbedding',
    width('in_channels', channelsOf(first(use))),
    width('width', channelsOf(use.shape)),
    named('size', numberOf(use.attributes, 'size')),
    biasArgument('bias', use),
  );

const positionEmbedding = (use: PrimitiveUse): Call => {
  const count = use.shape.kind === 'tokens' ? use.shape.count : 1;
  return layer('PositionEmbedding', positional('count', count), width('width', channelsOf(use.shape)));
};

// ------------------------------------------------------------------------------------------------------------ structure

function sizesOf(shape: Shape): readonly number[] {
  switch (shape.kind) {
    case 'image':
      return [shape.height, shape.width];
    case 'tokens':
      return [shape.count];
    case 'features':
    case 'logits':
      return [];
  }
}

const zeros = ({ shape }: PrimitiveUse): Call => {
  const [channels, sizes] = [width('channels', channelsOf(shape)), sizesOf(shape).join(', ')];
  const dims =
    shape.kind === 'tokens' ? [positional('sizes', sizes), channels] : [channels, positional('sizes', sizes)];
  return layer('Zeros', ...(sizes === '' ? [channels] : dims));
};

const changedChannels =
  (callee: string) =>
  (use: PrimitiveUse): Call =>
    layer(
      callee,
      width('channels', channelsOf(use.shape)),
      ...(use.shape.kind === 'tokens' ? [named('dim', '-1')] : []),
    );

const joined =
  (operator: string): PieceForm =>
  () =>
    expression(operator, (inputs) => inputs.join(` ${operator} `));

export const torchForms: PieceForms = {
  identity: plain('nn.Identity'),
  none: layers(zeros),
  upsample: layers((use) => layer('nn.Upsample', named('scale_factor', numberOf(use.attributes, 'scale')))),
  slice_channels: layers(changedChannels('SliceChannels')),
  pad_channels: layers(changedChannels('PadChannels')),
  conv: convolution,
  maxpool: maximumPool,
  avgpool: averagePool,
  global_avgpool: plain('nn.AdaptiveAvgPool2d', positional('output_size', '1')),
  batchnorm: layers(batchNorm),
  layernorm: layers(layerNorm),
  groupnorm: layers(groupNorm),
  relu: plain('nn.ReLU'),
  relu6: plain('nn.ReLU6'),
  hswish: plain('nn.Hardswish'),
  hsigmoid: plain('nn.Hardsigmoid'),
  sigmoid: plain('nn.Sigmoid'),
  tanh: plain('nn.Tanh'),
  gelu: plain('nn.GELU'),
  silu: plain('nn.SiLU'),
  softmax: layers(({ shape }) => layer('nn.Softmax', named('dim', String(channelDimension(shape))))),
  linear,
  flatten: plain('nn.Flatten'),
  dropout: layers((use) => layer('nn.Dropout', positional('p', String(numberOf(use.attributes, 'rate'))))),
  attention: layers(attention),
  patchify: layers(patchify),
  class_token: layers((use) => layer('ClassToken', width('width', channelsOf(use.shape)))),
  position_embedding: layers(positionEmbedding),
  take_token: layers((use) => layer('TakeToken', positional('index', numberOf(use.attributes, 'index')))),
  mean_tokens: plain('MeanTokens'),
  to_tokens: plain('ToTokens'),
  sum: joined('+'),
  mean: () => expression('mean', (inputs) => `(${inputs.join(' + ')}) / ${inputs.length}`),
  max: () => expression('max', (inputs) => inputs.reduce((largest, x) => `torch.maximum(${largest}, ${x})`)),
  concat: ({ shape }) => {
    const dimension = channelDimension(shape);
    return expression(`concat ${dimension}`, (inputs) => `torch.cat([${inputs.join(', ')}], dim=${dimension})`);
  },
  /** A gate of one position stands for all of them. */
  multiply: ({ inputs: [value, gate] }) => {
    const spread = value?.kind === 'image' && gate?.kind !== 'image' ? '[:, :, None, None]' : '';
    return expression(`multiply${spread}`, ([x = '', by = '']) => `${x} * ${by}${spread}`);
  },
};

/** Sizes of one example. */
export function torchSizes(shape: Shape): readonly number[] {
  switch (shape.kind) {
    case 'image':
      return [shape.channels, shape.height, shape.width];
    case 'tokens':
      return [shape.count, shape.width];
    case 'features':
    case 'logits':
      return [elementsOf(shape)];
  }
}
