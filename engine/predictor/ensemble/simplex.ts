/** Least squares with weights that are shares: none negative, their sum one (L. Breiman, "Stacked regressions", Machine Learning 24, 1996). */

/**
 * The shares w that minimise |sum_k w_k predictions_k - truth|^2 / n + ridge |w - prior|^2, by accelerated projected gradient. One array of
 * predictions a member; priors are shares up to scale.
 */
export function stackingShares(
  predictions: readonly Float64Array[],
  truth: Float64Array,
  ridge: number,
  priors: readonly number[],
): Float64Array {
  const n = truth.length;
  const total = priors.reduce((sum, prior) => sum + prior, 0);
  const prior = Float64Array.from(priors, (share) => share / total);
  // With w summing to one the error is sum_k w_k (prediction_k - truth): a quadratic form of the members' errors alone.
  const errors = predictions.map((prediction) => prediction.map((value, i) => value - (truth[i] as number)));
  const form = errors.map(
    (a, i) =>
    Float64Array.from(errors, (b, j) => a.reduce((sum, x, k) => sum + x * (b[k] as number), 0) / n + (i === j ? ridge : 0)), // prettier-ignore
  );
  const step = 1 / form.reduce((trace, row, i) => trace + (row[i] as number), 1e-12);
  let shares = prior;
  let ahead = prior;
  for (let round = 1; round <= 300; round++) {
    const moved = form.map((row, i) => {
      const slope = row.reduce((sum, value, j) => sum + value * (ahead[j] as number), 0) - ridge * (prior[i] as number);
      return (ahead[i] as number) - step * slope;
    });
    const next = ontoSimplex(moved);
    const momentum = (round - 1) / (round + 2);
    ahead = next.map((share, i) => share + momentum * (share - (shares[i] as number)));
    shares = next;
  }
  return shares;
}

/** The nearest point whose entries are not negative and sum to one (J. Duchi et al., ICML 2008). */
export function ontoSimplex(values: readonly number[]): Float64Array<ArrayBuffer> {
  let sum = 0;
  let shift = 0;
  [...values]
    .sort((a, b) => b - a)
    .forEach((value, i) => {
      sum += value;
      const candidate = (sum - 1) / (i + 1);
      if (value > candidate) shift = candidate;
    });
  return Float64Array.from(values, (value) => Math.max(0, value - shift));
}
