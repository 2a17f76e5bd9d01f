/** What people call the metrics of the language. */
import type { MetricName } from '../fact.ts';

export interface MetricWord {
  readonly metric: MetricName;
  /** An error rate: 100 % less it is the accuracy. */
  readonly complement?: true;
}

const table: readonly (readonly [pattern: string, word: MetricWord])[] = [
  [
    '(?:(?:top[- ]?1|validation|val|test|classification) )?(?:error(?: rate)?|misclassification(?: rate)?)',
    { metric: 'accuracy', complement: true },
  ],
  [
    '(?:(?:top[- ]?1|validation|val|test|classification) )?(?:accuracy|accuracies|precision)|top[- ]?1|acc',
    { metric: 'accuracy' },
  ],
  ['(?:trainable )?(?:params?|parameters?)', { metric: 'params' }],
  [
    'macs?|m-?adds?|mult(?:iply)?[- ]?(?:adds?|accumulates?)|multiply[- ]accumulates?|multiplications?|compute',
    { metric: 'macs' },
  ],
  ['flops?|floating[- ]point operations?|operations', { metric: 'flops' }],
  [
    '(?:peak |activation |working |runtime )+(?:memory|ram)|ram|sram|activations?|memory(?: use| usage| footprint| consumption)?',
    { metric: 'memory' },
  ],
  [
    '(?:model |weight |file |disk |download |flash )*(?:size|storage|weights?|file|flash|footprint|disk)|weight[_ ]memory',
    { metric: 'weight_memory' },
  ],
  [
    '(?:inference |forward |prediction )*(?:latency|latencies|delay|inference(?: time)?|speed|response time|run ?time)',
    { metric: 'latency' },
  ],
  ['depth|layers?', { metric: 'depth' }],
];

/** Source of a regular expression of any of them, without groups of its own. */
export const METRIC = `(?:${table.map(([pattern]) => pattern).join('|')})`;

export function metricOf(text: string): MetricWord | undefined {
  return table.find(([pattern]) => new RegExp(`^(?:${pattern})$`).test(text.trim()))?.[1];
}
