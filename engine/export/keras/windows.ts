/** Sliding windows as Keras writes them: its `same` is TensorFlow's; where the language pads otherwise, padding stands before the layer. */
import { primitives } from '../../../dsl/graph/primitives.ts';
import { isShapeError, numberOf } from '../../../dsl/graph/primitives/primitive.ts';
import { channelsOf } from '../../../dsl/graph/shape.ts';
import {
  calls,
  functionCall,
  layer,
  named,
  positional,
  width,
  type Argument,
  type Call,
  type PieceForm,
  type PrimitiveUse,
} from '../outline/call.ts';
import { biasArgument, first } from '../outline/writing.ts';
import { windowOf, type Window } from '../window.ts';

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
export const convolution: PieceForm = (use) => {
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
      ? functionCall(
          'depthwise_conv',
          ...common,
          named('depth_multiplier', to / from, 1),
          biasArgument('use_bias', use),
        )
      : layer(
          'layers.Conv2D',
          width('filters', to),
          ...common,
          named('groups', groups, 1),
          biasArgument('use_bias', use),
          named('kernel_initializer', '"he_normal"'),
        );
  return [...(before === undefined ? [] : [layer('layers.ZeroPadding2D', before)]), convolve];
}

export const pool =
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
