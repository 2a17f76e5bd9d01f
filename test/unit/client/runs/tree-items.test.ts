import { TreeItemCollapsibleState } from 'vscode';
import { describe, expect, it } from 'vitest';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { itemOf, tooltip } from '../../../../client/runs/tree-items.ts';
import { treeOf, type RunNode } from '../../../../client/runs/tree-model.ts';
import type { RemoteWorker, RunSummary } from '../../../../engine/protocol/runs.ts';
import { editor } from '../../../support/editor.ts';
import { summary } from './fakes.ts';

const key = { store: summary().store, run: summary().run };

const node = (over: Partial<RunSummary> = {}): RunNode => ({ kind: 'run', summary: summary(over), workers: [] });

it('draws a run by its state, for eyes, menus and screen readers', () => {
  const drawn = (over: Partial<RunSummary>) => {
    const { iconPath, contextValue, accessibilityInformation } = itemOf(node(over), []);
    return [(iconPath as { id: string }).id, contextValue, accessibilityInformation?.label];
  };
  expect(drawn({})).toEqual(['loading~spin', 'run.running.ours', 'demo-1, running, 4/18 · front 2 · HV 0.714']);
  expect(drawn({ ours: false }).slice(0, 2)).toEqual(['server-process', 'run.running.theirs']);
  expect(drawn({ state: 'done' }).slice(0, 2)).toEqual(['pass', 'run.done']);
  expect(drawn({ state: 'interrupted' }).slice(0, 2)).toEqual(['debug-pause', 'run.interrupted']);
  expect(drawn({ state: 'failed' }).slice(0, 2)).toEqual(['error', 'run.failed']);
});

it('opens the front of a run that is clicked, and tells specs of the same name apart', () => {
  const run = node();
  expect(itemOf(run, []).command).toMatchObject({ command: 'hypernas.openFront', arguments: [run] });
  const spec = (file: string) => ({ kind: 'spec', file, runs: [run] }) as const;
  const specs = [spec('/w/demo.hnas'), spec('/v/demo.hnas')];
  expect(itemOf(specs[0] ?? run, specs)).toMatchObject({ label: 'demo.hnas', description: 'w', contextValue: 'spec' });
});

it('shows what is wrong with a store, by its path in the workspace', () => {
  editor.reset();
  editor.folders.push('/w');
  const fault = {
    kind: 'fault',
    store: '/w/.hnas/runs.db',
    error: { kind: 'corrupt', message: 'the store /w/.hnas/runs.db is damaged' },
  } as const;
  expect(itemOf(fault, [])).toMatchObject({
    label: 'the store .hnas/runs.db is damaged',
    contextValue: 'fault.corrupt',
  });
});

it('tells the rest on hover, without marks of its own in what others wrote', () => {
  const text = (tooltip(node({ experiment: 'De|mo*', reason: 'a\nb' }), knownRuns()) as { value: string }).value;
  expect(text).toContain('**De\\|mo\\*** demo-1');
  expect(text).toContain('| State\u00a0\u00a0 | running: a b |');
});

describe('workers of a run', () => {
  const worker = (over: Partial<RemoteWorker>): RemoteWorker => ({
    ...{
      name: 'gpu-1',
      host: 'h',
      version: '1',
      state: 'idle',
      why: undefined,
      done: 3,
      deadSince: undefined,
      jobs: [],
    },
    ...over,
  });
  const job = { experiment: 'Demo', position: 4, doing: 'epoch 1 of 3' };

  it('stand under it, each with what it does', () => {
    const known = knownRuns();
    known.listed([{ store: summary().store, error: undefined, runs: [summary()] }], [summary().store]);
    known.worked({ ...key, workers: [worker({}), worker({ name: 'gpu-2', state: 'busy', jobs: [job] })] });
    const [spec] = treeOf(known);
    const run = spec?.kind === 'spec' ? spec.runs[0] : undefined;
    if (run === undefined) throw new Error('there is no run');
    expect(itemOf(run, []).collapsibleState).toBe(TreeItemCollapsibleState.Expanded);
    expect(run.workers.map((each) => [itemOf(each, []).label, itemOf(each, []).description])).toEqual([
      ['gpu-1', 'idle · 3 done'],
      ['gpu-2', 'Demo 5, epoch 1 of 3 · 3 done'],
    ]);
    known.ended(key);
    expect(known.workersOf(key)).toEqual([]);
  });

  it.each([
    ['refusing', worker({ state: 'refusing', why: 'its data differ' }), 'takes no jobs · 3 done', 'warning'],
    ['dead', worker({ state: 'dead', deadSince: '2026-01-01T10:00:00.000Z', jobs: [job] }), /^dead since .*, at Demo 5, epoch 1 of 3 · 3 done$/, 'vm-outline'], // prettier-ignore
  ])('show that one is %s, and why', (state, which, words, icon) => {
    const node = { kind: 'worker', run: key, worker: which } as const;
    const item = itemOf(node, []);
    expect(item.description).toMatch(words);
    expect([(item.iconPath as { id: string }).id, item.contextValue]).toEqual([icon, `worker.${state}`]);
    const { value } = tooltip(node, knownRuns()) as { value: string };
    expect(value).toContain('| Machine\u00a0\u00a0 | h |');
    expect(value.includes('its data differ')).toBe(which.why !== undefined);
  });
});
