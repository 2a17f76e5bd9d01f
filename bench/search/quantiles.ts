/** Median and quartiles of runs, as words of a table. What never came is Infinity, shown as `never`. */

/** The value below which a share `p` of the values lies, one of the values themselves. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] as number;
}

/** `46 (29, 51), at worst 58`. */
export function words(values: readonly number[], digits = 0): string {
  const show = (p: number): string => {
    const value = quantile(values, p);
    return Number.isFinite(value) ? value.toFixed(digits) : 'never';
  };
  return `${show(0.5)} (${show(0.25)}, ${show(0.75)}), at worst ${show(1)}`;
}
