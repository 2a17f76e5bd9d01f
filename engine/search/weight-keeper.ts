/** Who keeps trained weights while an experiment runs. The store's folder is one, a test's map another. */
import type { EvaluationRecord } from '../store/records.ts';

export interface WeightKeeper {
  /** Before the evaluation's record is written: who dies in between evaluates it again, and keeps its weights again. */
  keep(record: EvaluationRecord, weights: Uint8Array): void;
  /** Once the record is written: what the evaluation has surpassed is not kept any more. */
  settle(record: EvaluationRecord): void;
}
