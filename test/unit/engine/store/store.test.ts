import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isWorking, thisProcess } from '../../../../engine/store/owner.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { StoreError, type StoreErrorKind } from '../../../../engine/store/store-error.ts';
import { sampleEvaluation, sampleSetup } from './sample-run.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-store-'));
  file = join(folder, 'deep', 'runs.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function kindOf(work: () => unknown): StoreErrorKind | 'none' {
  try {
    work();
    return 'none';
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    expect(error.message).toMatch(/^[^\n]{20,400}$/);
    return error.kind;
  }
}

describe('store', () => {
  it('gives back what was written, after closing and opening', () => {
    const first = openStore(file);
    const { id } = first.create(sampleSetup);
    const predicted = { accuracy: { mean: 80, std: 2 } };
    const records = [
      sampleEvaluation(0),
      sampleEvaluation(1, { status: 'diverged', why: 'loss is not finite', predicted }),
    ];
    const checkpoint = {
      told: 1,
      state: { random: '1,2,3,4', list: [1, null] },
      pending: [{ choices: [1, -1], hash: 'h', origin: 'mutation' as const }],
    };
    first.step(id, { checkpoint });
    for (const evaluation of records) first.step(id, { evaluation });
    first.step(id, { training: { position: 2, seconds: 7.5, data: new Uint8Array([1, 2, 255]) } });
    first.finish(id, 'done', 'the budget is spent');
    first.close();

    const second = openStore(file, { readOnly: true });
    expect(second.run(id)).toMatchObject({
      ...sampleSetup,
      id: 'toy-1',
      status: 'done',
      reason: 'the budget is spent',
    });
    expect(second.evaluations(id)).toEqual(records);
    expect(second.checkpoint(id)).toEqual(checkpoint);
    expect(second.training(id, 2)?.seconds).toBe(7.5);
    expect([...(second.training(id, 2)?.data ?? [])]).toEqual([1, 2, 255]);
    second.close();
  });

  it('keeps where a part of a training ended until the next part is there', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    const part = (position: number, share: number): void =>
      store.step(id, { evaluation: sampleEvaluation(position, { hash: 'same', metrics: { training_share: share } }) });
    const save = (position: number): void =>
      store.step(id, { training: { position, seconds: 1, data: new Uint8Array([position]) } });
    save(0);
    part(0, 1 / 9);
    expect([...(store.training(id, 0)?.data ?? [])]).toEqual([0]);
    save(1);
    part(1, 1 / 3);
    expect(store.training(id, 0)).toBeUndefined();
    expect([...(store.training(id, 1)?.data ?? [])]).toEqual([1]);
    save(2);
    part(2, 1);
    expect([store.training(id, 1), store.training(id, 2)]).toEqual([undefined, undefined]);
    store.close();
  });

  it('drops the checkpoint of a training with its evaluation', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    store.step(id, { training: { position: 0, seconds: 1, data: new Uint8Array([1]) } });
    store.step(id, { evaluation: sampleEvaluation(0) });
    expect(store.training(id, 0)).toBeUndefined();
    store.close();
  });

  it('numbers the runs of an experiment and knows the last', () => {
    const store = openStore(file);
    store.create(sampleSetup);
    store.create({ ...sampleSetup, experiment: 'Über Edge!' });
    store.create(sampleSetup);
    expect(store.runs().map((run) => run.id)).toEqual(['toy-1', 'ber-edge-1', 'toy-2']);
    expect(store.run('last').id).toBe('toy-2');
    store.close();
  });

  it('writes a step whole or not at all', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    store.step(id, { evaluation: sampleEvaluation(0) });
    const twice = { evaluation: sampleEvaluation(0), checkpoint: { told: 1, state: null, pending: [] } };
    expect(() => store.step(id, twice)).toThrow();
    expect(store.checkpoint(id)).toBeUndefined();
    store.step(id, { evaluation: sampleEvaluation(1) });
    expect(store.evaluations(id)).toHaveLength(2);
    store.close();
  });

  it('names what it lacks', () => {
    const store = openStore(file);
    expect(() => store.run('last')).toThrow(/there is no run "last" in .*; it holds none/);
    store.create(sampleSetup);
    expect(() => store.run('nope')).toThrow(/there is no run "nope" in .*; it holds toy-1/);
    store.close();
  });
});

