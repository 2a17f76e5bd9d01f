/**
 * What is known of an architecture before it is evaluated: the costs of its graph, and latencies by device profiles, measured or predicted. Requirements on
 * these are tested before anything is evaluated, and no predictor learns them.
 */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { isStatic, metricKey, metricsOfCosts, type MetricRef, type Metrics } from './metric.ts';
import type { Prediction } from './strategy.ts';

/** Metrics that something other than graph and evaluator tells of every architecture. */
export interface Foreknown {
  /** Metric keys. */
  readonly keys: ReadonlySet<string>;
  /** By key; `predicted` holds those of the metrics that were predicted and not measured. */
  of(architecture: Architecture): {
    readonly metrics: Metrics;
    readonly predicted: Readonly<Record<string, Prediction>>;
  };
}

export interface KnowsBefore {
  readonly space: DecisionSpace;
  readonly foreknown?: Foreknown | undefined;
}

/** Whether the metric is known before an evaluation. */
export function isForeknown({ foreknown }: Pick<KnowsBefore, 'foreknown'>, ref: MetricRef): boolean {
  return isStatic(ref) || foreknown?.keys.has(metricKey(ref)) === true;
}

export function metricsBefore({ space, foreknown }: KnowsBefore, architecture: Architecture): Metrics {
  return { ...metricsOfCosts(space.costs(architecture)), ...foreknown?.of(architecture).metrics };
}

/** Of the metrics that are known before, those that were predicted; undefined where none was. */
export function predictedBefore(
  foreknown: Foreknown | undefined,
  architecture: Architecture,
): Readonly<Record<string, Prediction>> | undefined {
  const predicted = foreknown?.of(architecture).predicted ?? {};
  return Object.keys(predicted).length === 0 ? undefined : predicted;
}
