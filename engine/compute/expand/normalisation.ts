/**
 * Normalisations written with other instructions.
 */
import { node, operand } from '../program/tensor.ts';
import type { Tensor, TensorOf } from '../program/tensor.ts';
import { add, div, mul, sub } from '../ops/arithmetic.ts';
import { sqrt } from '../ops/elementary.ts';
import { channelAffine } from '../ops/normalisation.ts';
import { mean, variance } from '../ops/reduce.ts';

/** (x - mean) scale / deviation + shift as one multiplication and one addition per element. */
export function batchNormalize(t: TensorOf<'batchNormalize'>): Tensor {
  const [x, scale, shift, centre, spreadOf] = [
    operand(t, 0),
    operand(t, 1),
    operand(t, 2),
    operand(t, 3),
    operand(t, 4),
  ];
  const factor = div(scale, sqrt(add(spreadOf, t.attributes.epsilon)));
  return channelAffine(x, factor, sub(shift, mul(centre, factor)));
}

export function layerNorm(t: TensorOf<'layerNorm'>): Tensor {
  const x = operand(t, 0);
  const normal = node('layerNormalize', [x], { epsilon: t.attributes.epsilon }, x.shape);
  return add(mul(normal, operand(t, 1)), operand(t, 2));
}

export function layerInverseDeviation(t: TensorOf<'layerInverseDeviation'>): Tensor {
  return div(1, sqrt(add(variance(operand(t, 0), [-1], true), t.attributes.epsilon)));
}

export function layerNormalize(t: TensorOf<'layerNormalize'>): Tensor {
  const x = operand(t, 0);
  const inverse = div(1, sqrt(add(variance(x, [-1], true), t.attributes.epsilon)));
  return mul(sub(x, mean(x, [-1], true)), inverse);
}
