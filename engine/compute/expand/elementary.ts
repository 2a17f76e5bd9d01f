/**
 * Single functions written with other instructions, for runtimes that lack them or run them on another device.
 */
import { operand } from '../program/tensor.ts';
import type { Tensor, TensorOf } from '../program/tensor.ts';
import { add, cast, greater, less, max, mul, sub } from '../ops/arithmetic.ts';
import { abs, clip, erf, exp, log, neg } from '../ops/elementary.ts';
import { channelShape, maximum, sum } from '../ops/reduce.ts';
import { reshape } from '../ops/layout.ts';

/** x (1 + erf(x / sqrt 2)) / 2. */
export function gelu(t: TensorOf<'gelu'>): Tensor {
  const x = operand(t, 0);
  return mul(x, add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5));
}

export function sign(t: TensorOf<'sign'>): Tensor {
  const x = operand(t, 0);
  return sub(cast(greater(x, 0), 'float32'), cast(less(x, 0), 'float32'));
}

export function hardSigmoid(t: TensorOf<'hardSigmoid'>): Tensor {
  return clip(add(mul(operand(t, 0), 1 / 6), 0.5), 0, 1);
}

export function hardSwish(t: TensorOf<'hardSwish'>): Tensor {
  const x = operand(t, 0);
  return mul(x, clip(add(mul(x, 1 / 6), 0.5), 0, 1));
}

/** max(x, 0) + log(1 + exp(-|x|)): no overflow on either side. */
export function softplus(t: TensorOf<'softplus'>): Tensor {
  const x = operand(t, 0);
  return add(max(x, 0), log(add(exp(neg(abs(x))), 1)));
}

export function logSoftmax(t: TensorOf<'logSoftmax'>): Tensor {
  const x = operand(t, 0);
  const axes = [t.attributes.axis];
  const shifted = sub(x, maximum(x, axes, true));
  return sub(shifted, log(sum(exp(shifted), axes, true)));
}

/** A product with ones and zeros: onnxruntime's Where is slower than Cast and Mul together. */
export function reluGrad(t: TensorOf<'reluGrad'>): Tensor {
  return mul(operand(t, 1), cast(greater(operand(t, 0), 0), 'float32'));
}

export function channelDot(t: TensorOf<'channelDot'>): Tensor {
  const x = operand(t, 0);
  return sum(
    mul(x, operand(t, 1)),
    x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])),
  );
}

export function channelAffine(t: TensorOf<'channelAffine'>): Tensor {
  const x = operand(t, 0);
  const shape = channelShape(x);
  return add(mul(x, reshape(operand(t, 1), shape)), reshape(operand(t, 2), shape));
}
