/** Kernels by the decoder of the graph hypernetwork: each form of kernel by the rule of its weights. */
import { weightRuleOf } from '../../../dsl/graph/weight-rules.ts';
import { add, concat, constant, mul, pad, reshape, sliceAxis, type Tensor } from '../../compute/index.ts';
import { decodedWeights, WEIGHT_CODE, writeWeightCode, type WeightKind } from '../ghn/decoder.ts';
import type { KernelForm } from './forms.ts';
import { kernelSide, type NodeKernels } from './node-kernels.ts';

export const decodedKernels: NodeKernels = (embeddings, shares, shape, declare) => {
  const { forms, hidden, channels } = shape;
  const [nodes, width] = embeddings.shape as [number, number];
  const side = kernelSide(forms);
  const options = { hidden: width, decoder: hidden, channels, kernel: side };
  /** A weight of every node, as a convolution of these groups and side has it. */
  const made = (size: number, groups: number): Tensor => {
    const kind = weightKind(size, channels, groups);
    const code = new Float32Array(WEIGHT_CODE);
    writeWeightCode(kind.rule, 0, code, 0);
    const codes = Float32Array.from({ length: nodes * WEIGHT_CODE }, (_, i) => code[i % WEIGHT_CODE] as number);
    const rows = concat([embeddings, constant(codes, [nodes, WEIGHT_CODE])], 1);
    return decodedWeights(rows, kind, options, declare);
  };
  let kernels: Tensor | undefined;
  forms.kernels.forEach((form, f) => {
    const rim = (side - form.size) / 2;
    const square = pad(kernelOf(form, channels, made), [0, 0, 0, rim, rim], [0, 0, 0, rim, rim]);
    const share = reshape(sliceAxis(shares, 1, f, 1), [nodes, 1, 1, 1, 1]);
    kernels = kernels === undefined ? mul(square, share) : add(kernels, mul(square, share));
  });
  return kernels ?? constant(new Float32Array(nodes * channels * channels), [nodes, channels, channels, 1, 1]);
};

/** Channels to channels [n, out, in, size, size], though each hears but its own, or all after its own. */
function kernelOf(
  { kind, size }: KernelForm,
  channels: number,
  made: (size: number, groups: number) => Tensor,
): Tensor {
  if (kind === 'full') return made(size, 1);
  const ofChannel = made(size, channels);
  if (kind === 'separable') return mul(made(1, 1), reshape(ofChannel, swapped(ofChannel.shape)));
  const diagonal = Float32Array.from({ length: channels * channels }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
  return mul(constant(diagonal, [1, channels, channels, 1, 1]), ofChannel);
}

/** [n, channels, 1, size, size] as kernels of what comes in. */
const swapped = ([n = 1, out = 1, into = 1, ...sides]: readonly number[]): number[] => [n, into, out, ...sides];

function weightKind(size: number, channels: number, groups: number): WeightKind {
  const shape = [channels, channels / groups, size, size];
  const rule = weightRuleOf('conv', { name: 'weight', shape });
  if (rule !== 'filter' && rule !== 'depthwise') throw new Error('a convolution has a rule for its kernels');
  const [fanIn, fanOut] = [(channels / groups) * size * size, channels * size * size];
  return { rule, shape, initialisation: { kind: 'kaiming', fanIn, fanOut } };
}
