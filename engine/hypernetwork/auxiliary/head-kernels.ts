/**
 * Kernels by heads, as HyperNAS has them: one hidden layer is shared, then each weight form has a head of its own. Kernels are scaled by their fan-in
 * (GHN, arXiv 1810.05749).
 */
import {
  add,
  constant,
  dense,
  expandDims,
  mul,
  pad,
  relu,
  reshape,
  sliceAxis,
  type Tensor,
} from '../../compute/index.ts';
import type { KernelForm } from './forms.ts';
import { kernelSide, type NodeKernels } from './node-kernels.ts';

export const headKernels: NodeKernels = (embeddings, shares, shape, declare) => {
  const { forms, hidden, channels } = shape;
  const [nodes, width] = embeddings.shape as [number, number];
  const side = kernelSide(forms);
  const trunk = dense(embeddings, declare('heads.trunk', [width, hidden], Math.sqrt(2 / width)), declare('heads.trunk.shift', [hidden], 0)); // prettier-ignore
  const inner = relu(trunk);
  const head = (name: string, ...sizes: readonly number[]): Tensor => {
    const size = sizes.reduce((product, each) => product * each, 1);
    const weight = declare(`heads.${name}`, [hidden, size], Math.sqrt(1 / hidden));
    // A kernel of its own for each form, that the embeddings modify.
    const shift = declare(`heads.${name}.shift`, [size], 1);
    return reshape(dense(inner, weight, shift), [nodes, ...sizes]);
  };
  let kernels: Tensor | undefined;
  forms.kernels.forEach((form, f) => {
    const kernel = mul(kernelOf(form, channels, head), scaleOf(form, channels));
    const rim = (side - form.size) / 2;
    const square = pad(kernel, [0, 0, 0, rim, rim], [0, 0, 0, rim, rim]);
    const share = reshape(sliceAxis(shares, 1, f, 1), [nodes, 1, 1, 1, 1]);
    kernels = kernels === undefined ? mul(square, share) : add(kernels, mul(square, share));
  });
  return kernels ?? constant(new Float32Array(nodes * channels * channels), [nodes, channels, channels, 1, 1]);
};

type Head = (name: string, ...sizes: readonly number[]) => Tensor;

function kernelOf({ kind, size }: KernelForm, channels: number, head: Head): Tensor {
  const name = `${kind}${size}`;
  if (kind === 'full') return head(name, channels, channels, size, size);
  const ofChannel = expandDims(head(`${name}.channel`, channels, size, size), 1);
  if (kind === 'separable') return mul(head(`${name}.mix`, channels, channels, 1, 1), ofChannel);
  const diagonal = Float32Array.from({ length: channels * channels }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
  return mul(constant(diagonal, [1, channels, channels, 1, 1]), ofChannel);
}

function scaleOf({ kind, size }: KernelForm, channels: number): number {
  return 1 / Math.sqrt(size * size * (kind === 'depthwise' ? 1 : channels));
}
