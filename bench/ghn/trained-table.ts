/**
 * The table of really trained architectures: one line of JSON a row, appended as soon as it is known, so that a script killed at any
 * moment has lost only what it was training.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

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

/** All whole rows of a table, by index; none where there is no file. A row whose writing was cut short is not one. */
export function readTable(file: string): TrainedRow[] {
  if (!existsSync(file)) return [];
  const rows = new Map<number, TrainedRow>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const row = parse(line);
    if (row !== undefined) rows.set(row.index, row);
  }
  return [...rows.values()].sort((a, b) => a.index - b.index);
}

function parse(line: string): TrainedRow | undefined {
  try {
    return JSON.parse(line) as TrainedRow;
  } catch {
    return undefined;
  }
}

/** Begins on a line of its own, whatever a killed writer has left behind. */
export function appendRow(file: string, row: TrainedRow): void {
  mkdirSync(dirname(file), { recursive: true });
  const cut = existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n');
  appendFileSync(file, `${cut ? '\n' : ''}${JSON.stringify(row)}\n`);
}
