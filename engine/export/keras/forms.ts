/** Each primitive as Keras 3 writes it: layers, or helpers of helpers.ts. Values are [n, h, w, c], [n, t, d] and [n, d]: channels last. */
import { numberOf } from '../../../dsl/graph/primitives/primitive.ts';
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
import { biasArgument, first, layers, plain } from '../outline/writing.ts';
import { convolution, pool } from './windows.ts';

const activation = (name: string): PieceForm => plain('layers.Activation', positional('activation', `"${name}"`));

const epsilon = (use: PrimitiveUse): Argument => named('epsilon', pythonFloat(numberOf(use.attributes, 'epsilon')));

// ---------------------------------------------------------------------------------------------------- dense and tokens

const dense = (use: PrimitiveUse): Call =>
  layer('layers.Dense', width('units', channelsOf(use.shape)), biasArgument('use_bias', use));

const attention: PieceForm = (use) =>
  calls(
    functionCall(
      'attention',
      named('heads', numberOf(use.attributes, 'heads')),
      named('head_dim', numberOf(use.attributes, 'head_dim')),
      biasArgument('use_bias', use),
    ),
  );

const patchify = (use: PrimitiveUse): Call =>
  functionCall(
    'patchify',
    width('width', channelsOf(use.shape)),
    named('size', numberOf(use.attributes, 'size')),
    biasArgument('use_bias', use),
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
