import { describe, expect, it } from 'vitest';
import { followRuns } from '../../../../client/runs/follow.ts';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { leftBehind, wantedRuns, type WantedRun } from '../../../../client/runs/wanted.ts';
import { workOnRuns } from '../../../../client/runs/work.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { fakeEngine, memory, refuse, settle, summary } from './fakes.ts';

const source = { entry: 'file:///w/demo.hnas', files: new Map(), experiment: 'Demo' };
const params = { source, purpose: 'search', evaluations: undefined, architectures: [], warmStart: undefined } as const;
const key = { store: summary().store, run: 'demo-1' };
const wish: WantedRun = { ...key, title: 'Demo', purpose: 'search' };

/** A window with a store of one run, whose summary tests change. */
function working(first: Partial<RunSummary> = {}) {
  let stored: RunSummary | undefined = summary(first);
  const list = () => [{ store: key.store, error: undefined, runs: stored === undefined ? [] : [stored] }];
  const engine = fakeEngine({
    listRuns: list,
    startRun: () => summary(),
    resumeRun: () => (stored = summary({ state: 'running' })),
    stopRun: () => (stored = summary({ state: 'interrupted' })),
    deleteRun: () => {
      stored = undefined;
      return null;
    },
  });
  const known = knownRuns();
  const kept = memory();
  const wanted = wantedRuns(kept);
  const told: string[] = [];
  const stores = { paths: async () => [key.store], onChange: () => ({ dispose: () => {} }) };
  const follower = followRuns(engine, stores, known, 0);
  const work = workOnRuns(engine, known, wanted, follower, {
    done: (run) => void told.push(`done ${run.run}`),
    failed: (run, reason, isLost) => void told.push(`${isLost ? 'lost' : 'failed'} ${run.run}: ${reason}`),
    wentOn: (runs) => void told.push(`went on ${runs.map(({ run }) => run).join()}`),
  });
  return {
    engine,
    known,
    wanted,
    kept,
    told,
    work,
    become: (run: Partial<RunSummary> | undefined) => (stored = run && summary(run)),
  };
}

const ended = (end: string) => ({ ...key, end, reason: 'why' });

describe('a run under way', () => {
  it('is wanted from the answer to its end, and remembered meanwhile', async () => {
    const { engine, wanted, kept, told, work, known } = working();
    expect(await work.start(params, 'Demo')).toMatchObject({ value: { run: 'demo-1' } });
    expect(wanted.all()).toEqual([wish]);
    expect(known.find(key)).toBeDefined();
    expect(leftBehind(kept)).toEqual([wish]);
    engine.tell('runEnded', ended('done'));
    expect(wanted.all()).toEqual([]);
    expect(leftBehind(kept)).toEqual([]);
    expect(told).toEqual(['done demo-1']);
  });

  it('may end before the answer to its start arrives', async () => {
    const { engine, wanted, told, work } = working();
    let answer = (): void => {};
    engine.answers = {
      ...engine.answers,
      startRun: () => new Promise((resolve) => (answer = () => resolve(summary()))),
    };
    const started = work.start(params, 'Demo');
    await settle();
    engine.tell('runEnded', ended('done'));
    answer();
    await started;
    expect(wanted.all()).toEqual([]);
    expect(told).toEqual(['done demo-1']);
  });

  it('tells when it fails or is lost, and not when it was stopped', async () => {
    const { engine, told, work } = working();
    for (const end of ['failed', 'lost', 'stopped']) {
      await work.start(params, 'Demo');
      engine.tell('runEnded', ended(end));
    }
    engine.tell('runEnded', ended('failed'));
    expect(told).toEqual(['failed demo-1: why', 'lost demo-1: why']);
  });

  it('is not wanted when it could not be started', async () => {
    const { engine, wanted, work } = working();
    engine.answers = { startRun: () => refuse('The experiment has no evaluator.') };
    expect(await work.start(params, 'Demo')).toMatchObject({ error: 'The experiment has no evaluator.' });
    expect(wanted.all()).toEqual([]);
  });
});

