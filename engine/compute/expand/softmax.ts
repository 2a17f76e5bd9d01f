/**
 * Softmax over an axis that is not the last, for runtimes that only know the last.
 */
import { operand } from '../program/tensor.ts';
import type { Tensor, TensorOf } from '../program/tensor.ts';
import { div, sub } from '../ops/arithmetic.ts';
import { exp } from '../ops/elementary.ts';
import { maximum, sum } from '../ops/reduce.ts';

export function softmax(t: TensorOf<'softmax'>): Tensor {
  const x = operand(t, 0);
  const { axis } = t.attributes;
  if (axis === x.shape.length - 1) return t;
  const powers = exp(sub(x, maximum(x, [axis], true)));
  return div(powers, sum(powers, [axis], true));
}
