import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repairStore, type Repair } from '../../../../engine/store/repair/repair.ts';
import { salvage } from '../../../../engine/store/repair/salvage.ts';
import type { CheckpointRecord, EvaluationRecord } from '../../../../engine/store/records.ts';
import { openStore, type Store } from '../../../../engine/store/store.ts';
import { StoreError } from '../../../../engine/store/store-error.ts';
import { terminal } from '../cli/terminal.ts';
import { sampleEvaluation, sampleSetup } from './sample-run.ts';

const day = '2030-01-31';
const page = 4096;

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-repair-'));
  file = join(folder, 'runs.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Larger than a page: on overflow pages. */
const checkpoint: CheckpointRecord = {
  told: 300,
  state: { random: '1,2', asked: Array.from({ length: 900 }, (_, i) => `hash-${i}`) },
  pending: [{ choices: [1, 2], hash: 'h', origin: 'random' }],
};
const training = { position: 300, seconds: 2.5, data: Uint8Array.from({ length: 50_000 }, (_, i) => i % 251) };

/** Two runs, of 300 evaluations and of 3. */
function fill(store: Store, spec = 'experiment Toy { }\n'.repeat(600)): void {
  const { id } = store.create({ ...sampleSetup, spec });
  for (let i = 0; i < 300; i++) store.step(id, { evaluation: sampleEvaluation(i) });
  store.step(id, { checkpoint, training });
  store.finish(id, 'interrupted', 'for the test');
  const other = store.create({ ...sampleSetup, experiment: 'Other' });
  for (let i = 0; i < 3; i++)
    store.step(other.id, { evaluation: sampleEvaluation(i), checkpoint: { ...checkpoint, told: i } });
  store.finish(other.id, 'done', 'the budget is spent');
}

function make(spec?: string): Buffer {
  const store = openStore(file);
  fill(store, spec);
  store.close();
  return readFileSync(file);
}

function read<T>(work: (store: Store) => T): T {
  const store = openStore(file, { readOnly: true });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

const evaluationsOf = (run: string): EvaluationRecord[] => read((store) => store.evaluations(run));
const lostOf = (repair: Repair): Record<string, number> =>
  Object.fromEntries(repair.runs.map(({ id, lost }) => [id, lost]));

describe('what is read without the trees of a store', () => {
  it('is all that was written, while it stands in the write-ahead log and after', () => {
    const store = openStore(file);
    fill(store);
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix);
    store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    for (const from of [copy, file]) {
      const found = salvage(from);
      expect(found.unread).toBe(0);
      expect([...found.runs.keys()]).toEqual(['toy-1', 'other-1']);
      expect(found.evaluations.get('toy-1')?.size).toBe(300);
      expect(found.evaluations.get('other-1')?.size).toBe(3);
      expect([...found.checkpoints.values()].map(([run, told]) => [run, told])).toEqual([['toy-1', 300], ['other-1', 2]]); // prettier-ignore
      expect(found.trainings).toEqual([['toy-1', 300, 2.5, training.data]]);
    }
  });

  it('ends with the last whole transaction of a log that was cut short', () => {
    const store = openStore(file);
    fill(store);
    const copy = join(folder, 'copy.db');
    copyFileSync(file, copy);
    const log = readFileSync(`${file}-wal`);
    store.close();
    const sizes = [0.2, 0.5, 0.8].map((share) => {
      writeFileSync(`${copy}-wal`, log.subarray(0, Math.floor(share * log.length)));
      const found = salvage(copy);
      const own = found.evaluations.get('toy-1') ?? new Map<number, unknown>();
      expect([...own.keys()].sort((a, b) => a - b)).toEqual([...own.keys()].map((_, i) => i));
      return own.size;
    });
    expect(sizes[0]).toBeGreaterThan(0);
    expect(sizes[1]).toBeGreaterThan(sizes[0] ?? 0);
    expect(sizes[2]).toBeLessThanOrEqual(300);
  });
});

describe('a repaired store', () => {
  it('holds what was not on the damaged page, whichever that is, and says what was', () => {
    const bytes = make();
    const whole = evaluationsOf('toy-1');
    let losses = 0;
    let refusals = 0;
    for (let damaged = 0; damaged < bytes.length / page; damaged += 2) {
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'hnas-repair-'));
      file = join(folder, 'runs.db');
      writeFileSync(file, Buffer.from(bytes).fill(0xab, page * damaged, page * (damaged + 1)));
      let repair: Repair;
      try {
        repair = repairStore(file, day);
      } catch (error) {
        // Both records of runs are on one page: without it nothing means anything, and nothing is touched.
        expect(error).toBeInstanceOf(StoreError);
        expect(String(error)).toContain('without their runs they mean nothing; it stays as it is');
        expect(readdirSync(folder)).toEqual(['runs.db']);
        refusals++;
        continue;
      }
      // A page of numbers in the middle of a training shows in no check of SQLite's; it is held against its own format when it is read.
      if (repair.kept === undefined) continue;
      expect(read((store) => store.isWhole())).toBe(true);
      for (const { id, evaluations, lost } of repair.runs) {
        const kept = evaluationsOf(id);
        expect(kept).toHaveLength(evaluations);
        for (const each of kept) expect(each).toEqual(whole[each.position]);
        if (id === 'toy-1') expect(evaluations + lost).toBe(300);
        const run = read((store) => store.run(id));
        if (lost === 0) continue;
        losses++;
        expect(run).toMatchObject({ status: 'interrupted', reason: `${lost} of its evaluations were lost with a damaged store; going on measures them again` }); // prettier-ignore
        expect(read((store) => store.checkpoint(id))).toBeUndefined();
      }
    }
    expect(losses).toBeGreaterThan(3);
    expect(refusals).toBeLessThan(3);
  }, 120_000);

  it('is made of what a lost first page, and so a lost kind of file, leaves', () => {
    writeFileSync(file, make().fill(0, 0, page));
    const before = readFileSync(file);
    const repair = repairStore(file, day);
    expect(lostOf(repair)).toEqual({ 'toy-1': 0, 'other-1': 0 });
    expect(repair.kept).toBe(`${file}.corrupt-${day}`);
    expect(readFileSync(`${file}.corrupt-${day}`)).toEqual(before);
    expect(read((store) => store.checkpoint('toy-1'))).toEqual(checkpoint);
    expect([...(read((store) => store.training('toy-1', 300))?.data ?? [])]).toEqual([...training.data]);
    expect(read((store) => store.runs().map(({ id, status }) => [id, status]))).toEqual([['toy-1', 'interrupted'], ['other-1', 'done']]); // prettier-ignore
  });

  it('is made of what a file that was cut short still has', () => {
    writeFileSync(file, make('experiment Toy { }').subarray(0, 16 * page + 100));
    const { runs } = repairStore(file, day);
    const toy = runs.find(({ id }) => id === 'toy-1');
    expect(toy?.evaluations).toBeGreaterThan(0);
    expect(evaluationsOf('toy-1')).toHaveLength(toy?.evaluations ?? 0);
  });

  it('keeps the state of a training of which a part is done, and none of a finished one', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    const part = { training_share: 1 / 3, 'accuracy at 1/3': 50, params: 10 };
    store.step(id, { training: { ...training, position: 0 } });
    store.step(id, { evaluation: sampleEvaluation(0, { metrics: part }) });
    store.step(id, { evaluation: sampleEvaluation(1) });
    store.finish(id, 'interrupted', 'for the test');
    store.close();
    const db = new DatabaseSync(file);
    db.prepare('INSERT INTO trainings VALUES (?, 1, 2.5, ?)').run(id, training.data);
    db.close();
    writeFileSync(file, readFileSync(file).fill(0, 0, page));
    expect(lostOf(repairStore(file, day))).toEqual({ [id]: 0 });
    expect(read((made) => made.training(id, 0))?.seconds).toBe(2.5);
    expect(read((made) => made.training(id, 1))).toBeUndefined();
  });

  it('does not bring back runs that were deleted, and knows what has no run', () => {
    const store = openStore(file);
    fill(store);
    store.delete('toy-1');
    store.close();
    writeFileSync(file, readFileSync(file).fill(0xab, 60, 68));
    const bytes = readFileSync(file);
    bytes.fill(0xab, 3 * page, 4 * page);
    writeFileSync(file, bytes);
    const repair = repairStore(file, day);
    expect(repair.runs.map(({ id }) => id)).toEqual(['other-1']);
    expect([...repair.orphans.keys()]).toEqual([]);
  });

  it('keeps every damaged one under a name of its own', () => {
    const bytes = make();
    for (const name of [`runs.db.corrupt-${day}`, `runs.db.corrupt-${day}-2`]) {
      writeFileSync(file, Buffer.from(bytes).fill(0, 0, page));
      rmSync(`${file}-wal`, { force: true });
      expect(repairStore(file, day).kept).toBe(join(folder, name));
    }
  });
});

