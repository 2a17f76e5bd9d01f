/** Commands that are about one architecture: drawing one, exporting one. */
import { beforeEach, describe, expect, it } from 'vitest';
import { exportArchitecture } from '../../../../client/commands/export/export-architecture.ts';
import { sampleArchitecture } from '../../../../client/commands/sample/sample-architecture.ts';
import type { Parts } from '../../../../client/parts.ts';
import { Document, editor, Selection, Uri } from '../../../support/editor.ts';

const uri = Uri.file('/w/s.hnas').toString();
const range = { start: { line: 3, character: 5 }, end: { line: 3, character: 11 } };
const space = (name: string) => ({ uri, name, range, experiment: undefined });
const arch = (name: string, architecture: string | undefined = '{ k: 3 }') => ({
  uri,
  name,
  range,
  space: 'S',
  architecture,
});

interface View {
  readonly spaces?: readonly unknown[];
  readonly archs?: readonly unknown[];
  readonly at?: unknown;
}

let asked: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
/** `views` are answered in turn, the last one again and again. */
function partsWith(
  views: readonly (View | { readonly error: string })[],
  answers: Readonly<Record<string, unknown>> = {},
): Parts {
  let next = 0;
  const program = {
    entry: uri,
    files: new Map([[uri, 'text']]),
    experiments: [],
    spaces: [],
    archs: [],
    at: undefined,
    errors: 0,
  };
  const view = () => {
    const given = views[Math.min(next++, views.length - 1)] ?? {};
    return 'error' in given ? { ...given, kind: 'refused' } : { value: { ...program, ...given } };
  };
  return {
    programs: { ask: async (method: string, params: never) => (asked.push([method, params]), view()) },
    engine: { request: async (method: string, params: never) => (asked.push([method, params]), answers[method]) },
    state: { status: undefined },
  } as unknown as Parts;
}

beforeEach(() => {
  editor.reset();
  asked = [];
  const document = new Document(Uri.parse(uri), 'space S {}\n');
  editor.documents.push(document);
  editor.active = { document, selection: new Selection(2, 4, 2, 4) };
});

describe('Sample Architecture', () => {
  it('draws one of the space at the cursor and shows it', async () => {
    const at = { kind: 'space', name: 'B' };
    await sampleArchitecture(partsWith([{ spaces: [space('A'), space('B')], at }, { archs: [arch('sample')] }]));
    expect(asked[0]).toEqual(['hypernas/program', { uri, position: { line: 2, character: 4 } }]);
    expect(editor.ran).toEqual([['hypernas.sampleArchitecture', uri, 'B']]);
    expect(editor.revealed).toMatchObject([range]);
  });

  it('asks which space where there is a choice, and takes the only one', async () => {
    editor.answers.push('A');
    await sampleArchitecture(partsWith([{ spaces: [space('A'), space('B')] }]));
    await sampleArchitecture(partsWith([{ spaces: [space('C')] }]));
    expect(editor.ran.map(([, , name]) => name)).toEqual(['A', 'C']);
  });

  it('says that there is no space, that the server refuses, and that a space is wrong', async () => {
    await sampleArchitecture(partsWith([{}]));
    await sampleArchitecture(partsWith([{ error: 'The server is away.' }]));
    editor.commands.set('hypernas.sampleArchitecture', () =>
      Promise.reject(new Error('nothing was changed: "A" has errors')),
    );
    await sampleArchitecture(partsWith([{ spaces: [space('A')] }]));
    expect(editor.said).toEqual([
      'There is no space in this file, nor in what it imports.',
      'The server is away.',
      'Nothing was changed: "A" has errors.',
    ]);
  });

  it('asks in which file where none is open, and says that there is none', async () => {
    editor.active = undefined;
    editor.documents.length = 0;
    await sampleArchitecture(partsWith([{ spaces: [space('A')] }]));
    expect(editor.said).toEqual(['There is no .hnas file in this workspace.']);
    editor.folders.push('/w');
    editor.files.set('/w/a.hnas', '').set('/w/b.hnas', '');
    editor.answers.push('b.hnas');
    await sampleArchitecture(partsWith([{ spaces: [{ ...space('A'), uri: 'file:///w/b.hnas' }] }]));
    expect(editor.offered).toEqual([['a.hnas', 'b.hnas']]);
    expect(editor.ran.at(-1)).toEqual(['hypernas.sampleArchitecture', 'file:///w/b.hnas', 'A']);
  });
});

