/** Each primitive as PyTorch writes it: modules of torch.nn, or helpers of helpers.ts. Values are [n, c, h, w], [n, t, d] and [n, d]. */
import { booleanOf, numberOf } from '../../../dsl/graph/primitives/primitive.ts';
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
import { windowOf, type Padding, type Window } from '../window.ts';

/** Layers after one another. */
const layers =
  (...all: readonly ((use: PrimitiveUse) => Call)[]): PieceForm =>
  (use) =>
    calls(...all.map((each) => each(use)));

const plain = (callee: string, ...args: readonly Argument[]): PieceForm => layers(() => layer(callee, ...args));

const flag = (value: boolean): string => (value ? 'True' : 'False');

function first(use: PrimitiveUse): Shape {
  const [shape] = use.inputs;
  if (shape === undefined) throw new Error('a primitive lacks its input');
  return shape;
}

const channelDimension = (shape: Shape): number => (shape.kind === 'tokens' ? 2 : 1);

// ------------------------------------------------------------------------------------------------------------- windows

/** `[]` or `[padding=...]`; odd kernels that are a parameter determine it. */
function paddingArgument({ kernel, dilation }: Window, padding: Padding): readonly Argument[] {
  if (padding.kind !== 'symmetric') return [];
  if (padding.rows !== padding.columns || kernel[0] !== kernel[1]) {
    return [named('padding', `(${padding.rows}, ${padding.columns})`)];
  }
  const argument = named('padding', padding.rows);
  if (dilation !== 1 || kernel[0] % 2 === 0) return [argument];
  return [{ ...argument, follows: { argument: 'kernel_size', text: (k) => `${k} // 2` } }];
}

const kernelArgument = ({ kernel: [height, columns] }: Window): Argument =>
  positional('kernel_size', height === columns ? height : `(${height}, ${columns})`);

/** Left, right, top, bottom: the order of torch.nn.functional.pad. */
const padTuple = (padding: Padding): string =>
  padding.kind === 'explicit' ? `(${padding.left}, ${padding.right}, ${padding.top}, ${padding.bottom})` : '0';

const explicitly = (padding: Padding, call: Call): readonly Call[] => (padding.kind === 'explicit' ? [call] : []);

const convolution: PieceForm = (use) => {
  const window = windowOf(use.attributes, first(use), use.shape);
  const { padding } = window;
  return calls(
    ...explicitly(padding, layer('nn.ZeroPad2d', positional('padding', padTuple(padding)))),
    layer(
      'nn.Conv2d',
      width('in_channels', channelsOf(first(use))),
      width('out_channels', channelsOf(use.shape)),
      kernelArgument(window),
      named('stride', window.stride, 1),
      ...paddingArgument(window, padding),
      named('dilation', window.dilation, 1),
      { ...named('groups', numberOf(use.attributes, 'groups'), 1), family: 'channels' },
      named('bias', flag(booleanOf(use.attributes, 'bias')), 'True'),
    ),
  );
};

const maximumPool: PieceForm = (use) => {
  const window = windowOf(use.attributes, first(use), use.shape);
  const { padding } = window;
  const pad = layer('nn.ConstantPad2d', positional('padding', padTuple(padding)), positional('value', 'float("-inf")'));
  return calls(
    ...explicitly(padding, pad),
    layer('nn.MaxPool2d', kernelArgument(window), named('stride', window.stride), ...paddingArgument(window, padding)),
  );
};

const averagePool: PieceForm = (use) => {
  const window = windowOf(use.attributes, first(use), use.shape);
  const { padding } = window;
  const common = [kernelArgument(window), named('stride', window.stride)];
  if (padding.kind === 'explicit') {
    return calls(layer('PaddedAvgPool2d', ...common, named('padding', padTuple(padding))));
  }
  const counted = padding.kind === 'none' ? [] : [named('count_include_pad', 'False')];
  return calls(layer('nn.AvgPool2d', ...common, ...paddingArgument(window, padding), ...counted));
};

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
      named('bias', flag(booleanOf(use.attributes, 'bias')), 'True'),
    ),
  );

const attention = (use: PrimitiveUse): Call =>
  layer(
    'Attention',
    width('width', channelsOf(use.shape)),
    named('heads', numberOf(use.attributes, 'heads')),
    named('head_dim', numberOf(use.attributes, 'head_dim')),
    named('bias', flag(booleanOf(use.attributes, 'bias')), 'True'),
  );

const patchify = (use: PrimitiveUse): Call =>
  layer(
    'PatchEmbedding',
    width('in_channels', channelsOf(first(use))),
    width('width', channelsOf(use.shape)),
    named('size', numberOf(use.attributes, 'size')),
    named('bias', flag(booleanOf(use.attributes, 'bias')), 'True'),
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

/** What the network's result needs to be [n, classes]. */
export const torchLogits = (shape: Shape): readonly Call[] =>
  shape.kind === 'image' || shape.kind === 'tokens' ? [layer('nn.Flatten')] : [];

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
