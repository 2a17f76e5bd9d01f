/** The sets of operators for which path features are computed. */

/** Up to this many operators every subset is taken. */
const ALL_SUBSETS_UP_TO = 6;
/** Up to this many operators every pair is taken. */
const ALL_PAIRS_UP_TO = 10;
/** Masks are 32-bit integers; an alphabet is cut to this length, and what is over shares its last letter. */
export const MAX_OPERATORS = 30;

/**
 * Sets as bit masks over `count` operators, without the empty one: every subset of up to six operators; of more, each one
 * alone, each pair (up to ten operators), each complement of one, and all.
 */
export function operatorSubsets(count: number): readonly number[] {
  if (count > MAX_OPERATORS) throw new Error(`${count} operators do not fit a mask of ${MAX_OPERATORS} bits`);
  const all = 2 ** count - 1;
  const masks = new Set<number>();
  if (count <= ALL_SUBSETS_UP_TO) {
    for (let mask = 1; mask <= all; mask++) masks.add(mask);
    return [...masks];
  }
  for (let i = 0; i < count; i++) masks.add(1 << i);
  if (count <= ALL_PAIRS_UP_TO) {
    for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) masks.add((1 << i) | (1 << j));
  }
  for (let i = 0; i < count; i++) masks.add(all & ~(1 << i));
  masks.add(all);
  return [...masks];
}

/** For people and feature names: `skip+avgpool3x3`. */
export function subsetName(mask: number, operators: readonly string[]): string {
  return operators.filter((_, i) => ((mask >>> i) & 1) === 1).join('+');
}
