import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readArchitectureTable, type TableRequest } from '../../../../../engine/evaluate/table/architecture-table.ts';
import { exampleSpace } from '../../encoding/spaces.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-table-'));
afterAll(() => rmSync(folder, { recursive: true }));

const space = exampleSpace('nasbench201');
const [first, second] = [
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|',
  '|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|',
];

let files = 0;
function file(content: string | Uint8Array): string {
  const path = join(folder, `table-${files++}`);
  writeFileSync(path, content);
  return path;
}

async function read(
  content: string | Uint8Array,
  more: Partial<TableRequest> = {},
): ReturnType<typeof readArchitectureTable> {
  return readArchitectureTable(space, { file: file(content), numbers: ['acc'], ...more });
}

async function errorOf(content: string | Uint8Array, more: Partial<TableRequest> = {}): Promise<string> {
  const result = await read(content, more);
  return 'error' in result ? result.error : 'no error';
}

const csv = `arch,acc\n${first},93.5\n${second},70\n`;
const jsonl = `${JSON.stringify({ arch: first, acc: 93.5 })}\n\n${JSON.stringify({ acc: 70, arch: second })}\n`;

describe('a table of architectures', () => {
  it.each([
    ['CSV', csv],
    [
      'CSV with a byte order mark, quotes and Windows line ends',
      `\uFEFF"arch","acc"\r\n"${first}",93.5\r\n${second},70\r\n`,
    ],
    ['JSONL', jsonl],
    ['gzipped CSV', gzipSync(csv)],
    ['gzipped JSONL', gzipSync(jsonl)],
  ])('is read from %s', async (_, content) => {
    const result = await read(content);
    if ('error' in result) throw new Error(result.error);
    expect(result.value.architectures.map((architecture) => space.text(architecture))).toEqual([
      expect.stringContaining('Cell.h[2].edge[1]: relu_conv3x3_bn'),
      expect.stringContaining('Cell.h[2].edge[0]: relu_conv1x1_bn'),
    ]);
    expect([...(result.value.numbers[0] ?? [])]).toEqual([93.5, 70]);
    expect(result.value).toMatchObject({ notation: 'nb201', key: ['arch'], repeatedRows: 0, infeasibleRows: 0 });
  });

  it('leaves out rows that say the same again', async () => {
    expect(await read(`${csv}${first},93.5\n`)).toMatchObject({ value: { repeatedRows: 1, lines: [2, 3] } });
  });

  it.each([
    ['an empty file', '', 'is empty: expected a table'],
    ['a header alone', 'arch,acc\n', 'has a header but no row'],
    [
      'a column that is not there',
      csv.replace('acc', 'accuracy'),
      'has no column "acc"; the columns are arch, accuracy',
    ],
    ['a mistyped column', csv.replace('acc', 'accu'), 'has no column "acc", did you mean "accu"?'],
    ['the same column twice', `arch,acc,acc\n${first},1,2\n`, 'the header names the column "acc" twice'],
    ['NaN', csv.replace('70', 'nan'), 'line 3: acc is "nan", expected a finite number'],
    ['a missing number', csv.replace('70', ''), 'line 3: acc is missing, expected a finite number'],
    ['infinity', csv.replace('70', 'Infinity'), 'line 3: acc is "Infinity", expected a finite number'],
    ['semicolons', `arch;acc\n"${first}";93,5\n`, 'separated by semicolons, expected commas'],
    ['tabs', `arch\tacc\n${first}\t93.5\n`, 'separated by tabs, expected commas'],
    ['commas in a value', 'arch,acc\n{ a: 1, b: 2 },93.5\n', 'a value that holds commas stands between double quotes'],
    ['a row too short', `${csv}${first}\n`, 'line 4: 1 fields, the header has 2'],
    [
      'a malformed architecture',
      csv.replace('~1|+', '~7|+'),
      'line 2: edge "avg_pool_3x3~7" of node 2 comes from vertex 7',
    ],
    [
      'two results of one architecture',
      `${csv}${first},93\n`,
      'line 4: an architecture comes twice, its acc is 93.5 in line 2 and 93 here',
    ],
    ['binary', new Uint8Array(5000).map((_, i) => (i * 73) % 256), 'is binary: expected CSV or JSONL'],
    ['gzip cut short', gzipSync(csv.repeat(50)).subarray(0, 60), 'the gzip data is damaged or cut short'],
    ['JSON cut short', jsonl.slice(0, -20), 'line 3 is no JSON'],
    ['JSON that is no object', `${JSON.stringify({ arch: first, acc: 1 })}\n[1]\n`, 'line 2: expected a JSON object'],
    ['an open quote', `arch,acc\n"${first},93\n`, 'Quote Not Closed'],
  ])('%s is refused in a sentence', async (_, content, reason) => {
    expect(await errorOf(content)).toContain(reason);
  });

  it('that does not exist, or is a folder, is refused in a sentence', async () => {
    for (const [path, reason] of [
      [join(folder, 'none.csv'), 'the file does not exist'],
      [folder, 'it is a folder'],
    ] as const) {
      // prettier-ignore
      const result = await readArchitectureTable(space, { file: path, numbers: ['acc'] });
      expect('error' in result ? result.error : 'no error').toContain(reason);
    }
  });

  it('stops when it is asked to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped by the test'));
    await expect(read(csv, { signal: controller.signal })).rejects.toThrow('stopped by the test');
  });

  it('leaves out, and counts, what a requirement of the space excludes', async () => {
    const tiny = exampleSpace('autoformer_tiny');
    const record = (dim: number, depth: number): string =>
      JSON.stringify({
        arch: { hidden_dim: dim, depth, num_heads: new Array(depth).fill(3), mlp_ratio: new Array(depth).fill(3.5) },
        acc: dim,
      });
    const path = file([record(192, 12), record(216, 12), record(240, 14)].join('\n'));
    const result = await readArchitectureTable(tiny, { file: path, numbers: ['acc'] });
    if ('error' in result) throw new Error(result.error);
    const { architectures, infeasibleRows } = result.value;
    expect(infeasibleRows).toBeGreaterThan(0);
    expect(architectures.length + infeasibleRows).toBe(3);
    const none = await readArchitectureTable(tiny, { file: file(record(240, 14)), numbers: ['acc'] });
    expect('error' in none ? none.error : 'no error').toContain('holds no architecture of AutoFormerTiny; line 1');
  });
});