describe('who works on a run', () => {
  it('is free when its process is gone or silent', () => {
    const now = 1_000_000;
    expect(isWorking(thisProcess(), now, now)).toBe(true);
    expect(isWorking(thisProcess(), now - 3600, now)).toBe(false);
    expect(isWorking(`999999999@${thisProcess().split('@')[1] ?? ''}`, now, now)).toBe(false);
    expect(isWorking('1@another-machine', now, now)).toBe(true);
    expect(isWorking(undefined, now, now)).toBe(false);
    // Written before the clock was set back.
    expect(isWorking('1@another-machine', now + 3600, now)).toBe(false);
  });

  it.each([
    ['forward', 86_400_000],
    ['back', -86_400_000],
  ])('goes on when the clock jumps %s: it writes as before, and its next heartbeat shows that it works', (_, by) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const store = openStore(file);
      const { id } = store.create(sampleSetup);
      vi.setSystemTime(Date.now() + by);
      // As long as nothing new was heard of it, it looks like one that has fallen silent.
      expect(store.run(id).status).toBe('interrupted');
      store.step(id, { evaluation: sampleEvaluation(0) });
      store.heartbeat(id);
      expect(store.run(id).status).toBe('running');
      store.finish(id, 'done', 'all is measured');
      expect(store.run(id)).toMatchObject({ status: 'done', reason: 'all is measured' });
      expect(store.count(id)).toBe(1);
      store.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps a second process off, and shows a killed run as interrupted', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    const db = new DatabaseSync(file);
    db.prepare('UPDATE runs SET process = ?').run(`1@${thisProcess().split('@')[1] ?? ''}`);
    expect(store.run(id).status).toBe('running');
    expect(kindOf(() => store.take(id, sampleSetup.budget))).toBe('run-active');
    db.prepare('UPDATE runs SET process = ?').run(`999999999@${thisProcess().split('@')[1] ?? ''}`);
    expect(store.run(id).status).toBe('interrupted');
    store.take(id, sampleSetup.budget);
    expect(store.run(id).status).toBe('running');
    db.close();
    store.close();
  });
});

describe('a run that another process has taken meanwhile', () => {
  it('is left to it: steps are refused, and it is not ended', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    const other = `1@${thisProcess().split('@')[1] ?? ''}`;
    const db = new DatabaseSync(file);
    db.prepare('UPDATE runs SET process = ?').run(other);
    expect(() => store.step(id, { evaluation: sampleEvaluation(0) })).toThrow(
      `run ${id} was taken over by process ${other} while this process was silent; here it stops`,
    );
    expect(store.evaluations(id)).toEqual([]);
    db.prepare('UPDATE runs SET heartbeat = heartbeat - 30').run();
    const { heartbeat } = store.run(id);
    store.heartbeat(id);
    store.finish(id, 'interrupted', 'for the test');
    expect(store.run(id)).toMatchObject({ status: 'running', owner: other, heartbeat });
    db.prepare("UPDATE runs SET status = 'done', process = NULL").run();
    store.finish(id, 'interrupted', 'for the test');
    expect(store.run(id).status).toBe('done');
    db.prepare('DELETE FROM runs').run();
    expect(kindOf(() => store.step(id, { evaluation: sampleEvaluation(0) }))).toBe('no-such-run');
    db.close();
    store.close();
  });

  it('is the last one by the order in which runs began, whatever the clock said', () => {
    const store = openStore(file);
    store.create(sampleSetup);
    const { id } = store.create(sampleSetup);
    const db = new DatabaseSync(file);
    db.prepare("UPDATE runs SET created = '1999-01-01T00:00:00.000Z' WHERE id = ?").run(id);
    db.close();
    expect(store.run('last').id).toBe(id);
    store.close();
  });
});

describe('a run', () => {
  it('is read in parts, from any position on', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    for (const position of [0, 1, 3, 4]) store.step(id, { evaluation: sampleEvaluation(position) });
    expect(store.measured(id, 1, 2).map(({ position }) => position)).toEqual([1, 3]);
    expect(store.measured(id, 0, 1)[0]).toEqual({
      position: 0,
      choices: [0, 1, -1],
      status: 'ok',
      metrics: sampleEvaluation(0).metrics,
      predicted: undefined,
      seconds: 1.5,
    });
    expect([store.count(id), store.last(id)]).toEqual([4, 4]);
    expect([store.count('other'), store.last('other')]).toEqual([0, -1]);
    expect(store.evaluationsAt(id, [4, 2, 0, 4])).toEqual([sampleEvaluation(0), sampleEvaluation(4)]);
    store.close();
  });

  it('is deleted with all that belongs to it, but not while it is worked on', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    store.step(id, { evaluation: sampleEvaluation(0), checkpoint: { told: 0, state: null, pending: [] } });
    store.step(id, { training: { position: 1, seconds: 1, data: new Uint8Array(8) } });
    expect(store.run(id).owner).toBe(thisProcess());
    expect(kindOf(() => store.delete(id))).toBe('run-active');
    store.finish(id, 'interrupted', 'for the test');
    store.delete(id);
    expect(store.runs()).toEqual([]);
    expect([store.evaluations(id), store.checkpoint(id), store.training(id, 1)]).toEqual([[], undefined, undefined]);
    expect(kindOf(() => store.delete(id))).toBe('no-such-run');
    store.close();
  });
});

