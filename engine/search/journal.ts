/** Where the experiment loop writes every step, so that it can go on after any interruption. The store is one, a test's array another. */
import type { CheckpointRecord, EvaluationRecord } from '../store/records.ts';

/** What an earlier process left of a run; all empty for a new one. */
export interface Past {
  readonly evaluations: readonly EvaluationRecord[];
  readonly checkpoint: CheckpointRecord | undefined;
  /** The interrupted evaluation at a position, or where a part of a training ended; read anew at every call. */
  readonly training: (position: number) => { readonly data: Uint8Array; readonly seconds: number } | undefined;
}

export interface Journal {
  /** Writes the given parts together or not at all. */
  step(step: {
    readonly evaluation?: EvaluationRecord;
    readonly checkpoint?: CheckpointRecord;
    readonly training?: { readonly position: number; readonly data: Uint8Array; readonly seconds: number };
  }): void;
}

export const nothing: Past = { evaluations: [], checkpoint: undefined, training: () => undefined };
