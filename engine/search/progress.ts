/** Events of a running experiment, for whoever shows it: the command line, the editor. Plain data. */
import type { EvaluationRecord } from '../store/records.ts';

export type ProgressEvent =
  | { readonly kind: 'started'; readonly done: number; readonly budget: number | undefined; readonly front: number }
  /** The strategy is choosing: fitting its predictor, ranking candidates. */
  | { readonly kind: 'asking'; readonly done: number; /** What takes long, in a few words. */ readonly doing?: string }
  | {
      readonly kind: 'evaluating';
      readonly position: number;
      readonly share: number;
      readonly doing: string;
      readonly notice?: string;
    }
  | { readonly kind: 'evaluated'; readonly record: EvaluationRecord; readonly done: number; readonly front: number }
  /** Something beside the evaluations went wrong; the run goes on. One sentence. */
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'finished'; readonly reason: EndReason; readonly done: number };

export type EndReason = 'budget' | 'time' | 'exhausted' | 'cancelled';

export type ProgressListener = (event: ProgressEvent) => void;
