/**
 * The store of runs: one SQLite file (node:sqlite, write-ahead log). Every step of a run is one transaction, so that after a kill
 * at any moment the file holds the state between two steps, never half of one. All functions throw StoreError and nothing else.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Budget } from '../search/experiment-spec.ts';
import { isWorking, now, thisProcess } from './owner.ts';
import { checkpointOfRow, evaluationOfRow, measuredColumns, measuredOfRow, runOfRow } from './records.ts';
import type { CheckpointRecord, EvaluationRecord, MeasuredRecord, RunRecord, RunSetup, RunStatus } from './records.ts';
import { obstacleTo } from './writable.ts';
import { prepareSchema } from './schema.ts';
import { StoreError, storeErrorOf } from './store-error.ts';
import { insertRun, writeStep, type Step, type TrainingRecord } from './write-rows.ts';

export interface Store {
  readonly file: string;
  runs(): RunRecord[];
  /** The run of that id; `last` is the youngest. */
  run(id: string): RunRecord;
  evaluations(id: string): EvaluationRecord[];
  /** Those at the positions that are there, ascending. */
  evaluationsAt(id: string, positions: readonly number[]): EvaluationRecord[];
  /** At most `limit` from a position on, ascending. */
  measured(id: string, from: number, limit: number): MeasuredRecord[];
  /** How many evaluations there are. Looks at each: of a large run not at once. */
  count(id: string): number;
  /** The position of the last one, -1 where there is none. At once. */
  last(id: string): number;
  checkpoint(id: string): CheckpointRecord | undefined;
  training(id: string, position: number): TrainingRecord | undefined;
  /** Makes a run, taken by this process, with evaluations that it takes over from others. */
  create(setup: RunSetup, known?: readonly EvaluationRecord[]): RunRecord;
  /** Takes an interrupted run for this process, with the budget it has now; refused while another works on it. */
  take(id: string, budget: Budget): void;
  heartbeat(id: string): void;
  /** Refused where another process has taken the run meanwhile: this one was silent for so long that it counted as gone. */
  step(id: string, step: Step): void;
  /** Nothing happens where another process works on the run by now, or has brought it to its end. */
  finish(id: string, status: Exclude<RunStatus, 'running'>, reason: string): void;
  /** Forgets a run with all that it evaluated; refused while a process works on it. */
  delete(id: string): void;
  /** Looks at every page; false where any is damaged. */
  isWhole(): boolean;
  close(): void;
}

export interface OpenOptions {
  /** Nothing is made or changed; the file must exist. */
  readonly readOnly?: boolean;
  /** The file must exist, though it may be changed. */
  readonly mustExist?: boolean;
  /** Largest size in pages of 4 KiB; a quota, also the way to test a full disk. */
  readonly maxPages?: number;
  /** Milliseconds that a locked store is waited for; the thread stands still meanwhile. 5000 unless told. */
  readonly patience?: number;
}

