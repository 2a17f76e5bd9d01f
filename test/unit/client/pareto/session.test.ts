import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pointsOf, unpack } from '../../../../client/pareto/points.ts';
import { pageSession } from '../../../../client/pareto/session.ts';
import type { PageActions, Session } from '../../../../client/pareto/session-parts.ts';
import { titleOf } from '../../../../client/pareto/title.ts';
import { engineTrouble, troubles } from '../../../../client/pareto/troubles.ts';
import { toPage, type Columns, type Envelope, type ToPageName } from '../../../../client/pareto/contract.ts';
import { followRuns } from '../../../../client/runs/follow.ts';
import { knownRuns, type KnownRuns } from '../../../../client/runs/known-runs.ts';
import { packColumn } from '../../../../engine/protocol/columns.ts';
import type { Reader } from '../../../../engine/protocol/read.ts';
import type { RunSetupMessage, RunSummary } from '../../../../engine/protocol/runs.ts';
import type { EngineStatus } from '../../../../engine/protocol/status.ts';
import { fakeEngine, refuse, settle, summary, type FakeEngine } from '../runs/fakes.ts';

const key = { store: summary().store, run: 'demo-1' };
const setup: RunSetupMessage = {
  ...key,
  experiment: 'Demo',
  space: 'S',
  file: '/w/demo.hnas',
  seed: 1,
  objectives: [{ metric: 'accuracy', device: undefined, unit: undefined, direction: 'maximize' }],
  constraints: [],
  estimated: [],
  box: undefined,
  decisions: [{ path: 'S.width', ordinal: true, alternatives: ['8', '12'] }],
  note: undefined,
};
const packed = (...values: number[]): string => packColumn(Float64Array.from(values));

/** The evaluations at these positions, of `total`. */
const message = (positions: readonly number[], total: number) => ({
  total,
  position: packed(...positions),
  status: packed(...positions.map(() => 0)),
  seconds: packed(...positions.map(() => 1)),
  metrics: new Map([['accuracy', packed(...positions.map((each) => 90 + each))]]),
  predictedMean: new Map<string, string>(),
  predictedStd: new Map<string, string>(),
  choices: [packed(...positions.map(() => 1))],
});

describe('points', () => {
  const fetched = async (parts: readonly (readonly number[])[], total: number) => {
    const asked: number[] = [];
    const rest = [...parts];
    const engine = fakeEngine({
      runPoints: ({ from }: { from: number }) => {
        asked.push(from);
        return message(rest.shift() ?? [], total);
      },
    });
    const points = pointsOf(engine, key);
    const handed: number[][] = [];
    const fetch = () =>
      points.fetch(
        ({ position }) => void handed.push([...position]),
        () => true,
      );
    await fetch();
    return { asked, handed, fetch, rest, points };
  };

  it('come in parts until all are there, then only what is new', async () => {
    const { asked, handed, fetch, rest } = await fetched([[0, 1], [2, 3], [4]], 5);
    expect(asked).toEqual([0, 2, 4]);
    expect(handed).toEqual([[0, 1], [2, 3], [4]]);
    rest.push([5]);
    await fetch();
    expect(asked.at(-1)).toBe(5);
    expect(handed.at(-1)).toEqual([5]);
  });

  it('of evaluations that go on side by side come when they are there', async () => {
    // 1 is under way: what lies beyond is told first, and 1 is asked for until it is there.
    const { asked, handed, fetch, rest } = await fetched([[0, 2, 3]], 3);
    expect(asked).toEqual([0]);
    rest.push([2, 3]);
    await fetch();
    expect(asked.at(-1)).toBe(1);
    expect(handed).toHaveLength(1);
    rest.push([1, 2, 3, 4]);
    await fetch();
    expect(handed.at(-1)).toEqual([1, 2, 3, 4]);
  });

  it('that are damaged are a failure, with a sentence', async () => {
    const engine = fakeEngine({ runPoints: () => ({ ...message([0, 1], 2), seconds: packed(1) }) });
    expect(
      await pointsOf(engine, key).fetch(
        () => {},
        () => true,
      ),
    ).toMatchObject({ kind: 'broken' });
    expect(unpack({ ...message([0], 1), metrics: new Map([['accuracy', packed()]]) })).toBeUndefined();
    expect(unpack({ ...message([0], 1), choices: ['AAA='] })).toBeUndefined();
  });
});

