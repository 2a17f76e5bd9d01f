/** The metrics that `require`, `maximize` and `minimize` speak of: where their value comes from and what they are measured in. */
import type { Dimension } from './units.ts';

export interface Metric {
  readonly name: string;
  /** `static`: decided by the graph alone. `predicted`: measured by an evaluator or predicted by a model. */
  readonly source: 'static' | 'predicted';
  readonly dimension: Dimension;
  readonly doc: string;
  /** By an evaluator, for the experiments that it measures for. */
  readonly declared?: boolean;
  /** Whether it is measured on devices, as a latency is. */
  readonly perDevice?: boolean;
}

const table: readonly Metric[] = [
  { name: 'params', source: 'static', dimension: 'count', doc: 'Trainable parameters.' },
  { name: 'macs', source: 'static', dimension: 'count', doc: 'Multiply-accumulates of one forward pass.' },
  {
    name: 'flops',
    source: 'static',
    dimension: 'count',
    doc: 'Multiply-accumulates and elementwise operations of one forward pass, as benchmark tables count FLOPs.',
  },
  { name: 'weight_memory', source: 'static', dimension: 'bytes', doc: 'Bytes of the weights in float32.' },
  { name: 'memory', source: 'static', dimension: 'bytes', doc: 'Peak bytes of live activations in float32, batch 1.' },
  { name: 'depth', source: 'static', dimension: 'count', doc: 'Operators with weights on the longest path.' },
  { name: 'accuracy', source: 'predicted', dimension: 'percent', doc: 'Validation accuracy in percent.' },
  {
    name: 'anytime',
    source: 'predicted',
    dimension: 'percent',
    doc: 'Mean validation accuracy in percent over all budgets of multiply-accumulates, of a network with early exits.',
  },
  {
    name: 'latency',
    source: 'predicted',
    dimension: 'time',
    doc: "Seconds of one forward pass on a device: measured by the evaluator, else from the device's profile, which predicts what it has not measured.",
    perDevice: true,
  },
];

export const metrics: ReadonlyMap<string, Metric> = new Map(table.map((metric) => [metric.name, metric]));
