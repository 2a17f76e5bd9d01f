/**
 * Losses and the measures reported beside them. Every loss is a scalar: the mean over its rows.
 */
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, sameShape, showShape, sizeAt } from '../program/shape.ts';
import { cast, div, equal, greater, max, mul, sub } from './arithmetic.ts';
import { neg, softplus } from './elementary.ts';
import { argMax, mean, sum } from './reduce.ts';
import { expandDims } from './layout.ts';
import { logSoftmax } from './softmax.ts';
import { pick } from './gather.ts';

/**
 * Mean cross-entropy, in nats, of logits [..., k] against int32 class numbers [...] or target distributions [..., k].
 * `smoothing` mixes the targets with the uniform distribution (Szegedy et al., arXiv 1512.00567, section 7).
 */
export function crossEntropy(logits: Tensor, targets: Tensor, smoothing = 0): Tensor {
  const logs = logSoftmax(logits);
  const classes = sizeAt(logits.shape, -1);
  if (targets.dtype !== 'int32' && !sameShape(targets.shape, logits.shape)) {
    throw new ProgramError(
      `crossEntropy: targets ${showShape(targets.shape)} are neither class numbers nor distributions for logits ${showShape(logits.shape)}.`,
    );
  }
  const chosen = targets.dtype === 'int32' ? pick(logs, targets) : sum(mul(logs, targets), [-1]);
  const hard = neg(mean(chosen));
  if (smoothing === 0) return hard;
  const uniform = mul(sum(logs, [-1]), 1 / classes);
  return neg(mean(sub(chosen, mul(sub(chosen, uniform), smoothing))));
}

/** Share of rows whose largest logit is at the int32 label. */
export const accuracy = (logits: Tensor, labels: Tensor): Tensor =>
  mean(cast(equal(argMax(logits), labels), 'float32'));

/** Mean of the squared differences. */
export function squaredError(prediction: Tensor, target: Tensor): Tensor {
  const difference = sub(prediction, target);
  return mean(mul(difference, difference));
}

/** Mean of -log(sigmoid) of the logits where the target is 1 and of their negation where it is 0: softplus(x) - x t. */
export const binaryCrossEntropy = (logits: Tensor, targets: Tensor): Tensor =>
  mean(sub(softplus(logits), mul(logits, targets)));

/**
 * Pairwise logistic ranking loss of scores [n] against targets [n]: the mean over ordered pairs (i, j) of
 * softplus(-(s_i - s_j) sign(t_i - t_j)), pairs of equal targets left out (RankNet, Burges et al., ICML 2005).
 */
export function pairwiseLogistic(scores: Tensor, targets: Tensor): Tensor {
  const differences = (x: Tensor): Tensor => sub(expandDims(x, 1), expandDims(x, 0));
  const better = cast(greater(differences(targets), 0), 'float32');
  const count = sum(better);
  return div(sum(mul(softplus(neg(differences(scores))), better)), max(count, 1));
}
