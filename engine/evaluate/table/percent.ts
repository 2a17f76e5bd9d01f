/** Accuracy is percent everywhere, tables hold fractions as well. */

/** A column whose values all lie in 0..1 holds fractions and is given as percent; any other is given as it is. */
export function asPercent(values: Float64Array): { readonly values: Float64Array; readonly isFraction: boolean } {
  const isFraction = values.every((value) => value >= 0 && value <= 1);
  return { values: isFraction ? values.map((value) => 100 * value) : values, isFraction };
}
