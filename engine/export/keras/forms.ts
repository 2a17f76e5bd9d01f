/** Each primitive as Keras 3 writes it: layers, or helpers of helpers.ts. Values are [n, h, w, c], [n, t, d] and [n, d]: channels last. */
import { primitives } from '../../../dsl/graph/primitives.ts';
import { booleanOf, isShapeError, numberOf } from '../../../dsl/graph/primitives/primitive.ts';
import { channelsOf, elementsOf, type Shape } from '../../../dsl/graph/shape.ts';
import {
  calls,
  expression,
  functionCall,
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
import { windowOf, type Window } from '../window.ts';

const layers =
  (...all: readonly ((use: PrimitiveUse) => Call)[]): PieceForm =>
  (use) =>
    calls(...all.map((each) => each(use)));

const plain = (callee: string, ...args: readonly Argument[]): PieceForm => layers(() => layer(callee, ...args));

const activation = (name: string): PieceForm => plain('layers.Activation', positional('activation', `"${name}"`));

const flag = (value: boolean): string => (value ? 'True' : 'False');

function first(use: PrimitiveUse): Shape {
  const [shape] = use.inputs;
  if (shape === undefined) throw new Error('a primitive lacks its input');
  return shape;
}

const bias = (use: PrimitiveUse): Argument => named('use_bias', flag(booleanOf(use.attributes, 'bias')), 'True');

const epsilon = (use: PrimitiveUse): Argument => named('epsilon', pythonFloat(numberOf(use.attributes, 'epsilon')));

// ------------------------------------------------------------------------------------------------------------- windows

const pair = ([height, columns]: readonly [number, number]): number | string =>
  height === columns ? height : `(${height}, ${columns})`;

/** How the layer pads, and what has to be padded before it: `((top, bottom), (left, right))`. */
function paddingOf(window: Window): { readonly argument: readonly Argument[]; readonly before: Argument | undefined } {
  const { padding, kernel, dilation, sameInTensorFlow } = window;
  if (padding.kind === 'none') return { argument: [], before: undefined };
  if (sameInTensorFlow) return { argument: [named('padding', '"same"')], before: undefined };
  if (padding.kind === 'explicit') {
    const { top, bottom, left, right } = padding;
    return { argument: [], before: positional('padding', `((${top}, ${bottom}), (${left}, ${right}))`) };
  }
  const square = padding.rows === padding.columns && kernel[0] === kernel[1];
  if (!square || dilation !== 1) {
    return { argument: [], before: positional('padding', String(pair([padding.rows, padding.columns]))) };
  }
  return { argument: [], before: positional('padding', padding.rows) };
}

/** Keras has no strides together with dilation: such a convolution takes every position, and most are dropped after it. */
const convolution: PieceForm = (use) => {
  const stride = numberOf(use.attributes, 'stride');
  if (stride === 1 || numberOf(use.attributes, 'dilation') === 1) return calls(...convolutionCalls(use));
  const attributes = { ...use.attributes, stride: 1 };
  const shape = primitives.conv.shape(attributes, use.inputs);
  if (isShapeError(shape)) throw new Error(shape.error);
  return calls(
    ...convolutionCalls({ ...use, attributes, shape }),
    functionCall('every_nth_position', positional('n', stride)),
  );
};

function convolutionCalls(use: PrimitiveUse): readonly Call[] {
  const window = windowOf(use.attributes, first(use), use.shape);
  const { argument, before } = paddingOf(window);
  const [from, to] = [channelsOf(first(use)), channelsOf(use.shape)];
  const groups = numberOf(use.attributes, 'groups');
  const common = [
    positional('kernel_size', pair(window.kernel)),
    named('strides', window.stride, 1),
    ...argument,
    named('dilation_rate', window.dilation, 1),
  ];
  const convolve =
    groups === from && from > 1
      ? functionCall('depthwise_conv', ...common, named('depth_multiplier', to / from, 1), bias(use))
      : layer(
          'layers.Conv2D',
          width('filters', to),
          ...common,
          named('groups', groups, 1),
          bias(use),
          named('kernel_initializer', '"he_normal"'),
        );
  return [...(before === undefined ? [] : [layer('layers.ZeroPadding2D', before)]), convolve];
}

const pool =
  (plainLayer: string, padded: string): PieceForm =>
  (use) => {
    const window = windowOf(use.attributes, first(use), use.shape);
    const { argument, before } = paddingOf(window);
    const common = [positional('pool_size', pair(window.kernel)), named('strides', window.stride)];
    if (before === undefined) return calls(layer(plainLayer, ...common, ...argument));
    const { padding } = window;
    const pads =
      padding.kind === 'explicit'
        ? `((${padding.top}, ${padding.bottom}), (${padding.left}, ${padding.right}))`
        : padding.kind === 'symmetric'
          ? `((${padding.rows}, ${padding.rows}), (${padding.columns}, ${padding.columns}))`
          : '((0, 0), (0, 0))';
    return calls(functionCall(padded, ...common, named('padding', pads)));
  };

// ---------------------------------------------------------------------------------------------------- dense and tokens

const dense = (use: PrimitiveUse): Call => layer('layers.Dense', width('units', channelsOf(use.shape)), bias(use));

const attention: PieceForm = (use) =>
  calls(
    functionCall(
      'attention',
      named('heads', numberOf(use.attributes, 'heads')),
      named('head_dim', numberOf(use.attributes, 'head_dim')),
      bias(use),
    ),
  );

const patchify = (use: PrimitiveUse): Call =>
  functionCall(
    'patchify',
    width('width', channelsOf(use.shape)),
    named('size', numberOf(use.attributes, 'size')),
    bias(use),
  );

/** In the order of the language: channels first. */
const flatten: PieceForm = (use) => {
  const shape = first(use);
  const moved = shape.kind === 'image' && shape.height * shape.width > 1;
  return calls(...(moved ? [layer('layers.Permute', positional('dims', '(3, 1, 2)'))] : []), layer('layers.Flatten'));
};

// ------------------------------------------------------------------------------------------------------------ structure

const zeros = ({ shape }: PrimitiveUse): Call => {
  const channels = width('channels', channelsOf(shape));
  switch (shape.kind) {
    case 'image':
      return layer('Zeros', positional('height', shape.height), positional('width', shape.width), channels);
    case 'tokens':
      return layer('Zeros', positional('count', shape.count), channels);
    case 'features':
    case 'logits':
      return layer('Zeros', channels);
  }
};

const padChannels = (use: PrimitiveUse): Call =>
  functionCall('pad_channels', positional('extra', channelsOf(use.shape) - channelsOf(first(use))));

const toTokens = ({ shape }: PrimitiveUse): Call =>
  layer('layers.Reshape', positional('shape', `(-1, ${channelsOf(shape)})`));

const merged =
  (layerName: string): PieceForm =>
  () =>
    expression(layerName, (inputs) => `layers.${layerName}()([${inputs.join(', ')}])`);

export const kerasForms: PieceForms = {
  identity: plain('layers.Identity'),
  none: layers(zeros),
  upsample: layers((use) => layer('layers.UpSampling2D', positional('size', numberOf(use.attributes, 'scale')))),
  slice_channels: layers((use) => functionCall('slice_channels', width('channels', channelsOf(use.shape)))),
  pad_channels: layers(padChannels),
  conv: convolution,
  maxpool: pool('layers.MaxPooling2D', 'padded_max_pool'),
  avgpool: pool('layers.AveragePooling2D', 'padded_average_pool'),
  global_avgpool: plain('layers.GlobalAveragePooling2D', named('keepdims', 'True')),
  batchnorm: layers((use) => layer('layers.BatchNormalization', named('momentum', '0.9'), epsilon(use))),
  layernorm: layers((use) => layer('layers.LayerNormalization', epsilon(use))),
  groupnorm: layers((use) =>
    layer('layers.GroupNormalization', positional('groups', numberOf(use.attributes, 'groups')), epsilon(use)),
  ),
  relu: activation('relu'),
  relu6: activation('relu6'),
  hswish: activation('hard_swish'),
  hsigmoid: activation('hard_sigmoid'),
  sigmoid: activation('sigmoid'),
  tanh: activation('tanh'),
  gelu: activation('gelu'),
  silu: activation('silu'),
  softmax: plain('layers.Softmax'),
  linear: (use) => calls(...(first(use).kind === 'image' ? [layer('layers.Flatten')] : []), dense(use)),
  flatten,
  dropout: layers((use) => layer('layers.Dropout', positional('rate', pythonFloat(numberOf(use.attributes, 'rate'))))),
  attention,
  patchify: layers(patchify),
  class_token: plain('ClassToken'),
  position_embedding: plain('PositionEmbedding'),
  take_token: layers((use) => functionCall('take_token', positional('index', numberOf(use.attributes, 'index')))),
  mean_tokens: plain('layers.GlobalAveragePooling1D'),
  to_tokens: layers(toTokens),
  sum: merged('Add'),
  mean: merged('Average'),
  max: merged('Maximum'),
  concat: merged('Concatenate'),
  /** A gate of one position stands for all of them. */
  multiply: ({ inputs: [value, gate] }) => {
    const spread = value?.kind === 'image' && gate !== undefined && gate.kind !== 'image';
    return expression(`multiply ${spread ? elementsOf(gate) : ''}`, ([x = '', by = '']) => {
      const factor = spread ? `layers.Reshape((1, 1, ${elementsOf(gate)}))(${by})` : by;
      return `layers.Multiply()([${x}, ${factor}])`;
    });
  },
};

/** Sizes of one example. */
export function kerasSizes(shape: Shape): readonly number[] {
  switch (shape.kind) {
    case 'image':
      return [shape.height, shape.width, shape.channels];
    case 'tokens':
      return [shape.count, shape.width];
    case 'features':
    case 'logits':
      return [elementsOf(shape)];
  }
}
