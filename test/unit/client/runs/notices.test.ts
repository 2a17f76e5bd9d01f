import { beforeEach, expect, it } from 'vitest';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import { notices } from '../../../../client/runs/notices.ts';
import type { WantedRun } from '../../../../client/runs/wanted.ts';
import { editor } from '../../../support/editor.ts';
import { fakeEngine, settle, summary } from './fakes.ts';

const run: WantedRun = { store: summary().store, run: 'demo-1', title: 'Demo', purpose: 'search' };

const saying = (point: unknown = { metrics: new Map([['accuracy', 94.12]]) }) => {
  const known = knownRuns();
  known.told(summary({ state: 'done', evaluations: 18, front: 4 }));
  return notices(known, fakeEngine({ describePoints: () => [point] }));
};

beforeEach(() => editor.reset());

it('tells what a run that is done has found, by what it was for', async () => {
  const { done } = saying();
  done(run, '');
  done({ ...run, purpose: 'labels' }, '');
  done({ ...run, purpose: 'given', title: 'Mine' }, '');
  saying({ why: 'the loss is not finite' }).done({ ...run, purpose: 'given', title: 'Mine' }, '');
  await settle();
  expect(editor.said).toEqual([
    'Demo (demo-1) is done: 18 evaluations, 4 architectures on the front.',
    '18 architectures are measured; predictions for Demo learn from them.',
    'Mine is measured: accuracy 94.1',
    'Mine cannot be measured: the loss is not finite',
  ]);
});

it('offers to resume one that is lost, and the logs of one that failed', async () => {
  editor.presses.push('Resume');
  saying().failed(run, 'its process died 4 times', true);
  saying().failed(run, 'the disk is full', false);
  await settle();
  expect(editor.said).toEqual([
    'Demo (demo-1) is interrupted: its process died 4 times',
    'Demo (demo-1) has failed: the disk is full',
  ]);
  expect(editor.ran).toEqual([['hypernas.resumeExperiment', run]]);
});

it('says once that runs went on', () => {
  saying().wentOn([run]);
  saying().wentOn([run, run]);
  expect(editor.said).toEqual([
    'The engine was started again, and Demo (demo-1) goes on where it was.',
    'The engine was started again, and 2 runs go on where they were.',
  ]);
});