describe('a bad store is one clear sentence', () => {
  const populated = (): void => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    for (let i = 0; i < 200; i++) store.step(id, { evaluation: sampleEvaluation(i) });
    store.close();
  };

  it('when the file is missing and must not be made', () => {
    expect(kindOf(() => openStore(file, { readOnly: true }))).toBe('missing');
  });

  it('when it was deleted while a run was writing to it', () => {
    const store = openStore(file);
    const { id } = store.create(sampleSetup);
    rmSync(dirname(file), { recursive: true });
    expect(kindOf(() => store.step(id, { evaluation: sampleEvaluation(0) }))).toBe('gone');
    store.close();
  });

  it('when it is no database', () => {
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'just some notes, quite a few of them '.repeat(50));
    expect(kindOf(() => openStore(text))).toBe('not-a-store');
    expect(readFileSync(text, 'utf8')).toContain('just some notes');
  });

  it("when it is another program's database, which stays as it is", () => {
    const other = join(folder, 'other.db');
    const db = new DatabaseSync(other);
    db.exec('CREATE TABLE notes (text TEXT)');
    db.close();
    expect(kindOf(() => openStore(other))).toBe('not-a-store');
    const again = new DatabaseSync(other);
    expect(
      again
        .prepare('SELECT name FROM sqlite_schema')
        .all()
        .map((row) => row['name']),
    ).toEqual(['notes']);
    again.close();
  });

  it('when it comes from a newer version', () => {
    populated();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(kindOf(() => openStore(file))).toBe('newer-version');
  });

  it('when its pages are damaged', () => {
    populated();
    const bytes = readFileSync(file);
    bytes.fill(0xab, 4096);
    writeFileSync(file, bytes);
    expect(
      kindOf(() => {
        const store = openStore(file);
        store.evaluations(store.run('toy-1').id);
      }),
    ).toBe('corrupt');
  });

  it('when a record in it is no JSON any more', () => {
    populated();
    const db = new DatabaseSync(file);
    db.exec("UPDATE evaluations SET metrics = '{' WHERE position = 7");
    db.close();
    const store = openStore(file);
    expect(kindOf(() => store.evaluations('toy-1'))).toBe('corrupt');
    store.close();
  });

  it('when it was cut short', () => {
    populated();
    writeFileSync(file, readFileSync(file).subarray(0, 6000));
    expect(['corrupt', 'not-a-store', 'io']).toContain(
      kindOf(() => {
        const store = openStore(file);
        store.evaluations(store.run('toy-1').id);
      }),
    );
  });

  it('when its folder cannot be made, or it is a folder', () => {
    writeFileSync(join(folder, 'plain'), '');
    expect(kindOf(() => openStore(join(folder, 'plain', 'runs.db')))).toBe('unreadable');
    expect(kindOf(() => openStore(folder))).toBe('unreadable');
  });

  it('when it may not grow, and the run before the failure stays readable', () => {
    populated();
    const db = new DatabaseSync(file);
    const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
    db.close();
    const store = openStore(file, { maxPages: pages });
    const large = { position: 500, seconds: 1, data: new Uint8Array(200_000) };
    expect(kindOf(() => store.step('toy-1', { training: large }))).toBe('disk-full');
    expect(store.evaluations('toy-1')).toHaveLength(200);
    store.close();
  });

  it('when there is no room to make it, and then nothing is left behind', () => {
    expect(kindOf(() => openStore(file, { maxPages: 2 }))).toBe('disk-full');
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it('when it is opened for reading only and written all the same', () => {
    populated();
    const store = openStore(file, { readOnly: true });
    expect(kindOf(() => store.step('toy-1', { evaluation: sampleEvaluation(900) }))).toBe('read-only');
    store.close();
  });
});
