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
 * Index of the knee of a front of minimised vectors, undefined where fewer than three leave no compromise between others: the one whose worst objective is best, each scaled
 * to 0..1 over the front (Chebyshev distance to the ideal point; Yu 1973, Zeleny 1973). The worst, not the sum, because costs go together:
 * with parameters and MACs both counted a sum would always choose the cheapest. Equal ones are decided by the sum.
 */
export function kneePoint(vectors: readonly (readonly number[])[]): number | undefined {
  const first = vectors[0];
  if (first === undefined || vectors.length < 3) return undefined;
  const column = (m: number): number[] => vectors.map((v) => v[m] as number);
  const low = first.map((_, m) => column(m).reduce((a, b) => Math.min(a, b)));
  const high = first.map((_, m) => column(m).reduce((a, b) => Math.max(a, b)));
  const scaled = vectors.map((vector) =>
    vector.map((value, m) => (value - (low[m] as number)) / ((high[m] as number) - (low[m] as number) || 1)),
  );
  const worst = scaled.map((vector) => Math.max(...vector));
  const sum = scaled.map((vector) => vector.reduce((a, b) => a + b, 0));
  const order = [...vectors.keys()].sort(
    (i, j) => (worst[i] as number) - (worst[j] as number) || (sum[i] as number) - (sum[j] as number) || i - j,
  );
  return order[0];
}

/** The front and its knee, as positions among the points. */
export function frontOf(
  points: readonly FrontInput[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
): { readonly members: readonly number[]; readonly knee: number | undefined } {
  const members = paretoFront(points, objectives, constraints);
  const knee = kneePoint(members.map((i) => objectiveVector(objectives, points[i]?.metrics ?? {}) ?? []));
  return { members, knee: knee === undefined ? undefined : members[knee] };
}
