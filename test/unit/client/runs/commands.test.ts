import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Programs } from '../../../../client/engine/programs.ts';
import type { Parts } from '../../../../client/parts.ts';
import {
  evaluateArchitecture,
  insertArchitecture,
  placePoint,
} from '../../../../client/runs/commands/architectures.ts';
import { compareRuns, openFront } from '../../../../client/runs/commands/front.ts';
import { deleteRuns, openSpec, stopRun } from '../../../../client/runs/commands/manage.ts';
import { resumeExperiment } from '../../../../client/runs/commands/resume.ts';
import { runExperiment } from '../../../../client/runs/commands/search.ts';
import { showOnFront } from '../../../../client/runs/commands/show.ts';
import { trainPredictor } from '../../../../client/runs/commands/train.ts';
import type { RunsContext } from '../../../../client/runs/context.ts';
import { followRuns } from '../../../../client/runs/follow.ts';
import { knownRuns } from '../../../../client/runs/known-runs.ts';
import type { RunKey } from '../../../../client/runs/run-key.ts';
import { wantedRuns } from '../../../../client/runs/wanted.ts';
import { workOnRuns } from '../../../../client/runs/work.ts';
import type { ProgramView } from '../../../../engine/protocol/program.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { Document, editor, Selection, Uri } from '../../../support/editor.ts';
import { fakeEngine, memory, refuse, summary } from './fakes.ts';

const file = '/w/demo.hnas';
const uri = `file://${file}`;
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };
const experiment = {
  ...{ uri, range, name: 'Demo', space: 'S', evaluator: 'Train', evaluatorKind: 'train', strategy: 'predictor' },
  ...{ evaluations: 18, error: undefined },
};
const arch = { uri, range, name: 'Mine', space: 'S', architecture: '{ width: 8 }' };
const view: ProgramView = {
  entry: uri,
  files: new Map([[uri, 'the text as it is in the editor']]),
  experiments: [experiment],
  spaces: [{ uri, range, name: 'S', experiment: 'Demo' }],
  archs: [arch],
  hypernetworks: [],
  at: undefined,
  errors: 0,
};

/** A text in which nothing has changed. */
const same = { changes: [], aside: [], known: 5, left: [], why: undefined };

/** A window over one store with one run, a server with one program, and an engine that says what it was asked. */
function window(
  given: { run?: Partial<RunSummary>; program?: Partial<ProgramView>; learnt?: unknown[]; place?: unknown } = {},
) {
  let stored: RunSummary | undefined = summary({ state: 'interrupted', ...given.run });
  const requests: (readonly [string, unknown])[] = [];
  const noting =
    (method: string, answer: () => unknown) =>
    (params: unknown): unknown => {
      requests.push([method, params]);
      return answer();
    };
  const engine = fakeEngine({
    listRuns: () => [{ store: summary().store, error: undefined, runs: stored === undefined ? [] : [stored] }],
    startRun: noting('startRun', () => summary({ run: 'demo-9' })),
    compareRun: () => same,
    resumeRun: noting('resumeRun', () => (stored = summary())),
    stopRun: noting('stopRun', () => (stored = summary({ state: 'interrupted' }))),
    deleteRun: noting('deleteRun', () => ((stored = undefined), null)),
    runFront: () => ({
      rows: [{ position: 3, knee: true, architecture: '{ width: 8 }', metrics: new Map([['accuracy', 94.1]]) }],
      hypervolume: 1,
    }),
    describePoints: () => [{ position: 3, architecture: '{ width: 8 }', name: 'demo_1_3' }],
  });
  const programs: Programs = {
    ask: async (method) =>
      (method === 'hypernas/program' ? { value: { ...view, ...given.program } } : { value: given.place }) as never,
  };
  const known = knownRuns();
  const wanted = wantedRuns(memory());
  const paths = { paths: async () => [summary().store], onChange: () => ({ dispose: () => {} }) };
  const follower = followRuns(engine, paths, known, 0);
  const notices = { done: () => {}, failed: () => {}, wentOn: () => {} };
  const status = { state: 'running', learnt: given.learnt ?? [] };
  const parts = { engine, programs, state: { status } } as unknown as Parts;
  const context = {
    ...{ parts, known, follower, wanted, work: workOnRuns(engine, known, wanted, follower, notices) },
    stores: { ...paths, add: () => {}, searchAgain: () => {}, dispose: () => {} },
  } as RunsContext;
  return { context, engine, requests, wanted, known };
}

