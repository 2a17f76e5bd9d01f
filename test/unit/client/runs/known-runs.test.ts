import { expect, it } from 'vitest';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { summary } from './fakes.ts';

const store = summary().store;
const listOf = (...runs: ReturnType<typeof summary>[]) => [{ store, error: undefined, runs }];

it('keeps the last list, and shows it with a sentence while the engine is away', () => {
  const known = knownRuns();
  known.listed(listOf(summary(), summary({ run: 'demo-2', created: '2026-01-02T00:00:00.000Z' })), [store]);
  expect(known.all().map(({ run }) => run)).toEqual(['demo-2', 'demo-1']);
  known.failed('The engine is stopped.');
  expect(known.all()).toHaveLength(2);
  expect(known.trouble).toBe('The engine is stopped.');
  known.listed(listOf(summary()), [store]);
  expect(known.trouble).toBeUndefined();
  expect(known.all()).toHaveLength(1);
});

it('keeps what it read of a store that cannot be read now, and forgets one that is gone', () => {
  const known = knownRuns();
  known.listed(listOf(summary()), [store]);
  known.listed([{ store, error: { kind: 'locked', message: 'it is locked' }, runs: [] }], [store]);
  expect(known.find(summary())).toBeDefined();
  expect(known.stores[0]?.error?.kind).toBe('locked');
  known.listed([], [store]);
  expect(known.stores).toEqual([]);
});

it('leaves stores alone that were not asked for', () => {
  const known = knownRuns();
  const other = summary({ store: '/x/runs.db' });
  known.listed([...listOf(summary()), { store: other.store, error: undefined, runs: [other] }], [store, other.store]);
  known.listed(listOf(summary({ evaluations: 9 })), [store]);
  expect(known.find(other)).toEqual(other);
  expect(known.find(summary())?.evaluations).toBe(9);
});

it('takes what a run tells of itself, and forgets its progress when it ends', () => {
  const known = knownRuns();
  const changes: unknown[] = [];
  known.listed(listOf(summary()), [store]);
  known.onChange((run) => void changes.push(run === undefined ? 'all' : run.run));
  const progress = {
    store,
    run: 'demo-1',
    done: 7,
    budget: 18,
    front: 3,
    share: 0.5,
    doing: 'training',
    secondsLeft: 40,
  };
  known.progressed(progress);
  expect(known.find(summary())).toMatchObject({ evaluations: 7, front: 3 });
  expect(known.progressOf(summary())).toEqual(progress);
  known.listed(listOf(summary({ state: 'done' })), [store]);
  expect(known.progressOf(summary())).toBeUndefined();
  known.told(summary({ run: 'demo-2' }));
  known.told(summary({ run: 'demo-2', evaluations: 5 }));
  known.forget(summary({ run: 'demo-2' }));
  expect(known.find(summary({ run: 'demo-2' }))).toBeUndefined();
  expect(changes).toEqual(['demo-1', 'all', 'all', 'demo-2', 'all']);
});
