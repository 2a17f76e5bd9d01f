/**
 * A damaged store made whole: what can be read goes into a new one, the damaged one is kept beside it. A run that lost evaluations or its checkpoint is asked for
 * anew when it goes on: its strategy proposes the same again, what is there is found at its place, what was lost is measured again (search/experiment.ts).
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Metrics } from '../../search/metric.ts';
import { partOf } from '../../search/part.ts';
import { openStore } from '../store.ts';
import { StoreError, storeErrorOf } from '../store-error.ts';
import type { Field } from './rows.ts';
import { salvage, type Salvage } from './salvage.ts';

export interface RepairedRun {
  readonly id: string;
  readonly evaluations: number;
  /** Evaluations of which it is known that they were there. */
  readonly lost: number;
}

export interface Repair {
  /** Where the damaged store is now; undefined where nothing was damaged and nothing was done. */
  readonly kept: string | undefined;
  readonly runs: readonly RepairedRun[];
  /** Evaluations whose run's record is lost, so that nobody knows what they are of; by the run's name. */
  readonly orphans: ReadonlyMap<string, number>;
  /** Places in the file that could not be read. */
  readonly unread: number;
}

/** `today`: for the name of what is kept, as `2030-01-31`. Throws StoreError where there is nothing to repair with. */
export function repairStore(file: string, today: string): Repair {
  const sound = soundRuns(file);
  if (sound !== undefined) return { kept: undefined, runs: sound, orphans: new Map(), unread: 0 };
  const found = salvage(file);
  if (found.runs.size === 0) {
    const some = found.evaluations.size === 0 ? '' : ', though evaluations are: without their runs they mean nothing';
    throw new StoreError('not-a-store', `no run of a HyperNAS store can be found in ${file}${some}; it stays as it is`);
  }
  const fresh = `${file}.repairing`;
  remove(fresh);
  try {
    const runs = write(fresh, found);
    const kept = moveAway(file, today);
    renameSync(fresh, file);
    return { kept, runs, orphans: orphansOf(found), unread: found.unread };
  } catch (error) {
    remove(fresh);
    throw storeErrorOf(error, file);
  }
}

/** The runs of a store in which nothing is damaged. Throws where what is wrong is something else. */
function soundRuns(file: string): RepairedRun[] | undefined {
  try {
    const store = openStore(file, { mustExist: true });
    try {
      const runs = store.runs();
      const active = runs.find(({ status }) => status === 'running');
      if (active !== undefined)
        throw new StoreError(
          'run-active',
          `run ${active.id} is being worked on by process ${active.owner ?? ''}; stop it first`,
        );
      const counted = runs.map(({ id }) => ({ id, evaluations: store.evaluations(id).length, lost: 0 }));
      return store.isWhole() ? counted : undefined;
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof StoreError && !['corrupt', 'not-a-store', 'io'].includes(error.kind)) throw error;
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

function write(file: string, { runs, evaluations, checkpoints, trainings }: Salvage): RepairedRun[] {
  openStore(file).close();
  const db = new DatabaseSync(file);
  const insert = (table: string, fields: readonly Field[], rowid?: number): void => {
    const marks = fields.map(() => '?').join(', ');
    const columns = rowid === undefined ? '' : ` (rowid, ${runColumns})`;
    const values = rowid === undefined ? [...fields] : [rowid, ...fields];
    db.prepare(`INSERT INTO ${table}${columns} VALUES (${rowid === undefined ? '' : '?, '}${marks})`).run(...values);
  };
  try {
    db.exec('BEGIN');
    const repaired = [...runs].map(([id, { rowid, fields }]): RepairedRun => {
      const own = evaluations.get(id) ?? new Map<number, readonly Field[]>();
      const checkpoint = checkpoints.get(id);
      const lost = missingBelow(own, Number(checkpoint?.[1] ?? endOf(own)));
      insert('runs', interrupted(fields, lost), rowid);
      for (const evaluation of own.values()) insert('evaluations', evaluation);
      // Its strategy was told results that are not there any more: it begins anew, and meets those that are.
      if (checkpoint !== undefined && lost === 0) insert('checkpoints', checkpoint);
      for (const training of trainings)
        if (training[0] === id && goesOn(own.get(Number(training[1])))) insert('trainings', training);
      return { id, evaluations: own.size, lost };
    });
    db.exec('COMMIT');
    return repaired;
  } finally {
    db.close();
  }
}

const runColumns =
  'id, experiment, space, space_hash, file, spec, resolved, seed, objectives, constraints, box, budget, backend, versions, status, reason, created, finished, process, heartbeat';
const [statusAt, reasonAt, processAt] = [14, 15, 18];
/** Of an evaluation. */
const metricsAt = 8;

/** Whether a training's state is of use: it is under way, or a part of it is done. Of a finished one a store keeps none. */
function goesOn(evaluation: readonly Field[] | undefined): boolean {
  return evaluation === undefined || partOf(JSON.parse(String(evaluation[metricsAt])) as Metrics) !== 1;
}

/** A run that lost something can go on, though it was done. Nobody works on any. */
function interrupted(fields: readonly Field[], lost: number): Field[] {
  const changed = [...fields];
  changed[processAt] = null;
  if (lost === 0 && changed[statusAt] !== 'running') return changed;
  changed[statusAt] = 'interrupted';
  changed[reasonAt] =
    lost === 0
      ? 'its store was damaged'
      : `${lost} of its evaluations were lost with a damaged store; going on measures them again`;
  return changed;
}

/** The position after the last: of a run that may have more evaluations than a call takes arguments. */
function endOf(evaluations: ReadonlyMap<number, unknown>): number {
  return [...evaluations.keys()].reduce((end, position) => Math.max(end, position + 1), 0);
}

function missingBelow(evaluations: ReadonlyMap<number, unknown>, end: number): number {
  let missing = 0;
  for (let position = 0; position < end; position++) if (!evaluations.has(position)) missing++;
  return missing;
}

function orphansOf({ runs, evaluations }: Salvage): Map<string, number> {
  return new Map([...evaluations].filter(([id]) => !runs.has(id)).map(([id, own]) => [id, own.size]));
}

const besides = ['-wal', '-shm', '-journal'];

function moveAway(file: string, today: string): string {
  let kept = `${file}.corrupt-${today}`;
  for (let n = 2; existsSync(kept); n++) kept = `${file}.corrupt-${today}-${n}`;
  renameSync(file, kept);
  for (const suffix of besides) if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
  return kept;
}

function remove(file: string): void {
  for (const suffix of ['', ...besides]) rmSync(file + suffix, { force: true });
}
