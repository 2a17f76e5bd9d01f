/** From the embeddings of a position's nodes to their kernels: a node's kernel is that of its operator's form. There are two ways to make them. */
import type { Tensor } from '../../compute/index.ts';
import type { Declare } from '../declare.ts';
import type { SpaceForms } from './forms.ts';

export interface KernelShape {
  readonly forms: SpaceForms;
  /** Width of the hidden layer that all nodes share. */
  readonly hidden: number;
  /** Channels of the generated network. */
  readonly channels: number;
}

/**
 * Node embeddings [n, width] and shares of kernel forms [n, kernels] (one or none of them 1) to [n, channels out, channels in, side, side].
 */
export type NodeKernels = (embeddings: Tensor, shares: Tensor, shape: KernelShape, declare: Declare) => Tensor;

/** Side of the square that holds every kernel of the space. */
export const kernelSide = ({ kernels }: SpaceForms): number => Math.max(1, ...kernels.map(({ size }) => size));