beforeEach(() => {
  editor.reset();
  editor.files.set(file, 'space S {}\n');
});
afterEach(() => expect(editor.answers).toEqual([]));

const opened: (readonly RunKey[])[] = [];
const open = (runs: readonly RunKey[]): void => void opened.push(runs);
const openedRuns = (): string[] => opened.splice(0).map((runs) => runs.map(({ run }) => run).join());

describe('Run Search', () => {
  it('starts the experiment of a lens from the texts of the editor', async () => {
    const { context, requests, wanted } = window();
    await runExperiment(context, uri, 'Demo');
    expect(requests).toEqual([
      [
        'startRun',
        {
          source: { entry: uri, files: view.files, experiment: 'Demo' },
          ...{ purpose: 'search', evaluations: undefined, architectures: [], warmStart: undefined },
        },
      ],
    ]);
    expect(wanted.all()).toMatchObject([{ run: 'demo-9', title: 'Demo' }]);
  });

  it('asks which where there are several, and takes the one at the cursor', async () => {
    const other = { ...experiment, name: 'Other' };
    const imported = { ...experiment, uri: 'file:///w/base.hnas', name: 'Base' };
    const several = window({ program: { experiments: [experiment, other, imported] } });
    editor.answers.push('Other');
    await runExperiment(several.context, uri);
    expect(editor.offered).toEqual([['Demo', 'Other']]);
    const atCursor = window({
      program: { experiments: [experiment, other], at: { kind: 'experiment', name: 'Demo' } },
    });
    await runExperiment(atCursor.context, uri);
    const asked = [...several.requests, ...atCursor.requests].map(
      ([, params]) => (params as { source: { experiment: string } }).source.experiment,
    );
    expect(asked).toEqual(['Other', 'Demo']);
  });

  it('says what stands in the way', async () => {
    const tell = async (given: Parameters<typeof window>[0], where = uri, name: unknown = 'Demo') => {
      editor.said.length = 0;
      const { context, requests } = window(given);
      await runExperiment(context, where, name);
      expect(requests).toEqual([]);
      return editor.said[0];
    };
    expect(await tell({}, 'untitled:Untitled-1')).toContain('Save the file first');
    expect(await tell({}, 'git:/w/demo.hnas')).toContain('not on a disk');
    expect(await tell({ program: { experiments: [{ ...experiment, error: 'it has no evaluator.' }] } })).toBe(
      'Demo cannot be run: it has no evaluator.',
    );
    expect(await tell({}, uri, 'Gone')).toBe('There is no experiment Gone in demo.hnas.');
    expect(await tell({ program: { experiments: [] } }, uri, null)).toContain('demo.hnas has no experiment yet');
  });

  it('of what is under way already is asked about', async () => {
    const { context, requests } = window({ run: { state: 'running' } });
    await context.follower.need();
    await runExperiment(context, uri, 'Demo');
    expect(editor.said[0]).toBe('Demo is under way already (demo-1).');
    expect(requests).toEqual([]);
    editor.presses.push('Start Another');
    await runExperiment(context, uri, 'Demo');
    expect(requests).toHaveLength(1);
  });
});

