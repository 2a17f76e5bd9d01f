/**
 * The executable form of a primitive: from tensors that enter to the tensor that leaves, by the operations of a tensor program.
 *
 * Values carry the batch as their first axis: image [n, c, h, w], tokens [n, t, d], features and logits [n, d]. Weights have the
 * shapes that the primitives table states.
 */
import type { Attributes } from '../../../../dsl/graph/network.ts';
import type { Shape } from '../../../../dsl/graph/shape.ts';
import type { Tensor } from '../../../compute/index.ts';

/** One use of a primitive in a network. */
export interface Use {
  readonly attributes: Attributes;
  readonly inputs: readonly Tensor[];
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
}

/** What a form may ask for beside its inputs. */
export interface Surroundings {
  readonly batch: number;
  /** Batch statistics and dropout while training; running statistics and no dropout otherwise. */
  readonly training: boolean;
  /** A weight or buffer of this use, by the name that the primitives table gives it. */
  readonly weight: (name: string) => Tensor;
  /** The same, where the attributes decide whether it exists. */
  readonly optionalWeight: (name: string) => Tensor | undefined;
  /** Sets the next value of a buffer of this use. */
  readonly update: (name: string, value: Tensor) => void;
  /** Numbers uniform in [0, 1), drawn anew each step. */
  readonly uniform: (shape: readonly number[]) => Tensor;
}

export type Form = (use: Use, around: Surroundings) => Tensor;

/** The only or first input. */
export function first(use: Use): Tensor {
  const tensor = use.inputs[0];
  if (tensor === undefined) throw new Error('a primitive lacks its input');
  return tensor;
}

export function firstShape(use: Use): Shape {
  const shape = use.inputShapes[0];
  if (shape === undefined) throw new Error('a primitive lacks its input');
  return shape;
}

/** Axis of the channels (token width, features) of a value with its batch axis. */
export function channelAxis(shape: Shape): number {
  return shape.kind === 'tokens' ? 2 : 1;
}

/** A form of the first input alone. */
export function elementwise(apply: (x: Tensor) => Tensor): Form {
  return (use) => apply(first(use));
}
