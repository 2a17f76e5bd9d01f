/** Scores from the gradients of the loss of one batch by the weights of convolutions and dense layers. */

export interface WeightGradients {
  /** Of each weight tensor: the gradient's Euclidean norm. */
  readonly norms: readonly number[];
  /** Of each weight tensor: sum |weight * gradient|. */
  readonly saliency: readonly number[];
  /** Of each weight tensor: sum weight * gradient. */
  readonly synapse: readonly number[];
}

/** grad-norm (Abdelfattah, Mehrotra, Dudziak and Lane, "Zero-Cost Proxies for Lightweight NAS", ICLR 2021, section 3.1): the sum of the norms of the gradients. */
export function gradNorm({ norms }: WeightGradients): number {
  return norms.reduce((sum, norm) => sum + norm, 0);
}

/**
 * snip (Lee, Ajanthan and Torr, "SNIP: Single-shot Network Pruning based on Connection Sensitivity", ICLR 2019; summed over the network by
 * Abdelfattah et al. 2021): sum |weight * dL/dweight|, what the loss would change if each connection were cut.
 */
export function snip({ saliency }: WeightGradients): number {
  return saliency.reduce((sum, value) => sum + value, 0);
}

/** plain (Abdelfattah et al. 2021, the sum without absolute values): |sum weight * dL/dweight|. */
export function plain({ synapse }: WeightGradients): number {
  return Math.abs(synapse.reduce((sum, value) => sum + value, 0));
}

/** How evenly the gradient is spread over the weights: logarithm of the geometric over the arithmetic mean of the norms, 0 where all are equal. */
export function gradientEvenness({ norms }: WeightGradients): number {
  const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
  const logs = norms.reduce((sum, norm) => sum + Math.log(Math.max(norm / mean, LEAST_RATIO)), 0) / norms.length;
  return logs;
}

/** A weight that gets next to no gradient is as bad as one that gets none. */
const LEAST_RATIO = 1e-9;

/** Logarithm of the gradient's norm at the first weight over that at the last one. */
export function gradientDecay({ norms }: WeightGradients): number {
  const [first, last] = [norms[0], norms.at(-1)];
  return first === undefined || last === undefined ? NaN : Math.log(first / last);
}
