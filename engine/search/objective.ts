/**
 * Objectives and constraints as numbers to be made small. Selection works on vectors in which smaller is better everywhere;
 * a maximised metric enters negated. A point that lacks a value, or whose evaluation failed, has no vector.
 */
import { metricKey, type MetricRef, type Metrics } from './metric.ts';

export interface Objective extends MetricRef {
  readonly direction: 'maximize' | 'minimize';
}

/** Bounds on one metric: `require params <= 1.5M`, `require accuracy > 90` (`exclusive`). */
export interface Constraint extends MetricRef {
  /** As written, for messages. */
  readonly text: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** The bounds themselves are not allowed. */
  readonly exclusive?: boolean | undefined;
}

/** The minimised vector of a point, undefined where a metric is missing or not finite. */
export function objectiveVector(objectives: readonly Objective[], metrics: Metrics): number[] | undefined {
  const vector: number[] = [];
  for (const objective of objectives) {
    const value = metrics[metricKey(objective)];
    if (value === undefined || !Number.isFinite(value)) return undefined;
    vector.push(objective.direction === 'maximize' ? -value : value);
  }
  return vector;
}

/**
 * How far a point is outside the constraints: 0 when all hold, else the sum of the relative excesses. A metric that is not known counts
 * as infinitely far when `missing` is `violated`, as satisfied when it is `ignored` (before the evaluation).
 */
export function violation(
  constraints: readonly Constraint[],
  metrics: Metrics,
  missing: 'violated' | 'ignored' = 'violated',
): number {
  let sum = 0;
  for (const constraint of constraints) {
    const value = metrics[metricKey(constraint)];
    if (value === undefined || Number.isNaN(value)) {
      if (missing === 'violated') return Infinity;
      continue;
    }
    sum += excess(value, constraint);
  }
  return sum;
}

function excess(value: number, { min, max, exclusive = false }: Constraint): number {
  const relative = (bound: number): number => Math.abs(value - bound) / (Math.abs(bound) || 1) || Number.MIN_VALUE;
  let sum = 0;
  if (max !== undefined && (exclusive ? value >= max : value > max)) sum += relative(max);
  if (min !== undefined && (exclusive ? value <= min : value < min)) sum += relative(min);
  return sum;
}