describe('an engine that comes up again', () => {
  it('goes on with interrupted runs, and says so once', async () => {
    const { engine, wanted, told, work, become } = working();
    await work.start(params, 'Demo');
    become({ state: 'interrupted' });
    engine.up();
    await expect.poll(() => told).toEqual(['went on demo-1']);
    expect(engine.asked).toContain('resumeRun');
    expect(wanted.all()).toEqual([wish]);
  });

  it('leaves alone what is worked on, and what this window did not start', async () => {
    const { engine, told, work } = working();
    engine.up();
    await work.start(params, 'Demo');
    engine.up();
    await expect.poll(() => engine.asked.includes('listRuns')).toBe(true);
    await settle();
    expect(engine.asked).not.toContain('resumeRun');
    expect(told).toEqual([]);
  });

  it('tells how runs ended meanwhile, that they are gone, or why they cannot go on', async () => {
    const endOf = async (meanwhile: Partial<RunSummary> | undefined, resumeRun?: () => unknown) => {
      const { engine, told, wanted, work, become } = working();
      await work.start(params, 'Demo');
      become(meanwhile);
      if (resumeRun !== undefined) engine.answers = { ...engine.answers, resumeRun };
      engine.up();
      await expect.poll(() => told.length).toBe(1);
      expect(wanted.all()).toEqual([]);
      return told[0];
    };
    expect(await endOf({ state: 'done' })).toBe('done demo-1');
    expect(await endOf({ state: 'failed', reason: 'no disk' })).toBe('failed demo-1: no disk');
    expect(await endOf(undefined)).toBe('failed demo-1: its record is not in the store any more');
    expect(await endOf({ state: 'interrupted' }, () => refuse('The data set is gone.'))).toBe(
      'failed demo-1: The data set is gone.',
    );
  });

  it('that cannot be asked leaves the runs for the next one', async () => {
    const { engine, told, wanted, work, become } = working();
    await work.start(params, 'Demo');
    become({ state: 'interrupted' });
    const answers = engine.answers;
    engine.answers = {};
    engine.up();
    await expect.poll(() => engine.asked.includes('listRuns')).toBe(true);
    await settle();
    expect(wanted.all()).toEqual([wish]);
    engine.answers = answers;
    engine.up();
    await expect.poll(() => told).toEqual(['went on demo-1']);
  });

  it('is woken by a server that came up, when runs were under way', async () => {
    const { engine, work } = working();
    engine.serverUp();
    await settle();
    expect(engine.asked).toEqual([]);
    await work.start(params, 'Demo');
    engine.serverUp();
    await expect.poll(() => engine.asked.includes('listRuns')).toBe(true);
  });
});

describe('stopping and deleting', () => {
  it('ends what is wanted', async () => {
    const { wanted, work, known } = working();
    await work.start(params, 'Demo');
    expect(await work.stop(key)).toMatchObject({ value: { state: 'interrupted' } });
    expect(wanted.all()).toEqual([]);
    expect(await work.remove(key)).toEqual({ value: null });
    expect(known.find(key)).toBeUndefined();
  });

  it('of a run that ended meanwhile is no failure; of one that goes on is', async () => {
    const { engine, wanted, work, become } = working();
    await work.start(params, 'Demo');
    engine.answers = { ...engine.answers, stopRun: () => refuse('It is worked on by process 7.') };
    expect(await work.stop(key)).toMatchObject({ error: 'It is worked on by process 7.' });
    expect(wanted.all()).toEqual([wish]);
    become({ state: 'interrupted' });
    expect(await work.stop(key)).toMatchObject({ value: { state: 'interrupted' } });
    expect(wanted.all()).toEqual([]);
  });

  it('keeps the engine that comes up from going on with what is being stopped', async () => {
    const { engine, wanted, work, become } = working();
    await work.start(params, 'Demo');
    let answer = (): void => {};
    engine.answers = {
      ...engine.answers,
      stopRun: () => new Promise((resolve) => (answer = () => resolve(summary({ state: 'interrupted' })))),
    };
    const stopped = work.stop(key);
    become({ state: 'interrupted' });
    engine.up();
    await expect.poll(() => engine.asked.includes('listRuns')).toBe(true);
    await settle();
    answer();
    await stopped;
    expect(engine.asked).not.toContain('resumeRun');
    expect(wanted.all()).toEqual([]);
  });
});

it('reads of what a window left only what it understands', () => {
  expect(leftBehind(memory({ 'hypernas.wantedRuns': [wish, { store: 1 }, null, 'x'] }))).toEqual([wish]);
  expect(leftBehind(memory())).toEqual([]);
});
