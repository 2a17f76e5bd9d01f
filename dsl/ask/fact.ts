/** What a request in plain English says, as data: what rules read and what experiments are written from. */
import type { OptionRecord } from '../semantics/options.ts';
import type { kinds } from '../semantics/kinds.ts';

export type MetricName = 'accuracy' | 'params' | 'macs' | 'flops' | 'weight_memory' | 'memory' | 'depth' | 'latency';

export interface Bound {
  readonly metric: MetricName;
  /** In the metric's own unit: counts, bytes, seconds, percent. Both ends are included. */
  readonly min?: number;
  readonly max?: number;
}

/** A data set as far as an experiment has to know it. */
export interface Data {
  readonly name: string;
  readonly kind: (typeof kinds.dataset)[number];
  readonly options: OptionRecord;
  /** Pixels; missing where the data does not decide it. */
  readonly size?: number;
  readonly channels?: 1 | 3;
  readonly classes?: number;
}

export type Feature =
  | 'attention'
  | 'convolution'
  | 'pooling'
  | 'depthwise'
  | 'squeeze_excite'
  | 'residual'
  | 'dropout'
  | 'batchnorm'
  | 'large_kernels';

export type Family =
  | 'mobile'
  | 'convnet'
  | 'transformer'
  | 'nasbench201'
  | 'nasbench101'
  | 'darts'
  | 'ofa_mobilenetv3'
  | 'autoformer_tiny'
  | 'ghn_random';

export interface Device {
  /** As `latency(device: "...")` names it. */
  readonly name: string;
  readonly words: string;
  /** What networks for it are usually made of. */
  readonly family?: Family;
  /** Where memory is what is short. */
  readonly scarceMemory?: true;
}

export type Fact =
  | { readonly kind: 'task' }
  | { readonly kind: 'unsupported'; readonly why: string }
  | { readonly kind: 'objective'; readonly metric: MetricName; readonly direction: 'maximize' | 'minimize' }
  /** Latency where it is measured, else multiply-accumulates. */
  | { readonly kind: 'speed' }
  | { readonly kind: 'unimportant'; readonly metrics: readonly MetricName[] }
  | ({ readonly kind: 'bound' } & Bound)
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'family'; readonly family: Family }
  | { readonly kind: 'space'; readonly name: string }
  | { readonly kind: 'feature'; readonly feature: Feature }
  | { readonly kind: 'data'; readonly data: Data }
  | { readonly kind: 'image'; readonly height: number; readonly width: number }
  | { readonly kind: 'channels'; readonly channels: 1 | 3 }
  | { readonly kind: 'classes'; readonly classes: number }
  | { readonly kind: 'evaluations'; readonly evaluations: number }
  /** Seconds. */
  | { readonly kind: 'time'; readonly time: number }
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'epochs'; readonly epochs: number }
  | { readonly kind: 'batch'; readonly batch: number }
  | { readonly kind: 'strategy'; readonly strategy: (typeof kinds.search)[number] }
  | { readonly kind: 'predictor'; readonly predictor: (typeof kinds.predictor)[number] }
  | { readonly kind: 'evaluator'; readonly evaluator: 'train' | 'table' }
  /** What was asked not to be. */
  | { readonly kind: 'not'; readonly fact: Fact };

export type FactOf<K extends Fact['kind']> = Extract<Fact, { readonly kind: K }>;

export const factsOf = <K extends Fact['kind']>(facts: readonly Fact[], kind: K): readonly FactOf<K>[] =>
  facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
