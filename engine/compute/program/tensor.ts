/**
 * A symbolic tensor: the value an instruction will produce, known by its shape and element type only.
 *
 * Tensors are immutable and hold their operands, so a program is just the set of tensors reachable from its outputs: there is
 * no graph object to thread through the builders and nothing to free. This file knows no backend and no gradient.
 */
import type { Attributes, OpName } from './instructions.ts';
import { ProgramError, showShape } from './shape.ts';
import type { Shape } from './shape.ts';

/** Element types. `bool` exists only inside a program: inputs and outputs are float32 or int32. */
export type DType = 'float32' | 'int32' | 'bool';

/** The value of one instruction of kind `K`. */
export interface TensorOf<K extends OpName> {
  readonly op: K;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes[K];
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A symbolic tensor of any kind; `switch (t.op)` narrows its attributes. */
export type Tensor = { [K in OpName]: TensorOf<K> }[OpName];

/** Makes a node. For the builders in `ops/`, which have checked the shapes; consumers call those. */
export function node<K extends OpName>(
  op: K,
  inputs: readonly Tensor[],
  attributes: Attributes[K],
  shape: Shape,
  dtype: DType = 'float32',
): Tensor {
  const value: TensorOf<K> = { op, inputs, attributes, shape: [...shape], dtype };
  return value as unknown as Tensor;
}

/** The `index`-th operand. A missing one is a bug of a builder. */
export function operand(tensor: { readonly op: string; readonly inputs: readonly Tensor[] }, index: number): Tensor {
  const value = tensor.inputs[index];
  if (value === undefined) throw new ProgramError(`${tensor.op}: operand ${index} is missing.`);
  return value;
}

/** Refuses a tensor of another element type, with a sentence. */
export function expectDType(op: string, tensor: Tensor, ...allowed: readonly DType[]): void {
  if (!allowed.includes(tensor.dtype)) {
    throw new ProgramError(
      `${op}: expected elements of type ${allowed.join(' or ')}, got ${tensor.dtype} (shape ${showShape(tensor.shape)}).`,
    );
  }
}

/** Refuses a tensor of another rank, with a sentence. */
export function expectRank(op: string, tensor: Tensor, rank: number, role: string): void {
  if (tensor.shape.length !== rank) {
    throw new ProgramError(`${op}: ${role} must have ${rank} axes, got shape ${showShape(tensor.shape)}.`);
  }
}
