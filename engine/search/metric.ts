/**
 * Names of the quantities that experiments optimise and bound. Some follow from the graph alone (`params`, `macs`, ...: exact,
 * known before anything is trained), the others are measured by an evaluator (`accuracy`, `latency(edgegpu)`, ...).
 */
import type { Costs } from '../../dsl/graph/network.ts';

/** Values by metric key, in the units of docs/costs.md: percent, parameters, MACs, bytes, seconds. */
export type Metrics = Readonly<Record<string, number>>;

/** A metric as an experiment names it: `latency(device: "edgegpu")` is `{ metric: 'latency', device: 'edgegpu' }`. */
export interface MetricRef {
  readonly metric: string;
  readonly device?: string | undefined;
  /** Of a metric that an evaluator declares; plain numbers where absent. */
  readonly unit?: MetricUnit | undefined;
}

/** Seconds, bytes, percent. */
export type MetricUnit = 'time' | 'bytes' | 'percent';

const staticMetrics = {
  params: (costs: Costs) => costs.params,
  macs: (costs: Costs) => costs.macs,
  flops: (costs: Costs) => costs.flops,
  weight_memory: (costs: Costs) => costs.weightBytes,
  memory: (costs: Costs) => costs.activationBytes,
  depth: (costs: Costs) => costs.depth,
} as const;

/** The key under which a metric's value is kept: `params`, `latency(edgegpu)`. */
export function metricKey(ref: MetricRef): string {
  return ref.device === undefined ? ref.metric : `${ref.metric}(${ref.device})`;
}

/** Whether the graph alone decides it. */
export function isStatic(ref: MetricRef): boolean {
  return ref.device === undefined && Object.hasOwn(staticMetrics, ref.metric);
}

/** Every static metric of a network. */
export function metricsOfCosts(costs: Costs): Metrics {
  return Object.fromEntries(Object.entries(staticMetrics).map(([name, read]) => [name, read(costs)]));
}
