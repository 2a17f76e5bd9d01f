/** What the networks minimise. */
import {
  add,
  cast,
  div,
  expandDims,
  greater,
  log,
  max,
  mul,
  neg,
  pow,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from '../../compute/index.ts';

/**
 * Loss of each member's scores [members, n] against targets [n], rows weighted [members, n]: squared error, or the logistic loss of all pairs
 * (RankNet, Burges et al., ICML 2005). A member whose rows all have weight zero has loss zero.
 */
export function memberLosses(scores: Tensor, targets: Tensor, weights: Tensor, loss: 'squared' | 'pairwise'): Tensor {
  const given = expandDims(targets, 0);
  if (loss === 'squared') {
    return div(sum(mul(square(sub(scores, given)), weights), [1]), max(sum(weights, [1]), 1));
  }
  const differences = (x: Tensor): Tensor => sub(expandDims(x, 2), expandDims(x, 1));
  const better = cast(greater(differences(given), 0), 'float32');
  const pairs = mul(better, mul(expandDims(weights, 2), expandDims(weights, 1)));
  const ranking = div(sum(mul(softplus(neg(differences(scores))), pairs), [1, 2]), max(sum(pairs, [1, 2]), 1));
  // Pairs leave the level of a member's scores open: a weak pull of its mean to zero makes members comparable.
  return add(ranking, mul(square(div(sum(mul(scores, weights), [1]), max(sum(weights, [1]), 1))), LEVEL));
}

const LEVEL = 0.1;

/** Below this a task's weight grows no more. */
const SMALLEST = 1e-3;

/**
 * Dynamic adaptive multi-task loss (HyperNAS): L^q / (2 u^2) + ln(1 + u^2), elementwise, with a learned u for each task. A task that is solved
 * gets a small u, and with it a large weight for what is left of its loss.
 */
export function adaptive(loss: Tensor, u: Tensor, q: number): Tensor {
  const squared = max(square(u), SMALLEST);
  return add(div(pow(max(loss, 1e-6), q), mul(squared, 2)), log(add(squared, 1)));
}
