/**
 * What the experiment loop needs of an evaluator: the value of one architecture. `engine/evaluate` provides it (services.ts joins the two),
 * tests provide a function.
 */
import type { Architecture } from '../../dsl/space/decision-space.ts';
import type { RemoteWorker } from '../protocol/runs.ts';
import type { Metrics } from './metric.ts';
import type { ResultStatus } from './strategy.ts';

export interface EvaluationJob {
  readonly architecture: Architecture;
  /** Number of the evaluation in its run. */
  readonly position: number;
  /** The run's key where it has one, the same after every interruption and another one for every run. */
  readonly run?: string | undefined;
  /** Decides all randomness of this evaluation; depends on the run's seed and the graph, not on the order of evaluations. */
  readonly seed: string;
  readonly signal: AbortSignal;
  /** How much of the training is wanted, 0..1. A smaller share is the beginning of the whole training, and ends with a checkpoint from which it goes on. */
  readonly share: number;
  /** Share done 0..1, and what is going on in a few words. */
  readonly progress: (share: number, doing: string, notice?: string) => void;
  /** What `checkpoint` was given when this evaluation was interrupted, or when a smaller share of it ended. */
  readonly resume: Uint8Array | undefined;
  /** Keeps the state of a long evaluation, with the seconds spent so far. */
  readonly checkpoint: (data: Uint8Array, seconds: number) => void;
}

export interface Measured {
  readonly status: ResultStatus;
  /** Measured metrics by key: `accuracy` in percent, `latency(edgegpu)` in seconds. */
  readonly metrics: Metrics;
  readonly why?: string | undefined;
  readonly seconds: number;
  /** Trained weights, where there are any, as safetensors. */
  readonly weights?: Uint8Array | undefined;
}

export interface EvaluationPort {
  /** What computes, for the record: `onnx (cpu)`, `table`. */
  readonly backend: string;
  /** Rejects with the signal's reason when it was aborted, with a DeviceLost where its device is gone for good, and for nothing else that is not a bug. */
  evaluate(job: EvaluationJob): Promise<Measured>;
  /** The evaluation is in the journal: what was kept elsewhere of it may go. */
  kept?(job: Pick<EvaluationJob, 'run' | 'position'>): void;
  /** Where other machines evaluate: calls back with these now, and whenever something about them changed. */
  onWorkers?(hear: (workers: readonly RemoteWorker[]) => void): void;
  close(): Promise<void>;
}
