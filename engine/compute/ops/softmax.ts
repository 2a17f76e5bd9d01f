/**
 * Softmax and its logarithm along one axis, with gradients.
 */
import { expectDType, node } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { normalAxis } from '../program/shape.ts';
import type { GradientRules } from '../program/rules.ts';
import { mul, sub } from './arithmetic.ts';
import { exp } from './elementary.ts';
import { sum } from './reduce.ts';

function along(op: 'softmax' | 'logSoftmax', x: Tensor, axis: number): Tensor {
  expectDType(op, x, 'float32');
  return node(op, [x], { axis: normalAxis(op, axis, x.shape.length) }, x.shape);
}

/** exp(x) / sum(exp(x)) along `axis`, without overflow. */
export const softmax = (x: Tensor, axis = -1): Tensor => along('softmax', x, axis);

/** x - log(sum(exp(x))) along `axis`, without overflow. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor => along('logSoftmax', x, axis);

export const softmaxGradients: Pick<GradientRules, 'softmax' | 'logSoftmax'> = {
  softmax: (t, dy) => [mul(t, sub(dy, sum(mul(dy, t), [t.attributes.axis], true)))],
  logSoftmax: (t, dy) => [sub(dy, mul(exp(t), sum(dy, [t.attributes.axis], true)))],
};