describe('a page', () => {
  let engine: FakeEngine;
  let known: KnownRuns;
  let session: Session;
  let posted: Envelope[];
  let did: string[];
  let stored: RunSummary[];
  let total: number;

  const names = (): string[] => posted.map(({ name }) => name);
  const last = (name: ToPageName): unknown => {
    const found = posted.findLast((each) => each.name === name);
    if (found === undefined) return undefined;
    // As the page reads it, after the editor's own way of posting: JSON beside the buffers.
    const read = (toPage[name] as Reader<unknown>)(found.content, name);
    if ('error' in read) throw new Error(read.error);
    return read.value;
  };
  const did_ =
    (name: string) =>
    (...args: unknown[]): void =>
      void did.push([name, ...args.map((each) => JSON.stringify(each))].join(' '));

  beforeEach(() => {
    posted = [];
    did = [];
    stored = [summary({ evaluations: 2 })];
    total = 2;
    engine = fakeEngine({
      listRuns: () => [{ store: key.store, error: undefined, runs: stored }],
      runSetup: () => setup,
      runPoints: ({ from }: { from: number }) => message([...Array(total).keys()].slice(from), total),
      runFront: () => ({ rows: [], hypervolume: undefined }),
      describePoints: () => [],
      drawPoint: () => refuse('The spec cannot be read.'),
      importance: () => ({ decisions: [], basis: 'gp', why: 'too few' }),
    });
    known = knownRuns();
    const stores = { paths: async () => [key.store], onChange: () => ({ dispose: () => {} }) };
    const follower = followRuns(engine, stores, known, 0);
    const actions: PageActions = {
      place: did_('place'),
      copy: did_('copy'),
      save: did_('save'),
      resume: did_('resume'),
      stop: did_('stop'),
      addRuns: did_('addRuns'),
      act: did_('act'),
      changed: did_('changed'),
    };
    session = pageSession([key], {
      ...{ engine, known, follower, actions, troubles: troubles(() => undefined) },
      post: (message) => void posted.push(message),
      report: did_('report'),
    });
  });

  afterEach(() => session.dispose());

  const ready = async (): Promise<void> => {
    session.take({ name: 'ready', content: null });
    await expect.poll(() => names().includes('front')).toBe(true);
  };

  it('that is ready gets its runs, then their points, as columns', async () => {
    await settle();
    expect(posted).toEqual([]);
    await ready();
    expect(names()).toEqual(['runs', 'points', 'trouble', 'front']);
    expect(last('runs')).toMatchObject({ runs: [{ setup: { run: 'demo-1' }, summary: { evaluations: 2 } }] });
    const { columns } = last('points') as { columns: Columns };
    expect([...columns.position]).toEqual([0, 1]);
    expect([...(columns.metrics.get('accuracy') ?? [])]).toEqual([90, 91]);
    expect(last('trouble')).toMatchObject({ severity: 'none' });
  });

  it('follows a run that goes on, by its new points only', async () => {
    await ready();
    posted.length = 0;
    total = 3;
    const progress = { ...key, done: 3, budget: 18, front: 2, share: 0, doing: 'training', secondsLeft: 9 };
    engine.tell('runProgress', progress);
    engine.tell('runProgress', { ...progress, run: 'other-1' });
    await expect.poll(() => names().includes('points')).toBe(true);
    expect(names().slice(0, 2).sort()).toEqual(['progress', 'summary']);
    expect([...(last('points') as { columns: Columns }).columns.position]).toEqual([2]);
  });

  it('is served again after a question that ended in a bug, which is reported', async () => {
    const { runSetup } = engine.answers;
    engine.answers = { ...engine.answers, runSetup: () => Promise.reject(new Error('a bug')) };
    session.take({ name: 'ready', content: null });
    await expect.poll(() => did).toContain('report "Error: a bug"');
    engine.answers = { ...engine.answers, ...(runSetup === undefined ? {} : { runSetup }) };
    await ready();
    expect(names()).toContain('points');
  });

  it('gets nothing while it is hidden, and everything when it is ready again', async () => {
    await ready();
    session.sleep();
    posted.length = 0;
    known.told(summary({ evaluations: 5 }));
    await settle();
    expect(posted).toEqual([]);
    await ready();
    expect([...(last('points') as { columns: Columns }).columns.position]).toEqual([0, 1]);
  });

  it('keeps what it shows when the engine fails, is told why, and goes on when it is back', async () => {
    const answers = engine.answers;
    await ready();
    engine.answers = { listRuns: () => refuse('The engine is stopped.') };
    session.take({ name: 'act', content: { id: 'retry' } });
    await expect
      .poll(() => last('trouble'))
      .toMatchObject({ severity: 'error', message: 'The engine is stopped.', action: { id: 'retry' } });
    engine.answers = answers;
    session.refresh();
    await expect.poll(() => last('trouble')).toMatchObject({ severity: 'none' });
    expect(names().filter((name) => name === 'runs')).toHaveLength(1);
  });

  it('says so when a run that it shows was deleted', async () => {
    await ready();
    stored = [];
    session.refresh();
    await expect
      .poll(() => last('trouble'))
      .toMatchObject({ severity: 'warning', message: expect.stringContaining('demo-1') as string });
  });

  it('shows other runs when it is told to, and the one that was asked for', async () => {
    await ready();
    stored = [summary(), summary({ run: 'demo-2' })];
    session.setRuns([key, { store: key.store, run: 'demo-2' }]);
    session.reveal(key, 1);
    await expect.poll(() => names().includes('reveal')).toBe(true);
    expect((last('runs') as { runs: unknown[] }).runs).toHaveLength(2);
    session.take({ name: 'removeRun', content: key });
    expect(session.runs).toEqual([{ store: key.store, run: 'demo-2' }]);
    expect(did).toEqual(['changed', 'changed']);
  });

  it('shows a point that is asked for later at once', async () => {
    await ready();
    session.reveal(key, 1);
    expect(last('reveal')).toEqual({ ...key, position: 1 });
  });

  it('is answered what it asks about points, failures included', async () => {
    await ready();
    session.take({ name: 'describe', content: { ...key, positions: [1] } });
    session.take({ name: 'draw', content: { ...key, position: 1 } });
    session.take({ name: 'importance', content: { ...key, metric: 'accuracy' } });
    await expect.poll(() => names().filter((name) => /described|drawn|importance/.test(name))).toHaveLength(3);
    expect(last('described')).toMatchObject({ points: [], error: undefined });
    expect(last('drawn')).toMatchObject({ position: 1, error: 'The spec cannot be read.' });
    expect(last('importance')).toMatchObject({ metric: 'accuracy', basis: 'gp', why: 'too few' });
  });

  it('has done what it asks of the window, and nothing that is no message', async () => {
    session.take({ name: 'openArchitecture', content: { ...key, position: 2 } });
    session.take({ name: 'stop', content: key });
    session.take({ name: 'act', content: { id: 'showLogs' } });
    expect(did).toEqual([`place ${JSON.stringify(key)} 2 "open"`, `stop ${JSON.stringify(key)}`, 'act "showLogs"']);
    did.length = 0;
    session.take({ name: 'act', content: { id: 'format the disk' } });
    session.take({ name: 'toString', content: {} });
    session.take(null);
    expect(did.map((each) => each.slice(0, 6))).toEqual(['report', 'report', 'report']);
  });
});

it('names a page after its runs', () => {
  const run = (name: string) => ({ store: '/s', run: name });
  expect(titleOf([])).toBe('Pareto front');
  expect(titleOf([run('a')])).toBe('a: Pareto front');
  expect(titleOf([run('a'), run('b')])).toBe('a, b: Pareto fronts');
  expect(titleOf([run('a'), run('b'), run('c')])).toBe('a and 2 more: Pareto fronts');
});

it('offers what may mend it', () => {
  const status: EngineStatus = {
    ...{ state: 'stopped', why: 'it died', engine: undefined, models: [], learnt: [] },
    ...{ doing: undefined, backend: undefined, backends: [] },
  };
  const failed = troubles(() => status).failed({ error: 'No.', kind: 'refused' });
  expect(failed.action?.id).toBe('restartEngine');
  expect(troubles(() => undefined).failed({ error: 'No.', kind: 'broken' }).action?.id).toBe('showLogs');
  expect(engineTrouble(status)).toMatchObject({ severity: 'warning', action: { id: 'restartEngine' } });
  expect(engineTrouble({ ...status, state: 'running' })).toBeUndefined();
});
