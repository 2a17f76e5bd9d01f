/**
 * What a TensorFlow.js kernel sees: one instruction and its operands' values. It returns a new tensor and disposes of what it made on the way
 * (the executable runs it inside `tf.tidy`).
 */
import type { Tensor as TfTensor, Tensor4D } from '@tensorflow/tfjs';
import type { OpName } from '../program/instructions.ts';
import type { InstructionOf } from '../program/program.ts';
import { ProgramError } from '../program/shape.ts';
import type { TfModule } from './load.ts';

export type { TfTensor };

export interface Call<K extends OpName> {
  readonly tf: TfModule;
  readonly attributes: InstructionOf<K>['attributes'];
  readonly instruction: InstructionOf<K>;
  /** The operand; a missing one is a bug of a builder. */
  x(index: number): TfTensor;
  readonly all: readonly TfTensor[];
}

export type Kernel<K extends OpName> = (call: Call<K>) => TfTensor;
export type Kernels<Names extends OpName> = { readonly [K in Names]: Kernel<K> };

/** TensorFlow's types fix the rank of images; programs have checked it already. */
export const as4 = (x: TfTensor): Tensor4D => x as Tensor4D;

/** For instructions that are always expanded before running. */
export const expanded = (call: { readonly instruction: { readonly op: string } }): never => {
  throw new ProgramError(`${call.instruction.op} should have been expanded before it is run.`);
};
