/** Where labels come from: tables and the runs beside the file, of the same space and measured alike. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolvedParts } from '../../../../engine/search/resolved-parts.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { collectLabels, labelFiles } from '../../../../engine/serve/collect-labels.ts';
import { MOST_LABELS, type Labels } from '../../../../engine/serve/labels.ts';
import { openSource } from '../../../../engine/serve/open-source.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { sampleSetup } from '../store/sample-run.ts';

let folder: string;
let entry: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-labels-'));
  entry = pathToFileURL(join(folder, 'net.hnas')).href;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (evaluator: string): string => `
space Net {
  input image[3, 8, 8]
  output logits[10]
  network { conv3x3(out: choice [4, 8, 16]) >> conv3x3(out: choice [4, 8, 16, 32]) >> global_avgpool >> linear(out: 10) }
}
dataset Digits = glyphs {}
evaluator Measure = ${evaluator}
experiment Wide { space: Net dataset: Digits evaluator: Measure maximize accuracy }
`;

function specOf(evaluator: string): ExperimentSpec {
  const opened = openSource({ entry, files: new Map([[entry, text(evaluator)]]), experiment: 'Wide' });
  if ('error' in opened) throw new Error(opened.error);
  return opened.value;
}

const collect = (spec: ExperimentSpec, from = entry): Promise<Labels> =>
  collectLabels(spec, spec.space.withoutCosts(), from, new AbortController().signal);

describe('a table', () => {
  const TABLE = 'table { path: "table.csv", metric: acc }';
  const write = (rows: readonly string[]): void =>
    writeFileSync(join(folder, 'table.csv'), ['arch,acc', ...rows].join('\n'));
  const all = (value: (i: number) => number | string): string[] =>
    [...specOf(TABLE).space.enumerate()].map((each, i) => `"${specOf(TABLE).space.text(each)}",${value(i)}`);

  it('gives all rows, and watches its file', async () => {
    write(all((i) => 60 + i));
    const spec = specOf(TABLE);
    expect(await collect(spec)).toMatchObject({ source: 'table.csv', note: undefined });
    const labels = await collect(spec);
    expect('support' in labels && [...labels.support.labels]).toEqual(Array.from({ length: 12 }, (_, i) => 60 + i));
    expect(labelFiles(spec, entry)).toEqual([join(folder, 'table.csv')]);
  });

  it('gives as many rows as samples allows, the same each time, and knows no other', async () => {
    write(all((i) => 60 + i));
    const spec = specOf('table { path: "table.csv", metric: acc, samples: 6 }');
    const [once, again] = [await collect(spec), await collect(spec)];
    if (!('support' in once) || !('support' in again)) throw new Error('no labels');
    expect([once.support.labels.length, once.source]).toEqual([6, '6 of 12 rows of table.csv']);
    expect(once.fingerprint).toBe(again.fingerprint);
    const known = [...spec.space.enumerate()].filter((each) => once.measured(each, '') !== undefined);
    expect(known).toHaveLength(6);
  });

  it.each([
    ['that is not there', undefined, /table\.csv: the file does not exist/],
    [
      'with too few rows',
      (i: number) => (i < 3 ? 60 + i : undefined),
      /table\.csv: .*at least 5 measured architectures/,
    ],
    ['whose accuracies are all the same', () => 70, /all 12 labels are 70/],
    ['with an accuracy beyond 100 %', (i: number) => 95 + i, /table\.csv line 8: accuracy is 101/],
    [
      'with a word for a number',
      (i: number) => (i === 4 ? 'nan' : 60 + i),
      /line 6: acc is "nan", expected a finite number/,
    ],
  ])('%s teaches nothing, and says so', async (_, value, why) => {
    if (value !== undefined) write(all((i) => value(i) ?? '').filter((row) => !row.endsWith(',')));
    expect(await collect(specOf(TABLE))).toMatchObject({ error: expect.stringMatching(why) as string });
  });

  it('cannot be looked for beside an unsaved file', async () => {
    const files = new Map([['untitled:Untitled-1.hnas', text(TABLE)]]);
    const opened = openSource({ entry: 'untitled:Untitled-1.hnas', files, experiment: 'Wide' });
    if ('error' in opened) throw new Error(opened.error);
    expect(await collect(opened.value, 'untitled:Untitled-1.hnas')).toEqual({
      error: 'an unsaved file has no folder to look for the table in; save it first',
    });
  });
});

describe('runs beside the file', () => {
  const TRAIN = 'train { epochs: 2 }';

  function keepRun(spec: ExperimentSpec, accuracies: readonly (number | undefined)[]): void {
    const store = openStore(join(folder, '.hnas/runs.db'));
    const run = store.create({
      ...sampleSetup,
      experiment: spec.name,
      spaceHash: spec.space.hash,
      resolved: resolvedParts(spec),
    });
    const all = [...spec.space.enumerate()];
    accuracies.forEach((accuracy, position) => {
      const architecture = all[position] ?? { choices: [] };
      store.step(run.id, {
        evaluation: {
          position,
          architecture: spec.space.text(architecture),
          choices: architecture.choices,
          hash: spec.space.graphHash(architecture),
          origin: 'random',
          status: accuracy === undefined ? 'failed' : 'ok',
          why: undefined,
          metrics: accuracy === undefined ? {} : { accuracy },
          predicted: undefined,
          seconds: 1,
          finished: '2026-01-01T00:00:00Z',
        },
      });
    });
    store.close();
  }

  it('give their finished evaluations', async () => {
    const spec = specOf(TRAIN);
    expect(await collect(spec)).toMatchObject({
      error: expect.stringMatching(/the runs beside this file: .*there are 0/) as string,
    });
    keepRun(spec, [60, 61, undefined, 63, 64, 65]);
    const labels = await collect(spec);
    expect('support' in labels && [...labels.support.labels]).toEqual([60, 61, 63, 64, 65]);
    expect(labelFiles(spec, entry)).toContain(join(folder, '.hnas/runs.db-wal'));
  });

  it('too few to learn from are measured all the same, with the run and the evaluation', async () => {
    const spec = specOf(TRAIN);
    keepRun(spec, [undefined, 61.5]);
    const labels = await collect(spec);
    if (!('error' in labels)) throw new Error('nothing can be learnt from one');
    const [first, second] = [...spec.space.enumerate()].map((each) => [each, spec.space.graphHash(each)] as const);
    if (first === undefined || second === undefined) throw new Error('the space has twelve');
    expect(labels).toMatchObject({ lack: 'labels', measured: { samples: 1 } });
    expect(labels.measured?.measured(...second)).toBe(61.5);
    expect(labels.measured?.measured(...first)).toBe(undefined);
    expect(labels.measured?.measuredBy(second[1])).toBe('run wide-1, evaluation 2');
  });

  it('of another evaluator are none of this experiment', async () => {
    keepRun(specOf('train { epochs: 9 }'), [60, 61, 62, 63, 64, 65]);
    expect(await collect(specOf(TRAIN))).toMatchObject({ error: expect.stringContaining('there are 0') as string });
  });

  it('that differ count by their mean, with a note', async () => {
    const spec = specOf(TRAIN);
    keepRun(spec, [60, 61, 62, 63, 64]);
    keepRun(spec, [70, 61, 62, 63, 64]);
    const labels = await collect(spec);
    expect('support' in labels && labels.support.labels[0]).toBe(65);
    expect(labels).toMatchObject({
      source: '2 runs beside this file',
      note: expect.stringContaining('mean') as string,
    });
  });

  it('in a file that is no store are refused by name', async () => {
    keepRun(specOf(TRAIN), []);
    writeFileSync(
      join(folder, '.hnas/runs.db'),
      'this is no database, whatever its name says, and long enough to be read',
    );
    expect(await collect(specOf(TRAIN))).toMatchObject({ error: expect.stringContaining('runs.db') as string });
  });
});

describe('a table with one row for all cells that compute the same', () => {
  it('knows each of them', async () => {
    const cells = `
space Cells {
  input image[3, 8, 8]
  output logits[10]
  cell C { inputs x nodes h[3] { from all earlier edge choice [none, skip, conv1x1, conv3x3] } }
  network { conv1x1(out: 8) >> C >> global_avgpool >> linear(out: 10) }
}
evaluator Measure = table { path: "table.csv", metric: acc }
experiment Wide { space: Cells evaluator: Measure maximize accuracy }
`;
    const opened = openSource({ entry, files: new Map([[entry, cells]]), experiment: 'Wide' });
    if ('error' in opened) throw new Error(opened.error);
    const { space } = opened.value;
    const firsts = new Map([...space.enumerate()].reverse().map((each) => [space.graphHash(each), each]));
    const rows = [...firsts.values()].map((each, i) => `"${space.text(each)}",${60 + i / 100}`);
    writeFileSync(join(folder, 'table.csv'), ['arch,acc', ...rows].join('\n'));
    const labels = await collect(opened.value);
    if (!('support' in labels)) throw new Error(labels.error);
    const all = [...space.enumerate()];
    // More than are learnt from, so that not all are known as labels.
    expect(firsts.size).toBeGreaterThan(MOST_LABELS);
    expect(firsts.size).toBeLessThan(all.length);
    expect(all.filter((each) => labels.measured(each, space.graphHash(each)) === undefined)).toEqual([]);
  });
});
