import { expect, it, vi } from 'vitest';
import { followRuns, runsOf } from '../../../../client/runs/follow.ts';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { fakeEngine, refuse, settle, summary } from './fakes.ts';

const store = summary().store;

function following(paths: string[] = [store]) {
  let changed = (): void => {};
  const engine = fakeEngine({
    listRuns: ({ stores }: { stores: string[] }) =>
      stores.map((each) => ({ store: each, error: undefined, runs: [summary({ store: each })] })),
  });
  const known = knownRuns();
  const stores = {
    paths: async () => [...paths],
    onChange: (handler: () => void) => ((changed = handler), { dispose: () => {} }),
  };
  const follower = followRuns(engine, stores, known, 0);
  return { engine, known, follower, stores, paths, storesChanged: () => changed() };
}

it('asks for nothing before someone wants to see runs', async () => {
  const { engine, storesChanged, follower, known } = following();
  storesChanged();
  engine.tell('runsChanged', { store });
  engine.up();
  await settle();
  expect(engine.asked).toEqual([]);
  expect(await follower.need()).toBeUndefined();
  await follower.need();
  expect(engine.asked).toEqual(['listRuns']);
  expect(engine.instructed).toEqual([{ stores: [store] }]);
  expect(known.all()).toHaveLength(1);
});

it('asks again for a store that changed, for all when stores come and go, and for nothing of those gone', async () => {
  const { engine, follower, known, paths, storesChanged } = following([store, '/x']);
  await follower.refresh();
  const asked: string[][] = [];
  engine.answers = {
    listRuns: ({ stores }: { stores: string[] }) => {
      asked.push(stores);
      return stores.map((each) => ({
        store: each,
        error: undefined,
        runs: [summary({ store: each, evaluations: 9 })],
      }));
    },
  };
  engine.tell('runsChanged', { store: '/x' });
  await expect.poll(() => known.find({ store: '/x', run: 'demo-1' })?.evaluations).toBe(9);
  expect(known.find(summary())?.evaluations).toBe(4);
  paths.splice(0, 1);
  storesChanged();
  await expect.poll(() => known.find(summary())).toBeUndefined();
  expect(asked).toEqual([['/x'], ['/x']]);
});

it('joins questions that wait, and never one that is under way', async () => {
  const { engine, follower, known } = following();
  let answer: (evaluations: number) => void = () => {};
  engine.answers = {
    listRuns: () =>
      new Promise((resolve) => {
        answer = (evaluations) => resolve([{ store, error: undefined, runs: [summary({ evaluations })] }]);
      }),
  };
  const first = follower.refresh();
  await settle();
  const later = [follower.refresh(store), follower.refresh(store)];
  answer(1);
  await first;
  await expect.poll(() => engine.asked.length).toBe(2);
  answer(2);
  await Promise.all(later);
  expect(known.find(summary())?.evaluations).toBe(2);
  expect(engine.asked).toHaveLength(2);
});

it('says why a list failed and keeps the last one', async () => {
  const { engine, follower, known } = following();
  await follower.refresh();
  engine.answers = { listRuns: () => refuse('The engine is stopped.') };
  expect(await follower.refresh()).toEqual({ error: 'The engine is stopped.', kind: 'refused' });
  expect(known.trouble).toBe('The engine is stopped.');
  expect(known.all()).toHaveLength(1);
});

it('says that the folders cannot be searched, and searches again when asked again', async () => {
  const { engine, follower, known, stores } = following();
  const { paths } = stores;
  stores.paths = () => Promise.reject(new Error('no search today'));
  const failure = { error: 'The folders cannot be searched for runs: no search today', kind: 'broken' };
  expect(await follower.refresh()).toEqual(failure);
  expect(known.trouble).toBe(failure.error);
  expect(engine.asked).toEqual([]);
  stores.paths = paths;
  expect(await follower.refresh()).toBeUndefined();
  expect(known.all()).toHaveLength(1);
});

it('finds the runs of an experiment of a file', () => {
  const known = knownRuns();
  known.told(summary());
  known.told(summary({ run: 'other-1', experiment: 'Other' }));
  expect(runsOf(known, '/w/demo.hnas', 'Demo').map(({ run }) => run)).toEqual(['demo-1']);
});

it('asks on when the clock is set back', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const { engine, follower } = following();
    await follower.refresh();
    vi.setSystemTime(Date.now() - 86_400_000);
    await follower.refresh();
    expect(engine.asked).toEqual(['listRuns', 'listRuns']);
  } finally {
    vi.useRealTimers();
  }
});
