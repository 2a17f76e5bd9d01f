import { beforeEach, expect, it } from 'vitest';
import type { Parts } from '../../../../client/parts.ts';
import type { RunsContext } from '../../../../client/runs/context.ts';
import { followRuns } from '../../../../client/runs/follow.ts';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { offerLeftBehind } from '../../../../client/runs/left-behind.ts';
import { leftBehind, wantedRuns, type WantedRun } from '../../../../client/runs/wanted.ts';
import { workOnRuns } from '../../../../client/runs/work.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { editor } from '../../../support/editor.ts';
import { fakeEngine, memory, summary } from './fakes.ts';

const left: WantedRun = { store: summary().store, run: 'demo-1', title: 'Demo', purpose: 'search' };

/** A window after one that left a run; `states` are those that the list shows, one after the other. */
function reloaded(...states: (Partial<RunSummary> | undefined)[]) {
  const shown = [...states];
  const engine = fakeEngine({
    listRuns: () => {
      const next = shown.length > 1 ? shown.shift() : shown[0];
      return [{ store: left.store, error: undefined, runs: next === undefined ? [] : [summary(next)] }];
    },
    resumeRun: () => summary(),
  });
  const kept = memory({ 'hypernas.wantedRuns': [left] });
  const known = knownRuns();
  const wanted = wantedRuns(kept);
  const follower = followRuns(
    engine,
    { paths: async () => [left.store], onChange: () => ({ dispose: () => {} }) },
    known,
    0,
  );
  const work = workOnRuns(engine, known, wanted, follower, { done: () => {}, failed: () => {}, wentOn: () => {} });
  const parts = { state: { status: undefined } } as unknown as Parts;
  return { engine, kept, wanted, context: { parts, known, follower, wanted, work } as unknown as RunsContext };
}

beforeEach(() => editor.reset());

it('offers what was interrupted, once', async () => {
  const { context, engine, wanted, kept } = reloaded({ state: 'interrupted' });
  await offerLeftBehind(context, [left], 0);
  expect(editor.said).toEqual(['Demo (demo-1) was interrupted when the window closed.']);
  expect(engine.asked).not.toContain('resumeRun');
  expect(leftBehind(kept)).toEqual([]);
  editor.presses.push('Resume');
  await offerLeftBehind(context, [left], 0);
  expect(engine.asked).toContain('resumeRun');
  expect(wanted.all()).toEqual([left]);
});

it('waits for processes of the window before that are still ending', async () => {
  const { context } = reloaded({ ours: false }, { ours: false }, { state: 'interrupted' });
  await offerLeftBehind(context, [left], 0);
  expect(editor.said).toHaveLength(1);
});

it('says nothing of runs that another window works on, that are done, or gone', async () => {
  for (const state of [{ ours: false }, { state: 'done' } as const, undefined]) {
    const { context, kept } = reloaded(state);
    await offerLeftBehind(context, [left], 0);
    expect(leftBehind(kept)).toEqual([]);
  }
  expect(editor.said).toEqual([]);
});

it('asks for nothing where nothing was left, and keeps what cannot be asked about', async () => {
  const { context, engine, kept } = reloaded(undefined);
  await offerLeftBehind(context, [], 0);
  expect(engine.asked).toEqual([]);
  engine.answers = {};
  await offerLeftBehind(context, [left], 0);
  expect(leftBehind(kept)).toEqual([left]);
});
