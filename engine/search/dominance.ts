/**
 * Pareto dominance over minimised vectors, with constraint domination: a feasible point beats an infeasible one, of two
 * infeasible ones the less violated wins (Deb et al. 2002, A fast and elitist multiobjective genetic algorithm: NSGA-II).
 */

/** A point to be compared: its minimised objectives and how far it is outside the constraints (0 = feasible). */
export interface Point {
  readonly vector: readonly number[];
  readonly violation: number;
}

/** Whether `a` is nowhere worse and somewhere better than `b`. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x > y) return false;
    if (x < y) better = true;
  }
  return better;
}

/** Dominance in which feasibility comes first. */
export function constraintDominates(a: Point, b: Point): boolean {
  if (a.violation !== b.violation) return a.violation < b.violation;
  return a.violation === 0 ? dominates(a.vector, b.vector) : false;
}

/**
 * Fronts of indices, best first: the fast non-dominated sort of NSGA-II, O(M N^2). Within a front indices ascend, so that
 * the result depends on nothing but the points.
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  const dominated: number[][] = points.map(() => []);
  const counts = new Int32Array(points.length);
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const a = points[i] as Point;
      const b = points[j] as Point;
      if (constraintDominates(a, b)) {
        dominated[i]?.push(j);
        counts[j] = (counts[j] ?? 0) + 1;
      } else if (constraintDominates(b, a)) {
        dominated[j]?.push(i);
        counts[i] = (counts[i] ?? 0) + 1;
      }
    }
  }
  const fronts: number[][] = [];
  let front = [...points.keys()].filter((i) => counts[i] === 0);
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const i of front) {
      for (const j of dominated[i] ?? []) {
        const left = (counts[j] ?? 0) - 1;
        counts[j] = left;
        if (left === 0) next.push(j);
      }
    }
    front = next.sort((a, b) => a - b);
  }
  return fronts;
}

/**
 * Indices of the vectors that no other dominates, ascending; of equal vectors all are kept. Sorted lexicographically first, so that a
 * vector is compared with the front alone: O(N log N + N F M).
 */
export function nonDominated(vectors: readonly (readonly number[])[]): number[] {
  const order = [...vectors.keys()].sort((i, j) => compare(vectors[i] ?? [], vectors[j] ?? []) || i - j);
  const front: number[] = [];
  for (const i of order) {
    const vector = vectors[i] as readonly number[];
    if (!front.some((j) => dominates(vectors[j] as readonly number[], vector))) front.push(i);
  }
  return front.sort((a, b) => a - b);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
