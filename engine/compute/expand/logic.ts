/**
 * Logic and the position of the largest, for WebGPU, whose provider leaves them to the CPU: with copies there and back in the middle of a step.
 */
import { operand } from '../program/tensor.ts';
import type { Tensor, TensorOf } from '../program/tensor.ts';
import { sizeAt } from '../program/shape.ts';
import { add, cast, equal, greater, mul, where } from '../ops/arithmetic.ts';
import { reshape } from '../ops/layout.ts';
import { maximum, minimum } from '../ops/reduce.ts';
import { constant } from '../ops/source.ts';

const number = (condition: Tensor): Tensor => cast(condition, 'float32');

/** The product of ones and zeros. */
export const and = (t: TensorOf<'and'>): Tensor => greater(mul(number(operand(t, 0)), number(operand(t, 1))), 0);

export const or = (t: TensorOf<'or'>): Tensor => greater(add(number(operand(t, 0)), number(operand(t, 1))), 0);

/** The least position that holds the largest value; positions below 2^24 are exact. Where no value equals the largest (NaN), the last position. */
export function argMax(t: TensorOf<'argMax'>): Tensor {
  const x = operand(t, 0);
  const { axis } = t.attributes;
  const size = sizeAt(x.shape, axis);
  const positions = reshape(
    constant(
      Float32Array.from({ length: size }, (_, index) => index),
      [size],
    ),
    x.shape.map((_, at) => (at === axis ? size : 1)),
  );
  const largest = equal(x, maximum(x, [axis], true));
  return cast(minimum(where(largest, positions, size - 1), [axis]), 'int32');
}
