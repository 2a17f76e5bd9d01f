import { expect, it } from 'vitest';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { itemOf, tooltip } from '../../../../client/runs/tree-items.ts';
import type { RunNode } from '../../../../client/runs/tree-model.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { editor } from '../../../support/editor.ts';
import { summary } from './fakes.ts';

const node = (over: Partial<RunSummary> = {}): RunNode => ({ kind: 'run', summary: summary(over) });

it('draws a run by its state, for eyes, menus and screen readers', () => {
  const drawn = (over: Partial<RunSummary>) => {
    const { iconPath, contextValue, accessibilityInformation } = itemOf(node(over), []);
    return [(iconPath as { id: string }).id, contextValue, accessibilityInformation?.label];
  };
  expect(drawn({})).toEqual(['loading~spin', 'run.running.ours', 'demo-1, running, 4/18 · front 2 · 71 %']);
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
  expect(text).toContain('| State | running: a b |');
});
