/**
 * Where values come from: what is fed at every run, and what is known when the program is built.
 */
import { node } from '../program/tensor.ts';
import type { DType, Tensor } from '../program/tensor.ts';
import { ProgramError, checkShape, showShape, sizeOf } from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';

/** A value given by name: fed at every run, or held as state by a session. Two inputs of one name in a program must agree. */
export function input(name: string, shape: Shape, dtype: 'float32' | 'int32' = 'float32'): Tensor {
  if (name === '') throw new ProgramError('input: the name is empty.');
  checkShape(`input "${name}"`, shape);
  return node('input', [], { name }, shape, dtype);
}

/** A value known now. `data` is row-major and is not copied: do not change it afterwards. */
export function constant(data: Float32Array | Int32Array, shape: Shape): Tensor {
  checkShape('constant', shape);
  if (data.length !== sizeOf(shape)) {
    throw new ProgramError(`constant: ${data.length} numbers do not fill shape ${showShape(shape)}.`);
  }
  return node('constant', [], { data }, shape, data instanceof Float32Array ? 'float32' : 'int32');
}

/** A scalar constant. */
export function scalar(value: number, dtype: DType = 'float32'): Tensor {
  return constant(dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value), []);
}

/** `value` repeated to `shape` (not stored repeatedly). */
export function full(shape: Shape, value: number): Tensor {
  checkShape('full', shape);
  return shape.length === 0 ? scalar(value) : node('broadcast', [scalar(value)], { shape: [...shape] }, shape);
}

/** 0, 1, ... size-1 as int32. */
export function range(size: number): Tensor {
  return constant(
    Int32Array.from({ length: size }, (_, index) => index),
    [size],
  );
}

/** What arithmetic accepts: a tensor, or a number meaning a float32 scalar constant. */
export type Operand = Tensor | number;

export function asTensor(value: Operand, dtype: DType = 'float32'): Tensor {
  return typeof value === 'number' ? scalar(value, dtype) : value;
}