describe('Resume', () => {
  it('goes on with the run of a lens, if the text still means the same', async () => {
    const { context, requests, wanted } = window();
    await resumeExperiment(context, uri, 'Demo');
    expect(requests).toMatchObject([
      ['resumeRun', { run: 'demo-1', source: { experiment: 'Demo' }, evaluations: undefined }],
    ]);
    expect(wanted.all()).toMatchObject([{ run: 'demo-1', purpose: 'search' }]);
  });

  it('offers the text that the run was started with, where the new one is refused', async () => {
    const { context, engine, requests } = window();
    const resumeRun = engine.answers['resumeRun'] as (params: unknown) => unknown;
    engine.answers = {
      ...engine.answers,
      resumeRun: (params: { source: unknown }) =>
        params.source === undefined ? resumeRun(params) : refuse('The space has changed.'),
    };
    editor.presses.push('Go On as Started');
    await resumeExperiment(context, summary());
    expect(editor.said).toEqual(['The space has changed.']);
    expect(requests).toMatchObject([['resumeRun', { source: undefined }]]);
  });

  it('says what changed, and offers what was measured to a new run', async () => {
    const { context, engine, requests, wanted } = window();
    const changes = ['the space (width: 2, 4 -> 2, 8)', 'the seed (1 -> 2)'];
    const left = ['2 are no architectures of S now'];
    engine.answers = { ...engine.answers, compareRun: () => ({ ...same, changes, known: 1200, left }) };
    editor.presses.push('Start New with What Was Measured');
    await resumeExperiment(context, uri, 'Demo');
    expect(editor.said).toEqual([
      'demo-1 cannot go on with the text as it is now. Changed since it was started: the space (width: 2, 4 -> 2, 8), the seed (1 -> 2). ' +
        'A new run can take over 1\u202f200 of its results. Of the others 2 are no architectures of S now.',
    ]);
    expect(editor.buttons.at(-1)).toEqual(['Go On as Started', 'Start New with What Was Measured', 'Start a New Run']);
    expect(requests).toMatchObject([
      ['startRun', { purpose: 'search', warmStart: 'demo-1', source: { experiment: 'Demo', files: view.files } }],
    ]);
    expect(wanted.all()).toMatchObject([{ run: 'demo-9', title: 'Demo' }]);
  });

  it('says why nothing can be taken over, and goes on as started where that is wanted', async () => {
    const { context, engine, requests } = window();
    const why = 'nothing of run demo-1 can be taken over: since it was started the data set (seed: 1 -> 2) changed';
    const changes = ['the data set (seed: 1 -> 2)'];
    engine.answers = { ...engine.answers, compareRun: () => ({ ...same, changes, known: 0, why }) };
    editor.presses.push('Go On as Started');
    await resumeExperiment(context, summary());
    expect(editor.said).toEqual([
      'demo-1 cannot go on with the text as it is now. Changed since it was started: the data set (seed: 1 -> 2). ' +
        'Nothing of run demo-1 can be taken over: since it was started the data set (seed: 1 -> 2) changed.',
    ]);
    expect(editor.buttons.at(-1)).toEqual(['Go On as Started', 'Start a New Run']);
    expect(requests).toMatchObject([['resumeRun', { source: undefined }]]);
  });

  it('goes on where what changed decides nothing, and says what it is', async () => {
    const { context, engine, requests } = window();
    const aside = ['the budget: 10 evaluations -> 20 evaluations'];
    engine.answers = { ...engine.answers, compareRun: () => ({ ...same, aside }) };
    await resumeExperiment(context, summary());
    expect(requests).toMatchObject([['resumeRun', { source: { experiment: 'Demo' } }]]);
    expect(editor.said).toEqual([
      'demo-1 goes on. Changed since it was started: the budget: 10 evaluations -> 20 evaluations.',
    ]);
  });

  it('goes on with a run that is done on a larger budget', async () => {
    const { context, requests } = window({ run: { state: 'done', evaluations: 18 } });
    editor.answers.push('40');
    await resumeExperiment(context, summary());
    expect(editor.offered).toEqual([['27']]);
    expect(requests).toMatchObject([['resumeRun', { evaluations: 40 }]]);
    editor.answers.push('18');
    const again = window({ run: { state: 'done', evaluations: 18 } });
    await expect(resumeExperiment(again.context, summary())).rejects.toThrow('A whole number above 18');
  });

  it('offers a search where there is no run', async () => {
    const { context } = window({ run: { experiment: 'Other' } });
    editor.presses.push('Run Search');
    await resumeExperiment(context, uri, 'Demo');
    expect(editor.said[0]).toBe('Demo has no run to go on with.');
    expect(editor.ran).toEqual([['hypernas.runExperiment', uri, 'Demo']]);
  });
});

