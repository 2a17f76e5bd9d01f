import { describe, expect, it } from 'vitest';
import { runKeyOf } from '../../../../client/runs/run-key.ts';
import { stableNodes } from '../../../../client/runs/stable-nodes.ts';
import { contextOf, folderHint, treeOf } from '../../../../client/runs/tree-model.ts';
import {
  baseName,
  compact,
  description,
  duration,
  facts,
  metricsText,
  progressText,
  shortProgress,
  shareDone,
} from '../../../../client/runs/words.ts';
import { basisText, learntFor } from '../../../../client/runs/commands/train.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import type { EngineStatus } from '../../../../engine/protocol/status.ts';
import { summary } from './fakes.ts';

const progress = { store: '', run: '', done: 7, budget: 18, front: 3, share: 0.5, doing: 'training', secondsLeft: 40 };

describe('words', () => {
  it('describes a run in a line', () => {
    expect(description(summary())).toBe('4/18 · front 2 · HV 0.714');
    expect(
      description(
        summary({
          budget: { evaluations: undefined, time: 60 },
          front: 0,
          hypervolume: undefined,
          failures: 2,
          ours: false,
        }),
      ),
    ).toBe('4 · in another process · 2 failed');
  });

  it('tells how far a run under way is', () => {
    expect(progressText(progress)).toBe('7/18 · training · 40 s left');
    expect(shortProgress(progress)).toBe('7/18 · 40 s left');
    expect(shareDone(progress)).toBeCloseTo(7.5 / 18);
    expect(shareDone({ ...progress, budget: undefined })).toBeUndefined();
  });

  it('tells all there is on hover', () => {
    const rows = new Map(
      facts(
        summary({
          state: 'interrupted',
          reason: 'stopped by the user',
          finished: '2026-01-01T10:05:00.000Z',
          failures: 1,
        }),
        undefined,
      ),
    );
    expect(rows.get('State')).toBe('interrupted: stopped by the user');
    expect(rows.get('Budget')).toBe('18 evaluations');
    expect(rows.get('Evaluations')).toBe('4, 1 failed');
    expect(rows.get('Hypervolume')).toBe('0.714 of the reference box');
    expect(rows.get('Ended')).toContain('after 5 min');
    const one = new Map(facts(summary({ front: 1, budget: { evaluations: 1, time: undefined } }), undefined));
    expect([one.get('Front'), one.get('Budget')]).toEqual(['1 architecture', '1 evaluation']);
    expect(rows.has('Now')).toBe(false);
    expect(new Map(facts(summary(), progress)).get('Now')).toBe('7/18 · training · 40 s left');
  });

  it.each([
    [0.2, '0 s'],
    [89, '89 s'],
    [200, '3 min'],
    [4800, '80 min'],
    [5700, '1 h 35 min'],
  ])('says %d s as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [94.123, '94.1'],
    [0.5, '0.5'],
    [1_234_567, '1.23M'],
    [15_600, '15.6k'],
    [2e9, '2G'],
  ])('says %d as %s', (value, text) => expect(compact(value)).toBe(text));

  it('names files of any platform, and metrics', () => {
    expect(baseName('/a/b.hnas')).toBe('b.hnas');
    expect(baseName('C:\\a\\b.hnas')).toBe('b.hnas');
    expect(
      metricsText(
        new Map([
          ['params', 1.2e6],
          ['accuracy', 94.1],
        ]),
      ),
    ).toBe('accuracy 94.1 · params 1.2M');
  });
});

describe('the tree', () => {
  it('groups runs by spec, youngest first, with unreadable stores on top', () => {
    const other = summary({ run: 'other-1', file: '/v/demo.hnas' });
    const young = summary({ run: 'demo-2', created: '2026-02-01T00:00:00.000Z' });
    const tree = treeOf({
      stores: [
        { store: '/w', error: undefined, runs: [] },
        { store: '/x', error: { kind: 'corrupt', message: 'it is damaged' }, runs: [] },
        { store: '/y', error: { kind: 'missing', message: 'it is gone' }, runs: [] },
      ],
      all: () => [young, summary(), other],
      workersOf: () => [],
    });
    expect(
      tree.map((node) => (node.kind === 'spec' ? [node.file, node.runs.map((each) => each.summary.run)] : node.store)),
    ).toEqual(['/x', ['/v/demo.hnas', ['other-1']], ['/w/demo.hnas', ['demo-2', 'demo-1']]]);
    const specs = tree.filter((node) => node.kind === 'spec');
    expect(folderHint('/w/demo.hnas', specs)).toBe('w');
    expect(folderHint('/w/demo.hnas', specs.slice(1))).toBeUndefined();
  });

  it('keeps its nodes while runs go on, so that menus that are open find them', () => {
    const nodes = stableNodes();
    const tree = (...runs: RunSummary[]) => treeOf({ stores: [], all: () => runs, workersOf: () => [] });
    const other = summary({ run: 'demo-2' });
    expect(nodes.update(tree(summary(), other))).toBe('all');
    const [spec] = nodes.roots;
    if (spec?.kind !== 'spec') throw new Error('no spec');
    const [first, second] = spec.runs;
    expect(nodes.update(tree(summary({ evaluations: 9 }), other))).toEqual([first]);
    expect(first?.summary.evaluations).toBe(9);
    expect(nodes.roots[0]).toBe(spec);
    expect(spec.runs).toEqual([first, second]);
    expect(nodes.update(tree(other))).toBe('all');
    expect(spec.runs[0]).toBe(second);
    expect(nodes.update(tree(other))).toEqual([]);
  });

  it('tells menus what can be done with a run', () => {
    expect(contextOf(summary())).toBe('run.running.ours');
    expect(contextOf(summary({ ours: false }))).toBe('run.running.theirs');
    expect(contextOf(summary({ state: 'interrupted' }))).toBe('run.interrupted');
  });

  it('hands runs to commands as nodes, summaries or names', () => {
    const key = { store: '/w/.hnas/runs.db', run: 'demo-1' };
    expect(runKeyOf({ kind: 'run', summary: summary() })).toEqual(key);
    expect(runKeyOf(summary())).toEqual(key);
    for (const wrong of [undefined, null, 'demo-1', { store: 1, run: 2 }, {}]) expect(runKeyOf(wrong)).toBeUndefined();
  });
});

it('tells what predictions rest on', () => {
  const learnt = {
    experiment: 'Demo',
    space: 'S',
    predictor: 'gp',
    labels: 18,
    refining: false,
    why: undefined,
    lack: undefined,
  };
  const status = { learnt: [learnt] } as unknown as EngineStatus;
  expect(learntFor(status, 'Demo')).toBe(learnt);
  expect(learntFor(status, 'Demo2')).toBeUndefined();
  expect(basisText(learnt)).toBe('18 measured architectures (gp)');
  expect(basisText({ ...learnt, refining: true })).toContain('a better predictor is being fitted');
});