describe('hnas runs repair', () => {
  const shell = () => {
    const made = terminal();
    return {
      ...made,
      repair: (...more: string[]) => made.runWith({ cwd: folder }, 'runs', 'repair', '--store', 'runs.db', ...more),
    };
  };

  it('leaves a sound store alone', async () => {
    const before = make();
    expect(await shell().repair()).toMatchObject({ exit: 0, out: 'runs.db is not damaged: nothing was done\n' });
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['runs.db']);
  });

  it('says what is there again, what was lost, and where the damaged one is', async () => {
    const bytes = make();
    const at = bytes.indexOf('edge[0]: op150 ');
    const start = page * Math.floor(at / page);
    writeFileSync(file, bytes.fill(0xab, start, start + page));
    const { exit, out, err } = await shell().repair();
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(
      /^runs\.db holds again what could be read; the damaged one is kept as runs\.db\.corrupt-\d{4}-\d\d-\d\d\n/,
    );
    expect(out).toMatch(/run toy-1: \d+ evaluations, \d+ lost; --resume toy-1 measures them again\n/);
    expect(out).toContain('run other-1: all 3 evaluations\n');
    expect(await shell().repair()).toMatchObject({ exit: 0, out: 'runs.db is not damaged: nothing was done\n' });
  });

  it('gives the same as JSON', async () => {
    writeFileSync(file, make().fill(0, 0, page));
    const { json } = await shell().repair('--json');
    expect(json()).toMatchObject({
      store: 'runs.db',
      runs: [
        { id: 'toy-1', evaluations: 300, lost: 0 },
        { id: 'other-1', evaluations: 3, lost: 0 },
      ],
      lost: [],
      unread: 0,
    });
  });

  it('touches neither another file nor a store in which a run is under way', async () => {
    writeFileSync(file, 'just some notes, quite a few of them '.repeat(500));
    const other = await shell().repair();
    expect(other.exit).toBe(2);
    expect(other.err).toContain('no run of a HyperNAS store can be found in');
    expect(readdirSync(folder)).toEqual(['runs.db']);
    rmSync(file);
    const store = openStore(file);
    store.create(sampleSetup);
    store.close();
    expect(await shell().repair()).toMatchObject({ exit: 2, err: expect.stringContaining('stop it first') as string });
    rmSync(file);
    expect(await shell().repair()).toMatchObject({
      exit: 2,
      err: expect.stringContaining('there is no store') as string,
    });
    expect((await shell().repair('--delete', 'x')).err).toContain('not both at once');
  });
});
