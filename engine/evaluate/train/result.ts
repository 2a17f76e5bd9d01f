/** What a training reports, on the way and at its end. */
import type { HostTensor } from '../../compute/index.ts';
import type { Curves } from './checkpoint.ts';

export interface TrainProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Loss of the last step. */
  readonly loss: number;
  /** Percent, at the last validation. */
  readonly accuracy: number | undefined;
  readonly seconds: number;
}

export interface Trained {
  readonly status: 'ok' | 'diverged' | 'failed';
  /** Validation accuracy in percent, at the end. Diverged: the last one known, at worst that of guessing. Failed: undefined. */
  readonly accuracy: number | undefined;
  /** Validation cross-entropy in nats. */
  readonly loss: number | undefined;
  /** Validation accuracy of each exit, the network's end last; undefined where it has no early exits. */
  readonly exits: readonly number[] | undefined;
  /** Accuracy in percent on the test split, where it was asked for and there is one. */
  readonly testAccuracy: number | undefined;
  readonly curves: Curves;
  readonly steps: number;
  readonly epochs: number;
  /** All of it, over all interruptions. */
  readonly seconds: number;
  /** Training images a second of this session's steps alone: validation and compilation are not counted. */
  readonly imagesPerSecond: number;
  /** The time budget ended it before its last step. */
  readonly early: boolean;
  /** One sentence, where the status is not `ok`. */
  readonly message: string | undefined;
  /** It failed because its device was lost, which is not the network's fault: another device may do it. */
  readonly lost?: true;
  readonly weights: Readonly<Record<string, HostTensor>> | undefined;
}

/** A training that could not be done. */
export function failure(message: string, seconds: number): Trained {
  return {
    status: 'failed',
    accuracy: undefined,
    loss: undefined,
    exits: undefined,
    testAccuracy: undefined,
    curves: { loss: [], validation: [] },
    steps: 0,
    epochs: 0,
    seconds,
    imagesPerSecond: 0,
    early: false,
    message,
    weights: undefined,
  };
}
