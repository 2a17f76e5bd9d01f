/** Import Table writes sound text, whatever the columns are called. */
import { beforeEach, describe, expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { format } from '../../../../dsl/syntax/format/formatter.ts';
import { importTable } from '../../../../client/commands/table/import-table.ts';
import {
  evaluatorText,
  experimentText,
  freshName,
  relativePath,
  type TableChoice,
} from '../../../../client/commands/table/table-items.ts';
import type { Parts } from '../../../../client/parts.ts';
import { smallSpace } from '../../../support/spaces.ts';
import { Document, editor, Selection, Uri } from '../../../support/editor.ts';

const space = format(smallSpace('conv(k: choice [3, 5], out: 8) >>'), 's.hnas').value;

const choices: readonly TableChoice[] = [
  { name: 'Table', path: 'nb201.csv.gz', notation: 'nb201', key: 'arch_str', metric: 'c10_valid', latencies: [] },
  { name: 'T2', path: '../a b/"x".csv', notation: 'decisions', key: undefined, metric: 'top-1 acc', latencies: ['ms'] },
  {
    name: 'T',
    path: 'a\\b.csv',
    notation: 'text',
    key: 'in',
    metric: '1',
    latencies: ['edge_latency', 'edge_ms', 'edge_2_ms', '1080ti_ms'],
  },
  {
    name: 'Long',
    path: `${'folder/'.repeat(16)}t.csv`,
    notation: 'nb201',
    key: 'arch',
    metric: 'val',
    latencies: ['phone_ms', 'gpu latency'],
  },
];

describe('the text of a table', () => {
  it.each(choices)('$name is formatted and without errors', (choice) => {
    const text = [space, evaluatorText(choice), experimentText('Search', 'S', choice)].join('\n');
    expect(checkProgram(programOf(text))).toEqual([]);
    expect(format(text, 'table.hnas').value).toBe(text);
  });

  it('names devices after their columns, each once', () => {
    expect(evaluatorText(choices[2] as TableChoice)).toContain(
      'latency: { edge: edge_latency, edge_2: edge_ms, edge_3: edge_2_ms, device1080ti: "1080ti_ms" }',
    );
  });

  it('takes names that are free', () => {
    expect(freshName('Table', 'space S {}')).toBe('Table');
    expect(freshName('Table', 'evaluator Table = table {}\nspace Table2 {}')).toBe('Table3');
  });

  it.each([
    ['/w/specs', '/w/specs/t.csv', 't.csv'],
    ['/w/specs', '/w/data/t.csv', '../data/t.csv'],
    ['/w', '/t.csv', '../t.csv'],
    ['/c:/w', '/c:/w/d/t.csv', 'd/t.csv'],
    ['/c:/w', '/C:/w/t.csv', 't.csv'],
    ['/c:/w/specs', '/C:/t.csv', '../../t.csv'],
    ['/c:/w', '/d:/t.csv', 'd:/t.csv'],
  ])('%s sees %s as %s', (folder, file, path) => expect(relativePath(folder, file)).toBe(path));
});

describe('Import Table', () => {
  const uri = Uri.file('/w/specs/s.hnas');
  let asked: unknown[] = [];
  const view = { entry: uri.toString(), files: new Map(), experiments: [], archs: [], at: undefined, errors: 0 };
  const spaces = [{ uri: uri.toString(), name: 'S', range: {}, experiment: undefined }];
  const table = {
    rows: 15625,
    columns: [
      { name: 'index', sample: '0', numeric: true },
      { name: 'arch_str', sample: '|none~0|', numeric: false },
      { name: 'acc', sample: '91.5', numeric: true },
      { name: 'edgegpu_latency', sample: '5.8', numeric: true },
    ],
    ...{ key: 'arch_str', notation: 'nb201', metric: 'acc' },
  };
  const parts = (answer: unknown = { value: table }): Parts =>
    ({
      engine: { request: async (method: string, params: unknown) => (asked.push([method, params]), answer) },
      programs: { ask: async () => ({ value: { ...view, spaces } }) },
      state: { status: undefined },
    }) as unknown as Parts;

  beforeEach(() => {
    editor.reset();
    asked = [];
    const document = new Document(uri, `${space}\n\n`);
    editor.documents.push(document);
    editor.active = { document, selection: new Selection(0, 0, 0, 0) };
  });

  it('writes an evaluator and an experiment, its guesses first', async () => {
    editor.answers.push(
      '/w/data/nb.csv.gz',
      'nb201',
      'arch_str',
      'acc',
      ['edgegpu_latency'],
      'An experiment that searches S',
    );
    await importTable(parts());
    const text = editor.active?.document.text ?? '';
    expect(text).toContain('evaluator Table = table {\n  path: "../data/nb.csv.gz",\n');
    expect(text).toContain('minimize latency(device: "edgegpu")');
    expect(checkProgram(programOf(text))).toEqual([]);
    expect(format(text, 's.hnas').value).toBe(text);
    expect(editor.offered.map(([first]) => first)).toEqual([
      'nb201',
      'arch_str',
      'acc',
      'index',
      'An experiment that searches S',
    ]);
    expect(editor.said).toEqual(['nb.csv.gz holds 15\u202f625 measured architectures.']);
    expect(asked).toMatchObject([['inspectTable', { path: '/w/data/nb.csv.gz', source: { entry: uri.toString() } }]]);
  });

  it('writes the evaluator alone', async () => {
    editor.answers.push('/w/specs/nb.csv', 'decisions', 'acc', [], 'The evaluator alone');
    await importTable(parts());
    expect(editor.active?.document.text).toBe(
      `${space}\nevaluator Table = table { path: "nb.csv", notation: decisions, metric: acc }\n`,
    );
  });

  it('says why a table cannot be read, and writes nothing', async () => {
    editor.answers.push('/w/specs/nb.csv');
    await importTable(parts({ error: 'The file does not exist.', kind: 'refused' }));
    expect(editor.said).toEqual(['The file does not exist.']);
    expect(editor.active?.document.text).toBe(`${space}\n\n`);
  });

  it.each([1, 2, 3, 4, 5, 6])('writes nothing where the user turns back at question %i', async (at) => {
    const answers = ['/w/nb.csv', 'nb201', 'arch_str', 'acc', ['edgegpu_latency'], 'The evaluator alone'];
    editor.answers.push(...answers.slice(0, at - 1), undefined);
    await importTable(parts());
    expect(editor.active?.document.text).toBe(`${space}\n\n`);
    expect(editor.answers).toEqual([]);
  });
});
