/**
 * synflow (Tanaka, Kunin, Yamins and Ganguli, "Pruning neural networks without any data by iteratively conserving synaptic flow", NeurIPS 2020,
 * equations 2 and 3; as a score Abdelfattah et al. 2021): with all weights replaced by their absolute values, no normalisation and an image of
 * ones, R is the sum of the outputs and the score sum weight * dR/dweight.
 *
 * Its logarithm is given: the score itself exceeds every float in networks of some depth.
 */

/** `synapse`: sum weight * dR'/dweight of each weight tensor, where R = R' exp(logScale). NaN where nothing flows. */
export function synflow(synapse: readonly number[], logScale: number): number {
  return Math.log(synapse.reduce((sum, value) => sum + value, 0)) + logScale;
}

/**
 * Of the same pass, sum weight * dR/dweight over R: each path from input to output counts as often in the sum as it has weights, so this is the number of
 * weights on a path, averaged over paths by what flows through them. Where activations are not rectifiers it is only about that.
 *
 * `outputs`: R' before they are summed.
 */
export function flowLength(synapse: readonly number[], outputs: Float32Array): number {
  return synapse.reduce((sum, value) => sum + value, 0) / outputs.reduce((sum, value) => sum + value, 0);
}