describe('Stop and Delete Run', () => {
  it('stops the only run under way without a question', async () => {
    const { context, requests } = window({ run: { state: 'running' } });
    await stopRun(context);
    expect(requests.map(([method]) => method)).toEqual(['stopRun']);
    expect(editor.said[0]).toContain('demo-1 is stopped');
  });

  it('deletes after a question only, and nothing that is under way', async () => {
    const { context, requests, known } = window();
    await deleteRuns(context, { kind: 'run', summary: summary() });
    expect(requests).toEqual([]);
    editor.presses.push('Delete');
    await deleteRuns(context, { kind: 'run', summary: summary() });
    expect(editor.said[1]).toBe('Delete demo-1 with its 4 evaluations?');
    expect(requests.map(([method]) => method)).toEqual(['deleteRun']);
    expect(known.all()).toEqual([]);
    const running = window({ run: { state: 'running' } });
    editor.presses.push('Delete');
    await deleteRuns(running.context, summary());
    expect(editor.said.at(-1)).toBe('demo-1 is under way: stop it first.');
    expect(running.requests).toEqual([]);
  });
});

describe('Open Pareto Front and Compare Runs', () => {
  it('opens the youngest run of a lens, the runs of the view, or the one of the file', async () => {
    const { context } = window();
    await openFront(context, open, uri, 'Demo');
    await openFront(context, open, summary(), [summary()]);
    await openFront(context, open, Uri.parse(uri));
    expect(openedRuns()).toEqual(['demo-1', 'demo-1', 'demo-1']);
    await openFront(context, open, uri, 'Other');
    expect(openedRuns()).toEqual([]);
    expect(editor.said).toEqual(['Other has no run yet.']);
  });

  it('compares those that are selected, else those that are picked beside the first', async () => {
    const { context, known } = window();
    await context.follower.need();
    known.told(summary({ run: 'demo-2' }));
    const other = known.find(summary({ run: 'demo-2' }));
    await compareRuns(context, open, summary(), [summary(), other]);
    editor.answers.push(['demo-2']);
    await compareRuns(context, open, summary());
    expect(openedRuns()).toEqual(['demo-1,demo-2', 'demo-1,demo-2']);
    expect(editor.offered).toEqual([['demo-2']]);
  });
});

describe('Evaluate This Architecture', () => {
  it('measures the one at the cursor as the experiment of its space says', async () => {
    const experiments = [{ ...experiment, name: 'Other' }, experiment];
    const { context, requests, wanted } = window({ program: { experiments, at: { kind: 'arch', name: 'Mine' } } });
    editor.active = { document: new Document(Uri.parse(uri), ''), selection: new Selection(0, 0, 0, 0) };
    await evaluateArchitecture(context);
    expect(requests).toMatchObject([
      ['startRun', { purpose: 'given', architectures: ['{ width: 8 }'], source: { experiment: 'Demo' } }],
    ]);
    expect(wanted.all()).toMatchObject([{ title: 'Mine', purpose: 'given' }]);
  });

  it('says why it cannot', async () => {
    const why = async (program: Partial<ProgramView>) => {
      editor.said.length = 0;
      await evaluateArchitecture(window({ program }).context, uri, 'Mine');
      return editor.said[0];
    };
    expect(await why({ archs: [{ ...arch, architecture: undefined }] })).toContain('incomplete or wrong');
    expect(await why({ experiments: [] })).toBe('Mine cannot be evaluated: no experiment measures the space S.');
    expect(await why({ experiments: [{ ...experiment, error: 'it has no data.' }] })).toBe(
      'Mine cannot be evaluated: it has no data.',
    );
    expect(await why({ archs: [] })).toBe('The file has no arch.');
  });
});

describe('Insert Architecture', () => {
  const insertion = {
    uri,
    position: { line: 1, character: 0 },
    text: '\narch demo_1_3 of S = { width: 8 }\n',
    name: 'demo_1_3',
  };

  it('writes the picked one where it belongs, and selects its name', async () => {
    const { context } = window({ run: { front: 1 }, place: { found: undefined, insertion } });
    editor.answers.push('accuracy 94.1');
    await insertArchitecture(context);
    expect(editor.documents[0]?.getText()).toBe('space S {}\n\narch demo_1_3 of S = { width: 8 }\n');
    expect(editor.revealed).toMatchObject([{ start: { line: 2, character: 5 }, end: { line: 2, character: 13 } }]);
  });

  it('ends the last step of the walkthrough, also by a click on a point', async () => {
    const { context } = window({ run: { front: 1 }, place: { found: undefined, insertion } });
    await placePoint(context, summary(), 3, 'open');
    expect(editor.ran).toEqual([['setContext', 'hypernas.architectureInserted', true]]);
  });

  it('shows the one that is there already, and writes nothing', async () => {
    const found = { uri, range, name: 'Mine', exact: true };
    const { context } = window({ run: { front: 1 }, place: { found, insertion } });
    editor.answers.push('accuracy 94.1');
    await insertArchitecture(context, summary());
    expect(editor.documents[0]?.getText()).toBe('space S {}\n');
    expect(editor.said).toEqual(['Mine is this architecture already.']);
  });
});

