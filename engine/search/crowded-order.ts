/** The crowded comparison of NSGA-II as places: 0 for the best of a set of results. */
import { crowdingDistances } from './crowding.ts';
import { nonDominatedSort } from './dominance.ts';
import { objectiveVector, violation, type Constraint, type Objective } from './objective.ts';
import type { Result } from './strategy.ts';

/**
 * Place of every result, in their order: by non-domination rank, within a front by crowding distance, then the younger first. Results
 * without values (diverged, failed) come last.
 */
export function crowdedOrder(
  results: readonly Result[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
): number[] {
  const usable: number[] = [];
  const points = results.flatMap((result, i) => {
    const vector = result.status === 'ok' ? objectiveVector(objectives, result.metrics) : undefined;
    if (vector === undefined) return [];
    usable.push(i);
    return [{ vector, violation: violation(constraints, result.metrics) }];
  });
  const places = new Array<number>(results.length).fill(-1);
  let place = 0;
  for (const front of nonDominatedSort(points)) {
    const distances = crowdingDistances(front.map((k) => points[k]?.vector ?? []));
    const sorted = [...front.keys()].sort(
      (a, b) => (distances[b] as number) - (distances[a] as number) || (front[b] as number) - (front[a] as number),
    );
    for (const k of sorted) places[usable[front[k] as number] as number] = place++;
  }
  for (let i = results.length - 1; i >= 0; i--) if (places[i] === -1) places[i] = place++;
  return places;
}
