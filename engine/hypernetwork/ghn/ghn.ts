/**
 * A graph hypernetwork (Zhang, Ren and Urtasun, arXiv 1810.05749; GHN-2, arXiv 2110.13100): what it is, apart from where it runs. Plain data:
 * parameters, optimiser state and the number of steps done. Batches and architectures of a step follow from seed and step, so nothing else is
 * needed to go on bit for bit.
 */
import type { HostTensor } from '../../compute/index.ts';
import type { GhnOptions } from './options.ts';

export interface Ghn {
  readonly options: GhnOptions;
  /** Training steps done. */
  readonly step: number;
  /** Seconds of training so far, over all interruptions. */
  readonly seconds: number;
  /** Mean loss (nats) of the steps since the point before. */
  readonly curve: readonly LossPoint[];
  /** Sum of the losses since the last point of the curve. */
  readonly pendingLoss: number;
  /** What it learnt on last; undefined before the first step. */
  readonly learnt: Learnt | undefined;
  /** Parameters and optimiser state by name. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

/** Names, for people. */
export interface Learnt {
  readonly space: string;
  readonly dataset: string;
}
