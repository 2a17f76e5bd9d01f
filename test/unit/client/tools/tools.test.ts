/** Tools for language models: what they take, what they answer, and that whatever goes wrong is a sentence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { activateTools } from '../../../../client/tools/activate.ts';
import { chooseRun } from '../../../../client/tools/front.ts';
import type { Parts } from '../../../../client/parts.ts';
import { Document, editor, Uri } from '../../../support/editor.ts';

interface Declared {
  readonly name: string;
  readonly modelDescription: string;
  readonly inputSchema: {
    readonly properties: Readonly<Record<string, { readonly type: string }>>;
    readonly required?: readonly string[];
  };
}
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8')) as {
  readonly contributes: { readonly languageModelTools: readonly Declared[] };
};

const uri = Uri.file('/w/s.hnas').toString();
const range = { start: { line: 4, character: 2 }, end: { line: 4, character: 9 } };
let asked: (readonly [string, unknown])[] = [];
let answers: Record<string, unknown> = {};
const ask = async (method: string, params: unknown) => {
  asked.push([method, params]);
  return answers[method] ?? { error: `Nobody answers ${method}.`, kind: 'refused' };
};
const parts = { programs: { ask }, engine: { request: ask } } as unknown as Parts;

async function call(name: string, input: unknown): Promise<string> {
  const { content } = await editor.tools.get(name)!.invoke({ input }, undefined);
  return content.map(({ value }) => value).join('');
}

beforeEach(() => {
  editor.reset();
  editor.folders.push('/w');
  editor.files.set('/w/s.hnas', 'space S {}\n');
  asked = [];
  answers = {};
  activateTools(parts);
});

describe('the tools of the manifest', () => {
  it('are those that are registered', () => {
    expect([...editor.tools.keys()].sort()).toEqual(
      manifest.contributes.languageModelTools.map(({ name }) => name).sort(),
    );
  });

  it.each([...manifest.contributes.languageModelTools])(
    '$name: its schema is what it reads',
    async ({ name, inputSchema }) => {
      const { properties, required = [] } = inputSchema;
      for (const key of Object.keys(properties)) {
        const input = { ...Object.fromEntries(required.map((each) => [each, 'x'])), [key]: 3 };
        await expect(call(name, input)).rejects.toThrow(`input.${key}: expected a text`);
      }
      if (required.length > 0)
        await expect(call(name, {})).rejects.toThrow(/input\.\w+: expected a text, found nothing/);
      expect(required.every((key) => key in properties)).toBe(true);
    },
  );

  it('say what they do while they do it', () => {
    const prepare = (name: string, input: unknown): unknown =>
      (editor.tools.get(name) as unknown as { prepareInvocation(options: unknown): unknown }).prepareInvocation({
        input,
      });
    expect(prepare('hypernas_check', { file: 's.hnas' })).toEqual({ invocationMessage: 'Checking s.hnas' });
    expect(prepare('hypernas_predict', { file: 1 })).toEqual({ invocationMessage: 'Reading what was asked' });
  });
});

describe('hypernas_check', () => {
  const finding = { uri, range, severity: 'error', code: 'unknown-name', message: 'There is no "covn".' };

  it('checks a text, and a file as it is in the editor', async () => {
    answers['hypernas/checkText'] = { value: [finding, { ...finding, severity: 'warning' }] };
    expect(await call('hypernas_check', { text: 'space S {}' })).toBe(
      'text:5:3: error[unknown-name]: There is no "covn".\ntext:5:3: warning[unknown-name]: There is no "covn".\n1 error, 1 warning.',
    );
    editor.documents.push(new Document(Uri.parse(uri), 'unsaved'));
    answers['hypernas/checkText'] = { value: [] };
    expect(await call('hypernas_check', { file: 's.hnas' })).toBe('s.hnas: no problems.');
    expect(asked).toEqual([
      ['hypernas/checkText', { text: 'space S {}', uri: undefined }],
      ['hypernas/checkText', { text: 'unsaved', uri }],
    ]);
  });

  it.each([
    [{}, 'Give a text, or the path of a file.'],
    [{ file: 'missing.hnas' }, 'There is no file missing.hnas in this workspace; it has s.hnas.'],
    [{ file: '/etc/passwd' }, '/etc/passwd is no .hnas file.'],
    [{ file: '../secret.hnas' }, 'There is no file ../secret.hnas in this workspace; it has s.hnas.'],
    [{ text: 'x' }, 'Nobody answers hypernas/checkText.'],
  ])('refuses %j with a sentence', async (input, sentence) => {
    editor.files.set('/secret.hnas', 'no');
    await expect(call('hypernas_check', input)).rejects.toThrow(sentence);
  });
});

describe('hypernas_predict', () => {
  const costs = { params: 24_000, macs: 5e5, flops: 1e6, weightBytes: 96_000, activationBytes: 4096, depth: 7 };
  const basis = {
    version: 'v',
    predictor: 'gp',
    samples: 12,
    source: 'runs of Demo',
    leaveOneOutTau: 0.714,
    refinement: 'none',
    note: undefined,
  };
  const estimate = { mean: 93.94, low: 93.5, high: 94.3, measured: undefined };
  const nearest = [{ text: '{ k: 3 }', accuracy: 93.1, differs: 1, differences: [] }];
  const program = {
    spaces: [{ name: 'S' }, { name: 'T' }],
    archs: [
      { name: 'first', space: 'S', architecture: '{ k: 5 }' },
      { name: 'half', space: 'S' },
    ],
    experiments: [{ name: 'Demo', space: 'T' }],
  };
  beforeEach(() => {
    answers['hypernas/program'] = { value: program };
    answers['hypernas/predict'] = {
      value: {
        space: 'S',
        architecture: '{ k: 5 }',
        costs,
        explanation: { basis, estimate, costs, nearest },
        why: undefined,
      },
    };
  });

  it('tells accuracy, interval, what it rests on, and costs', async () => {
    expect(await call('hypernas_predict', { file: 's.hnas', architecture: 'first' })).toBe(
      [
        'Architecture of S: { k: 5 }',
        'Accuracy: predicted 93.9 %; 93.5 % to 94.3 % hold 80 % of such predictions.',
        "It rests on 12 measured architectures (runs of Demo), predictor gp, Kendall's tau of held-out predictions 0.71.",
        'Nearest measured architectures:',
        '- 93.1 %, differs in 1 decision: { k: 3 }',
        'Costs (exact):',
        '- parameters 24000, multiply-accumulates 500000, FLOPs 1000000',
        '- weights 96000 bytes, largest activations 4096 bytes, depth 7',
      ].join('\n'),
    );
    expect(asked.at(-1)).toEqual(['hypernas/predict', { uri, space: 'S', architecture: '{ k: 5 }' }]);
  });

  it('tells what was measured where too little is for a prediction', async () => {
    const measured = { accuracy: 94.06, by: 'run demo-1, evaluation 2' };
    const why = 'Three more architectures have to be measured.';
    const value = { space: 'S', architecture: '{ k: 5 }', costs, explanation: undefined, why, measured };
    answers['hypernas/predict'] = { value };
    expect(await call('hypernas_predict', { file: 's.hnas', architecture: 'first' })).toContain(
      'Accuracy: measured 94.1 % (run demo-1, evaluation 2). None is predicted of others: Three more architectures have to be measured.\nCosts',
    );
  });

  it('claims no accuracy without a model, and says why', async () => {
    answers['hypernas/predict'] = {
      value: { space: 'S', architecture: '{ k: 5 }', costs, explanation: undefined, why: 'Four labels are too few.' },
    };
    const text = await call('hypernas_predict', { file: 's.hnas', architecture: '{ k: 5 }', space: 'Demo' });
    expect(text).toContain('Accuracy: none is claimed. Four labels are too few.');
    expect(asked.at(-1)).toEqual(['hypernas/predict', { uri, space: 'T', architecture: '{ k: 5 }' }]);
  });

  it.each([
    [{ architecture: '{ k: 5 }' }, 'Name one of the spaces: S, T.'],
    [{ architecture: '{ k: 5 }', space: 'U' }, 'There is no space U; there are S, T.'],
    [{ architecture: 'half' }, 'half is incomplete or has errors.'],
  ])('refuses %j with a sentence', async (input, sentence) => {
    await expect(call('hypernas_predict', { file: 's.hnas', ...input })).rejects.toThrow(sentence);
  });
});

describe('hypernas_front', () => {
  const run = (name: string, created: string) => ({
    store: '/w/.hnas/runs.db',
    run: name,
    experiment: 'Demo',
    space: 'S',
    file: '/w/s.hnas',
    state: 'done',
    created,
    evaluations: 18,
    budget: { evaluations: 18, time: undefined },
  });
  const rows = [
    {
      position: 12,
      knee: true,
      architecture: '{ k: 3 }',
      metrics: new Map([
        ['accuracy', 93.1],
        ['params', 24000],
      ]),
    },
    { position: 4, knee: false, architecture: '{ k: 5 }', metrics: new Map([['accuracy', 94.25]]) },
  ];
  beforeEach(() => {
    editor.files.set('/w/.hnas/runs.db', '');
    answers['listRuns'] = {
      value: [
        {
          store: '/w/.hnas/runs.db',
          error: undefined,
          runs: [run('demo-1', '2026-01-01'), run('demo-2', '2026-01-02')],
        },
      ],
    };
    answers['runFront'] = { value: { rows, hypervolume: 0.7123 } };
  });

  it('lists the newest run, a line a point', async () => {
    expect(await call('hypernas_front', {})).toBe(
      [
        'Run demo-2 of experiment Demo (space S): done, 18 of 18 evaluations, hypervolume 0.712 of the reference box.',
        'evaluation\taccuracy\tparams\tarchitecture',
        '13*\t93.10\t24000\t{ k: 3 }',
        '5\t94.25\t-\t{ k: 5 }',
        '* knee: the best balance of the objectives. Accuracies in percent, latencies in seconds.',
      ].join('\n'),
    );
    expect(asked).toEqual([
      ['listRuns', { stores: ['/w/.hnas/runs.db'] }],
      ['runFront', { store: '/w/.hnas/runs.db', run: 'demo-2' }],
    ]);
  });

  it('takes the run that is named, or those of a file', async () => {
    await call('hypernas_front', { run: 'demo-1', file: 's.hnas' });
    expect(asked.at(-1)).toEqual(['runFront', { store: '/w/.hnas/runs.db', run: 'demo-1' }]);
  });

  it('says that a run is not there, that there is none, and why a store cannot be read', async () => {
    await expect(call('hypernas_front', { run: 'demo-9' })).rejects.toThrow(
      'There is no run demo-9; there are demo-2, demo-1.',
    );
    answers['listRuns'] = {
      value: [{ store: '/w/.hnas/runs.db', error: { kind: 'corrupt', message: 'The store is damaged.' }, runs: [] }],
    };
    await expect(call('hypernas_front', {})).rejects.toThrow('The store is damaged.');
    editor.files.delete('/w/.hnas/runs.db');
    await expect(call('hypernas_front', {})).rejects.toThrow('There are no runs in this workspace yet');
    expect(chooseRun([], undefined)).toEqual({ error: 'There are no runs yet; Run Search makes one.' });
  });
});
