/** Crowding distance (Deb et al. 2002): how alone a point stands within its front. */

/**
 * Distance of every vector of one front, in their order: the sum over objectives of the gap between its two neighbours, as a share
 * of the objective's span. The ends of each objective are infinitely alone.
 */
export function crowdingDistances(vectors: readonly (readonly number[])[]): number[] {
  const distances = vectors.map(() => 0);
  const objectives = vectors[0]?.length ?? 0;
  for (let m = 0; m < objectives; m++) {
    const at = (i: number | undefined): number => (i === undefined ? 0 : (vectors[i]?.[m] ?? 0));
    const order = [...vectors.keys()].sort((i, j) => at(i) - at(j) || i - j);
    const first = order[0];
    const last = order.at(-1);
    if (first === undefined || last === undefined) break;
    const span = at(last) - at(first);
    distances[first] = Infinity;
    distances[last] = Infinity;
    if (span === 0) continue;
    for (let k = 1; k + 1 < order.length; k++) {
      const i = order[k] as number;
      distances[i] = (distances[i] as number) + (at(order[k + 1]) - at(order[k - 1])) / span;
    }
  }
  return distances;
}
