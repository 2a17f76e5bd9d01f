/** The Pareto front of evaluated points, and the point on it that most users want first. */
import { nonDominated } from './dominance.ts';
import { objectiveVector, violation, type Constraint, type Objective } from './objective.ts';
import type { Metrics } from './metric.ts';

export interface FrontInput {
  readonly metrics: Metrics;
  /** Whether the evaluation came to an end with a usable result. */
  readonly ok: boolean;
}

/** Positions, ascending, of the feasible points that no other feasible point dominates. */
export function paretoFront(
  points: readonly FrontInput[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
): number[] {
  const positions: number[] = [];
  const vectors: number[][] = [];
  points.forEach((point, position) => {
    const vector = point.ok ? objectiveVector(objectives, point.metrics) : undefined;
    if (vector === undefined || violation(constraints, point.metrics) > 0) return;
    positions.push(position);
    vectors.push(vector);
  });
  return nonDominated(vectors).map((i) => positions[i] as number);
}

/**
 * Index of the knee of a front of minimised vectors, undefined when it is empty: the vector furthest below the hyperplane through the
 * front's extremes, that is the least sum of objectives scaled to 0..1 over the front (Branke et al. 2004; Das 1999).
 */
export function kneePoint(vectors: readonly (readonly number[])[]): number | undefined {
  const first = vectors[0];
  if (first === undefined) return undefined;
  const low = first.map((_, m) => Math.min(...vectors.map((v) => v[m] as number)));
  const high = first.map((_, m) => Math.max(...vectors.map((v) => v[m] as number)));
  const scaled = (vector: readonly number[]): number =>
    vector.reduce((sum, value, m) => {
      const span = (high[m] as number) - (low[m] as number);
      return sum + (span === 0 ? 0 : (value - (low[m] as number)) / span);
    }, 0);
  let best = 0;
  vectors.forEach((vector, i) => {
    if (scaled(vector) < scaled(vectors[best] as readonly number[])) best = i;
  });
  return best;
}
