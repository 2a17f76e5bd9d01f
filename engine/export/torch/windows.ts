/** Sliding windows as PyTorch writes them: its layers pad alike on both sides; other padding stands before them. */
import { numberOf } from '../../../dsl/graph/primitives/primitive.ts';
import { channelsOf } from '../../../dsl/graph/shape.ts';
import { calls, layer, named, positional, width, type Argument, type Call, type PieceForm } from '../outline/call.ts';
import { biasArgument, first } from '../outline/writing.ts';
import { windowOf, type Padding, type Window } from '../window.ts';

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

export const convolution: PieceForm = (use) => {
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
      biasArgument('bias', use),
    ),
  );
};

export const maximumPool: PieceForm = (use) => {
  const window = windowOf(use.attributes, first(use), use.shape);
  const { padding } = window;
  const pad = layer('nn.ConstantPad2d', positional('padding', padTuple(padding)), positional('value', 'float("-inf")'));
  return calls(
    ...explicitly(padding, pad),
    layer('nn.MaxPool2d', kernelArgument(window), named('stride', window.stride), ...paddingArgument(window, padding)),
  );
};

export const averagePool: PieceForm = (use) => {
  const window = windowOf(use.attributes, first(use), use.shape);
  const { padding } = window;
  const common = [kernelArgument(window), named('stride', window.stride)];
  if (padding.kind === 'explicit') {
    return calls(layer('PaddedAvgPool2d', ...common, named('padding', padTuple(padding))));
  }
  const counted = padding.kind === 'none' ? [] : [named('count_include_pad', 'False')];
  return calls(layer('nn.AvgPool2d', ...common, ...paddingArgument(window, padding), ...counted));
};