describe('Show on Pareto Front', () => {
  const shown = async (run: Partial<RunSummary>, program: Partial<ProgramView> = {}) => {
    const opened: unknown[] = [];
    await showOnFront(
      window({ run, program }).context,
      (runs, position) => void opened.push([runs[0]?.run, position]),
      uri,
      'Mine',
    );
    return opened;
  };

  it('opens the page at the point that the arch is', async () => {
    expect(await shown({ front: 1 })).toEqual([['demo-1', 3]]);
    expect(editor.said).toEqual([]);
  });

  it('says where it is not, and where there is no front', async () => {
    expect(await shown({ front: 1 }, { archs: [{ ...arch, architecture: '{ width: 12 }' }] })).toEqual([
      ['demo-1', undefined],
    ]);
    expect(await shown({ front: 0 })).toEqual([]);
    expect(editor.said).toEqual(['Mine is not on the front of demo-1.', 'No run of S has a front yet.']);
  });
});

describe('Train Predictor', () => {
  const learnt = {
    experiment: 'Demo',
    space: 'S',
    predictor: 'gp',
    labels: 18,
    refining: false,
    why: undefined,
    lack: undefined,
  };

  it('tells what predictions rest on, where there are some', async () => {
    const { context, requests } = window({ learnt: [learnt] });
    await trainPredictor(context, uri, 'S');
    expect(editor.said).toEqual(['Predictions for Demo rest on 18 measured architectures (gp).']);
    expect(requests).toEqual([]);
  });

  it('asks how many to measure, where labels lack', async () => {
    const lacking = { ...learnt, predictor: undefined, labels: undefined, why: '3 labels', lack: 'labels' };
    const { context, requests, wanted } = window({ learnt: [lacking] });
    editor.answers.push('Measure 16 architectures');
    await trainPredictor(context, uri, 'Demo');
    expect(requests).toMatchObject([['startRun', { purpose: 'labels', evaluations: 16 }]]);
    expect(wanted.all()).toMatchObject([{ purpose: 'labels', title: 'Demo' }]);
  });

  it('says why there are none, where measuring would not help', async () => {
    const wrong = { ...learnt, predictor: undefined, why: 'the table has no column "acc"' };
    const { context, requests } = window({ learnt: [wrong] });
    await trainPredictor(context, uri, 'Demo');
    expect(editor.said).toEqual(['Nothing is predicted for Demo: the table has no column "acc"']);
    expect(requests).toEqual([]);
  });
});

describe('Open Spec', () => {
  it('opens the file of a run or of a group of them', async () => {
    const { context } = window();
    await openSpec(context, { kind: 'spec', file });
    await openSpec(context, summary());
    expect(editor.ran.map(([name, what]) => [name, String(what)])).toEqual([
      ['vscode.open', uri],
      ['vscode.open', uri],
    ]);
  });

  it('says that the file is gone, and what becomes of its runs; so does a point that is to be opened', async () => {
    editor.files.delete(file);
    const { context } = window();
    await openSpec(context, { kind: 'spec', file });
    await placePoint(context, summary(), 3, 'open');
    expect(editor.ran).toEqual([]);
    const gone: unknown = expect.stringMatching(/^demo\.hnas is not there any more.*go on with the text/);
    expect(editor.said).toEqual([gone, gone]);
  });

  it('opens what the editor still holds of a file that is gone', async () => {
    editor.files.delete(file);
    editor.documents.push(new Document(Uri.parse(uri), 'space S {}'));
    await openSpec(window().context, { kind: 'spec', file });
    expect(editor.ran).toHaveLength(1);
  });
});