export function openStore(file: string, options: OpenOptions = {}): Store {
  const db = guarded(file, () => connect(file, options));
  const guard = <T>(work: () => T): T => guarded(file, work);
  const transaction = (work: () => void): void => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };

  const run = (id: string): RunRecord => {
    const row =
      id === 'last'
        ? db.prepare('SELECT * FROM runs ORDER BY rowid DESC LIMIT 1').get()
        : db.prepare('SELECT * FROM runs WHERE id = ?').get(id);
    if (row === undefined) throw new StoreError('no-such-run', noSuchRun(id, file, ids(db)));
    return runOfRow(row, statusOf(row));
  };

  return {
    file,
    runs: () =>
      guard(() =>
        db
          .prepare('SELECT * FROM runs ORDER BY rowid')
          .all()
          .map((row) => runOfRow(row, statusOf(row))),
      ),
    run: (id) => guard(() => run(id)),
    evaluations: (id) =>
      guard(() => db.prepare('SELECT * FROM evaluations WHERE run = ? ORDER BY position').all(id).map(evaluationOfRow)),
    evaluationsAt: (id, positions) =>
      guard(() => {
        const select = db.prepare('SELECT * FROM evaluations WHERE run = ? AND position = ?');
        const ascending = [...new Set(positions)].sort((a, b) => a - b);
        return ascending.flatMap((position) => select.all(id, position).map(evaluationOfRow));
      }),
    measured: (id, from, limit) =>
      guard(() =>
        db
          .prepare(
            `SELECT ${measuredColumns} FROM evaluations WHERE run = ? AND position >= ? ORDER BY position LIMIT ?`,
          )
          .all(id, from, limit)
          .map(measuredOfRow),
      ),
    count: (id) =>
      guard(() => Number(db.prepare('SELECT count(*) AS n FROM evaluations WHERE run = ?').get(id)?.['n'])),
    last: (id) =>
      guard(() =>
        Number(db.prepare('SELECT max(position) AS last FROM evaluations WHERE run = ?').get(id)?.['last'] ?? -1),
      ),
    checkpoint: (id) =>
      guard(() => {
        const row = db.prepare('SELECT * FROM checkpoints WHERE run = ?').get(id);
        return row === undefined ? undefined : checkpointOfRow(row);
      }),
    training: (id, position) =>
      guard(() => {
        const row = db.prepare('SELECT seconds, data FROM trainings WHERE run = ? AND position = ?').get(id, position);
        return row === undefined ? undefined : { seconds: Number(row['seconds']), data: row['data'] as Uint8Array };
      }),
    create: (setup, known = []) =>
      guard(() => {
        let id = '';
        transaction(() => {
          id = freshId(db, setup.experiment);
          insertRun(db, id, setup);
          for (const evaluation of known) writeStep(db, id, { evaluation });
        });
        return run(id);
      }),
    take: (id, budget) =>
      guard(() =>
        transaction(() => {
          const row = db.prepare('SELECT * FROM runs WHERE id = ?').get(id);
          if (row === undefined) throw new StoreError('no-such-run', noSuchRun(id, file, ids(db)));
          if (statusOf(row) === 'running' && row['process'] !== thisProcess()) {
            throw new StoreError('run-active', `run ${id} is being worked on by process ${String(row['process'])}`);
          }
          db.prepare(
            `UPDATE runs SET status = 'running', reason = NULL, finished = NULL, budget = ?, process = ?, heartbeat = ? WHERE id = ?`,
          ).run(JSON.stringify(budget), thisProcess(), now(), id);
        }),
      ),
    heartbeat: (id) =>
      guard(
        () =>
          void db.prepare('UPDATE runs SET heartbeat = ? WHERE id = ? AND process = ?').run(now(), id, thisProcess()),
      ),
    step: (id, step) =>
      guard(() => {
        // SQLite goes on writing into a file that has been deleted, where nobody will ever find it.
        if (!existsSync(file))
          throw new StoreError('gone', `the store ${file} was deleted while a run was writing to it; start a new run`);
        transaction(() => {
          requireOwn(db, id);
          writeStep(db, id, step);
        });
      }),
    finish: (id, status, reason) =>
      guard(() =>
        transaction(() => {
          const row = db.prepare('SELECT * FROM runs WHERE id = ?').get(id);
          if (row === undefined) return;
          const isOthers = row['process'] !== thisProcess();
          if (isOthers && (row['status'] === 'done' || statusOf(row) === 'running')) return;
          db.prepare('UPDATE runs SET status = ?, reason = ?, finished = ?, process = NULL WHERE id = ?').run(
            status,
            reason,
            new Date().toISOString(),
            id,
          );
        }),
      ),
    delete: (id) =>
      guard(() =>
        transaction(() => {
          const { owner, status } = run(id);
          if (status === 'running')
            throw new StoreError('run-active', `run ${id} is being worked on by process ${owner ?? ''}; stop it first`);
          db.prepare('DELETE FROM runs WHERE id = ?').run(id);
        }),
      ),
    isWhole: () =>
      guard(() => {
        const [first] = db.prepare('PRAGMA integrity_check(1)').all();
        return first?.['integrity_check'] === 'ok';
      }),
    close: () => guard(() => db.close()),
  };
}

function connect(
  file: string,
  { readOnly = false, mustExist = readOnly, maxPages, patience = 5000 }: OpenOptions,
): DatabaseSync {
  if (mustExist && !existsSync(file)) {
    throw new StoreError('missing', `there is no store ${file}; the first run makes it`);
  }
  const isNew = !readOnly && !existsSync(file);
  if (isNew) makeFolder(file);
  const db = new DatabaseSync(file, { readOnly, timeout: patience });
  try {
    if (!readOnly) db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`);
    prepareSchema(db, file, readOnly);
  } catch (error) {
    db.close();
    // A store that could not be made (the disk is full) is not left behind half-made.
    if (isNew) for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
    throw error;
  }
  return db;
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    const { kind, why } = obstacleTo(dirname(file), error);
    const known = kind === 'read-only' || kind === 'disk-full' ? kind : 'unreadable';
    throw new StoreError(known, `the folder of the store ${file} cannot be made: ${why}`, error);
  }
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeErrorOf(error, file);
  }
}

function statusOf(row: Readonly<Record<string, unknown>>): RunStatus {
  const status = String(row['status']) as RunStatus;
  if (status !== 'running') return status;
  const owner = row['process'] === null ? undefined : String(row['process']);
  return isWorking(owner, Number(row['heartbeat']), now()) ? 'running' : 'interrupted';
}

/** Inside a transaction. Two processes that both hold a run would write two histories into one. */
function requireOwn(db: DatabaseSync, id: string): void {
  const row = db.prepare('SELECT process FROM runs WHERE id = ?').get(id);
  if (row === undefined) throw new StoreError('no-such-run', `run ${id} was deleted while it was being worked on`);
  if (row['process'] === thisProcess()) return;
  const by = row['process'] === null ? 'ended' : `taken over by process ${String(row['process'])}`;
  throw new StoreError('run-active', `run ${id} was ${by} while this process was silent; here it stops`);
}

function ids(db: DatabaseSync): string[] {
  return db
    .prepare('SELECT id FROM runs ORDER BY rowid DESC')
    .all()
    .map((row) => String(row['id']));
}

function noSuchRun(id: string, file: string, known: readonly string[]): string {
  const some = known.slice(0, 5).join(', ');
  return `there is no run "${id}" in ${file}; ${known.length === 0 ? 'it holds none' : `it holds ${some}${known.length > 5 ? ', ...' : ''}`}`;
}

/** `demo-3`: the experiment's name and the next free number. */
function freshId(db: DatabaseSync, experiment: string): string {
  const words = experiment.toLowerCase().match(/[a-z0-9]+/g) ?? ['run'];
  const stem = words.join('-');
  const taken = new Set(ids(db));
  for (let n = 1; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}
