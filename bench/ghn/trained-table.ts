/** The table of really trained architectures. */
import { readLines } from './lines.ts';

export interface TrainedRow {
  /** Position among the architectures drawn. */
  readonly index: number;
  readonly architecture: string;
  readonly status: 'ok' | 'diverged' | 'failed';
  readonly epochs: number;
  readonly seed: number;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Validation along the training: steps done, percent, nats. */
  readonly validation: readonly { readonly step: number; readonly accuracy: number; readonly loss: number }[];
  /** Training loss (nats), means of equal parts of the training. */
  readonly loss: readonly { readonly step: number; readonly loss: number }[];
  /** Percent, at the end. */
  readonly valAccuracy: number;
  readonly testAccuracy: number;
  readonly params: number;
  readonly macs: number;
  /** By the clock, and of the processors. */
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** All rows of a table, by index; none where there is no file. */
export function readTable(file: string): TrainedRow[] {
  const rows = new Map(readLines<TrainedRow>(file).map((row) => [row.index, row]));
  return [...rows.values()].sort((a, b) => a.index - b.index);
}
