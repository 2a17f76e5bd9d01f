/**
 * What an evaluator is: it says how good one architecture is. `train` really trains it, `table` looks a published result up. Who asks
 * knows neither tensors nor tables.
 */
import type { Network } from '../../dsl/graph/network.ts';
import type { RemoteWorker } from '../protocol/runs.ts';

/** Limits of one evaluation; the first one reached ends it, with what has been learnt by then as its result. */
export interface EvaluationBudget {
  readonly epochs?: number;
  readonly steps?: number;
  readonly seconds?: number;
}

export interface EvaluationProgress {
  /** Share done, 0..1. */
  readonly share: number;
  /** What is going on, in a few words: `epoch 3 of 10, loss 0.41, 93.2 %`. */
  readonly doing: string;
  /** `doing` is a sentence that a user is to read: something is in the way, or is not any more. */
  readonly notice?: string;
  /** Of a program's training: what it reported, whole. */
  readonly report?: TrainingReport;
}

export interface TrainingReport {
  readonly step: number;
  /** Steps in all. */
  readonly of: number | undefined;
  readonly values: ReadonlyMap<string, number>;
}

export interface EvaluationRequest {
  /** Canonical text of the architecture. */
  readonly architecture: string;
  /** Builds its network; called only by evaluators that need one. */
  readonly network: () => Network;
  /** Decides all randomness of this evaluation. */
  readonly seed: number | string;
  /** Which evaluation of which run it is, the same after every interruption; missing where it belongs to none. */
  readonly place?: { readonly run: string; readonly position: number };
  readonly budget?: EvaluationBudget;
  /**
   * Only the beginning of the training, 0..1, for evaluators with `parts`; the whole unless given. Its course is that of the whole, and its end goes to
   * `checkpoint`, so that a larger share goes on from there.
   */
  readonly share?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Receives the state of a long evaluation from time to time, with the seconds spent so far. */
  readonly checkpoint?: (data: Uint8Array, seconds: number) => void | Promise<void>;
  /** What `checkpoint` was given when this evaluation was interrupted: it continues bit for bit. */
  readonly resume?: Uint8Array;
}

/**
 * `ok`: measured. `diverged`: the training ran into NaN or infinity; `accuracy` is the last one known, at worst that of guessing.
 * `failed`: it could not be measured (network and data set do not fit, a file was lost, memory ran out).
 * `unknown-architecture`: the evaluator has no result for it.
 */
export type EvaluationStatus = 'ok' | 'diverged' | 'failed' | 'unknown-architecture';

export interface Evaluation {
  readonly status: EvaluationStatus;
  /** Percent, 0..100. */
  readonly accuracy?: number;
  /** Everything measured, by name; `accuracy` again where there is one. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Wall-clock time it took, over all interruptions. */
  readonly seconds: number;
  /** One sentence, where the status is not `ok`. */
  readonly message?: string;
  /** Of evaluators that train: the trained weights, named `<node>.<weight>`, as safetensors. */
  readonly weights?: Uint8Array;
}

export interface Evaluator {
  readonly name: string;
  /** Names of the metrics that its evaluations hold. */
  readonly metrics: readonly string[];
  /** Whether it can do a `share` of an evaluation. */
  readonly parts?: boolean;
  /** Whether its evaluations hold the accuracy of every exit of a network with early exits: `accuracy@1`, ... */
  readonly exits?: boolean;
  /** Rejects with the signal's reason when it is aborted, with a DeviceLost where its device is gone for good, and for nothing else that is not a bug. */
  evaluate(request: EvaluationRequest): Promise<Evaluation>;
  /** The evaluation of this place is in the store: what is kept elsewhere of it may go. */
  kept?(place: NonNullable<EvaluationRequest['place']>): void;
  /** Where other machines evaluate: calls back with these now, and whenever something about them changed. */
  onWorkers?(hear: (workers: readonly RemoteWorker[]) => void): void;
  /** Gives back what the evaluator holds (files, devices). */
  close(): Promise<void>;
}
