/**
 * What a lowering sees: one instruction of the program, the names of its operands' values, and the model it adds nodes to.
 */
import type { InstructionOf } from '../program/program.ts';
import type { OpName } from '../program/instructions.ts';
import { ProgramError } from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';
import type { DType } from '../program/tensor.ts';
import type { OnnxModel } from './model.ts';

/** What the model is for. */
export interface Target {
  /** `portable`: any ONNX runtime, so operators of ai.onnx only. */
  readonly device: 'cpu' | 'webgpu' | 'portable';
  /** Channels per block of onnxruntime's blocked convolutions on this machine; 0 where there are none. See nchwc.ts. */
  readonly block: number;
  /** A model for batches of any size: the size that stands for it in the program, and the input (its value's name) that brings it. */
  readonly freeBatch?: { readonly size: number; readonly input: string };
}

export interface Site<K extends OpName> {
  readonly model: OnnxModel;
  readonly target: Target;
  readonly instruction: InstructionOf<K>;
  readonly attributes: InstructionOf<K>['attributes'];
  /** Name of the value of an operand. */
  name(operand: number): string;
  names(): readonly string[];
  shape(operand: number): Shape;
  dtype(operand: number): DType;
  /** A value derived from named values, made once per key in the whole model. */
  once(key: string, make: () => string): string;
}

/** Adds an instruction's nodes and returns the name of its value. */
export type Lowering<K extends OpName> = (site: Site<K>) => string;

export type Lowerings<Names extends OpName> = { readonly [K in Names]: Lowering<K> };

/** An operator of onnxruntime's own. */
export const MICROSOFT = 'com.microsoft';

/** For instructions that are always expanded before emission. */
export const expanded = (site: { readonly instruction: { readonly op: string } }): never => {
  throw new ProgramError(`${site.instruction.op} should have been expanded before emission.`);
};