describe('Export Architecture', () => {
  const formats = [
    { format: 'pytorch', title: 'PyTorch', extension: 'py', description: 'a module', weights: 'beside' },
    { format: 'onnx', title: 'ONNX', extension: 'onnx', description: 'a graph', weights: 'inside' },
  ];
  const answers = {
    exportFormats: { value: formats },
    trainedWeights: { value: [] },
    exportArchitecture: { value: { fileName: 'first.py', bytes: Buffer.from('class Net: …').toString('base64') } },
  };
  const at = { kind: 'arch', name: 'first' };

  it('writes the one at the cursor where the user says', async () => {
    editor.answers.push('PyTorch', '');
    await exportArchitecture(partsWith([{ archs: [arch('other'), arch('first', '{ k: 5 }')], at }], answers));
    const source = { entry: uri, experiment: '' };
    expect(asked.at(-1)).toMatchObject([
      'exportArchitecture',
      { source, space: 'S', architecture: '{ k: 5 }', name: 'first', format: 'pytorch' },
    ]);
    expect(editor.offered.at(-1)).toEqual(['/w/first.py']);
    expect(editor.files.get('/w/first.py')).toBe('class Net: …');
    expect(editor.said).toEqual(['first is exported as PyTorch: first.py']);
  });

  const trained = [
    { store: '/w/.hnas/runs.db', run: 'edge-2', position: 6, accuracy: 93.16 },
    { store: '/w/.hnas/runs.db', run: 'edge-1', position: 0, accuracy: undefined },
  ];
  const withWeights = {
    ...answers,
    trainedWeights: { value: trained },
    exportArchitecture: {
      value: {
        ...answers.exportArchitecture.value,
        weights: { extension: 'safetensors', bytes: Buffer.from('numbers').toString('base64') },
      },
    },
  };

  it('offers the trained weights that runs have kept, and writes them beside the source', async () => {
    editor.answers.push('PyTorch', 'Trained weights of edge-2', '/w/out/best.net.py');
    await exportArchitecture(partsWith([{ archs: [arch('first')], at }], withWeights));
    expect(editor.offered[1]).toEqual([
      'Trained weights of edge-2',
      'Trained weights of edge-1',
      'Without trained weights',
    ]);
    expect(asked.at(-2)).toMatchObject(['trainedWeights', { space: 'S', architecture: '{ k: 3 }' }]);
    expect(asked.at(-1)).toMatchObject(['exportArchitecture', { trained: trained[0] }]);
    expect(editor.files.get('/w/out/best.net.py')).toBe('class Net: …');
    expect(editor.files.get('/w/out/best.net.safetensors')).toBe('numbers');
    expect(editor.said).toEqual(['first is exported as PyTorch: best.net.py, best.net.safetensors']);
  });

  it('exports without trained weights where they are not wanted, and not at all where nothing is chosen', async () => {
    editor.answers.push('ONNX', 'Without trained weights', '');
    await exportArchitecture(partsWith([{ archs: [arch('first')], at }], { ...answers, trainedWeights: withWeights.trainedWeights })); // prettier-ignore
    expect(asked.at(-1)).toMatchObject(['exportArchitecture', { trained: undefined }]);
    editor.answers.push('ONNX', undefined);
    await exportArchitecture(partsWith([{ archs: [arch('first')], at }], withWeights));
    expect(asked.at(-1)?.[0]).toBe('trainedWeights');
  });

  it('asks which one, and offers only complete ones', async () => {
    editor.answers.push('b', 'ONNX', undefined);
    await exportArchitecture(
      partsWith([{ archs: [arch('a'), { ...arch('half'), architecture: undefined }, arch('b')] }], answers),
    );
    expect(editor.offered.slice(0, 2)).toEqual([
      ['a', 'b'],
      ['PyTorch', 'ONNX'],
    ]);
    expect([editor.files.size, editor.said.length]).toEqual([0, 0]);
  });

  it('says what stands in the way', async () => {
    await exportArchitecture(partsWith([{ archs: [{ ...arch('first'), architecture: undefined }], at }], answers));
    await exportArchitecture(partsWith([{}], answers));
    const refused = { error: 'The engine is not running: it ended.', kind: 'refused' };
    await exportArchitecture(partsWith([{ archs: [arch('first')] }], { exportFormats: refused }));
    editor.answers.push('PyTorch');
    await exportArchitecture(partsWith([{ archs: [arch('first')] }], { ...answers, exportArchitecture: refused }));
    editor.answers.push('PyTorch', '/read-only/x.py');
    await exportArchitecture(partsWith([{ archs: [arch('first')] }], answers));
    expect(editor.said).toEqual([
      'first is incomplete or has errors; Complete writes the decisions that it lacks.',
      'This file has no complete architecture to export.',
      'The engine is not running: it ended.',
      'The engine is not running: it ended.',
      '/read-only/x.py cannot be written: no permission',
    ]);
  });
});
