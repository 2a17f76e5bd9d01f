/** What a training of a hypernetwork takes and gives. `train.ts` does it. */
import type { Network } from '../../../dsl/graph/network.ts';
import type { Backend } from '../../compute/index.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Ghn } from './ghn.ts';

/** Network number `index` of an endless sequence: a function of the index alone. One sentence where none can be drawn. */
export type NetworkSequence = (index: number) => { readonly value: Network } | { readonly error: string };

export interface GhnTraining {
  /** Where to begin or to go on. */
  readonly ghn: Ghn;
  readonly networks: NetworkSequence;
  readonly dataset: Dataset;
  readonly backend: Backend;
  /** Train until so many steps are done in all; `options.steps` unless given. */
  readonly steps?: number | undefined;
  /** Aborted: a last checkpoint, then the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: GhnProgress) => void) | undefined;
  readonly checkpoint?: GhnCheckpointing | undefined;
}

export interface GhnCheckpointing {
  /** Seconds between two checkpoints; one more is taken when the signal aborts, and at the end. */
  readonly every: number;
  /** The whole hypernetwork, as `loadGhn` reads it. */
  readonly save: (bytes: Uint8Array) => void | Promise<void>;
}

export interface GhnProgress {
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the last step's architectures, in nats. */
  readonly loss: number;
  readonly seconds: number;
}

export interface GhnTrained {
  /** `diverged`: the loss or a parameter left the finite numbers; `failed`: a network or data set that does not fit, a lost file. */
  readonly status: 'ok' | 'diverged' | 'failed';
  /** The last good state: after `diverged` that of the last checkpoint, or of the beginning. */
  readonly ghn: Ghn;
  /** It failed as its device was lost: on another one it may go on from `ghn`. */
  readonly lost?: true;
  /** One sentence, where the status is not `ok`; it names the step. */
  readonly message: string | undefined;
}
