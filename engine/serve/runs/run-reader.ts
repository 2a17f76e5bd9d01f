/**
 * Tables of runs, kept between questions and brought up to date from the store a part at a time, so that neither a large run nor many of them hold
 * the engine up.
 */
import { createHash } from 'node:crypto';
import type { RunRecord } from '../../store/records.ts';
import { openStore, type Store } from '../../store/store.ts';
import { addRows, newTable, sizeOf, type RunTable } from './run-table.ts';

/** Rows read between two looks at what else is to be done: about ten milliseconds. */
const PART = 500;
/** Bytes of tables kept. */
const MOST = 256_000_000;
/** Milliseconds that a locked store is waited for: others wait meanwhile. */
const LOCKED = 250;

export interface RunReader {
  /** Opens a store, reads, closes it. Throws StoreError. */
  withStore<T>(file: string, read: (store: Store) => Promise<T>): Promise<T>;
  /** The table of a run, with at least the first `enough` evaluations from `from` on where there are so many. */
  table(store: Store, run: RunRecord, from?: number, enough?: number): Promise<RunTable>;
}

export function runReader(): RunReader {
  /** The least recently used first. */
  const tables = new Map<string, RunTable>();
  const reading = new Map<string, Promise<unknown>>();

  const keep = (key: string, table: RunTable): void => {
    tables.delete(key);
    tables.set(key, table);
    let bytes = [...tables.values()].reduce((sum, each) => sum + sizeOf(each), 0);
    for (const [oldest, old] of tables) {
      if (bytes <= MOST || oldest === key) return;
      tables.delete(oldest);
      bytes -= sizeOf(old);
    }
  };

  return {
    withStore: async (file, read) => {
      const store = openStore(file, { readOnly: true, patience: LOCKED });
      try {
        return await read(store);
      } finally {
        store.close();
      }
    },
    table: async (store, run, from = 0, enough = Infinity) => {
      const key = keyOf(store.file, run);
      // Two questions at once would read the same rows twice.
      const before = reading.get(key) ?? Promise.resolve();
      const table = tables.get(key) ?? newTable();
      const mine = before.then(() => readOn(store, run, table, from + enough));
      const settled = mine.catch(() => undefined);
      reading.set(key, settled);
      keep(key, table);
      try {
        await mine;
      } finally {
        if (reading.get(key) === settled) reading.delete(key);
      }
      keep(key, table);
      return table;
    },
  };
}

async function readOn(store: Store, run: RunRecord, table: RunTable, until: number): Promise<void> {
  let from = table.complete;
  while (from < until) {
    const rows = store.measured(run.id, from, PART);
    addRows(table, rows, run);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART) return;
    from = last.position + 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A run that was deleted leaves its name to another one. */
function keyOf(file: string, { id, created, spec }: RunRecord): string {
  return createHash('sha256')
    .update(JSON.stringify([file, id, created, spec]))
    .digest('hex');
}
