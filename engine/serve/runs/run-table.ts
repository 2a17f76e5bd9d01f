/**
 * The evaluations of a run as columns by position, filled as they come, with the front kept up to date: what charts and summaries are made from without
 * asking the store again. Evaluations never change; those of one batch may come out of order, so there may be gaps near the end.
 */
import { dominates } from '../../search/dominance.ts';
import { objectiveVector, violation } from '../../search/objective.ts';
import type { MeasuredRecord, RunRecord } from '../../store/records.ts';

export interface FrontMember {
  readonly position: number;
  /** Minimised. */
  readonly vector: readonly number[];
}

export interface RunTable {
  /** Positions up to `size` may be there; `present[p]` says whether. */
  size: number;
  count: number;
  /** The least position that is not known. */
  complete: number;
  failures: number;
  front: FrontMember[];
  present: Uint8Array;
  /** 0 ok, 1 diverged, 2 failed. */
  status: Uint8Array;
  seconds: Float64Array;
  /** NaN where there is none. */
  readonly metrics: Map<string, Float64Array>;
  readonly predictedMean: Map<string, Float64Array>;
  readonly predictedStd: Map<string, Float64Array>;
  /** By decision, as many as the first evaluation had. */
  readonly choices: Int32Array[];
}

const FIRST = 256;
const states = ['ok', 'diverged', 'failed'];

export function newTable(): RunTable {
  return {
    size: 0,
    count: 0,
    complete: 0,
    failures: 0,
    front: [],
    present: new Uint8Array(FIRST),
    status: new Uint8Array(FIRST),
    seconds: new Float64Array(FIRST),
    metrics: new Map(),
    predictedMean: new Map(),
    predictedStd: new Map(),
    choices: [],
  };
}

/** What is there already is left alone. */
export function addRows(
  table: RunTable,
  rows: readonly MeasuredRecord[],
  run: Pick<RunRecord, 'objectives' | 'constraints'>,
): void {
  for (const row of rows) {
    const { position } = row;
    if (position >= table.present.length) grow(table, position + 1);
    if (table.present[position] === 1) continue;
    table.present[position] = 1;
    table.count++;
    table.size = Math.max(table.size, position + 1);
    while (table.present[table.complete] === 1) table.complete++;
    table.status[position] = states.indexOf(row.status);
    table.seconds[position] = row.seconds;
    for (const key of Object.keys(row.metrics)) columnOf(table, table.metrics, key)[position] = row.metrics[key] ?? NaN;
    for (const [key, { mean, std }] of Object.entries(row.predicted ?? {})) {
      columnOf(table, table.predictedMean, key)[position] = mean;
      columnOf(table, table.predictedStd, key)[position] = std;
    }
    row.choices.forEach((choice, d) => {
      const column = (table.choices[d] ??= new Int32Array(table.present.length).fill(-1));
      column[position] = choice;
    });
    if (row.status === 'ok') addToFront(table, row, run);
    else table.failures++;
  }
}

/** Bytes that the columns take. */
export function sizeOf({ present, metrics, predictedMean, predictedStd, choices }: RunTable): number {
  return present.length * (10 + 8 * (metrics.size + predictedMean.size + predictedStd.size) + 4 * choices.length);
}

function addToFront(
  table: RunTable,
  { position, metrics }: MeasuredRecord,
  { objectives, constraints }: Pick<RunRecord, 'objectives' | 'constraints'>,
): void {
  const vector = objectiveVector(objectives, metrics);
  if (vector === undefined || violation(constraints, metrics) > 0) return;
  if (table.front.some((other) => dominates(other.vector, vector))) return;
  table.front = [...table.front.filter((other) => !dominates(vector, other.vector)), { position, vector }];
}

function columnOf({ present }: RunTable, columns: Map<string, Float64Array>, key: string): Float64Array {
  let column = columns.get(key);
  if (column === undefined) columns.set(key, (column = new Float64Array(present.length).fill(NaN)));
  return column;
}

function grow(table: RunTable, needed: number): void {
  let length = table.present.length;
  while (length < needed) length *= 2;
  const larger = <T extends Uint8Array | Int32Array | Float64Array>(made: T, old: T): T => (made.set(old), made);
  table.present = larger(new Uint8Array(length), table.present);
  table.status = larger(new Uint8Array(length), table.status);
  table.seconds = larger(new Float64Array(length), table.seconds);
  for (const columns of [table.metrics, table.predictedMean, table.predictedStd])
    for (const [key, column] of columns) columns.set(key, larger(new Float64Array(length).fill(NaN), column));
  table.choices.forEach((column, d) => (table.choices[d] = larger(new Int32Array(length).fill(-1), column)));
}
