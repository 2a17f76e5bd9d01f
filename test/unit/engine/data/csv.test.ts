import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { opened, rawPixels, refused, temporaryFolder } from './files.ts';

const data = process.env['HNAS_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const half = { train: 2, val: 2 };

function csv(text: string): string {
  return temporaryFolder({ 'a.csv': text });
}

describe('CSV of pixels', () => {
  test('header, split column, label column by name, gzip', async () => {
    const text = 'part,a,b,c,d,kind\ntrain,1,2,3,4,cat\ntrain,5,6,7,8,dog\nval,0,0,0,1,dog\r\n\ntest,9,9,9,9,"cat"\n';
    const folder = temporaryFolder({ 'a.csv': gzipSync(text) });
    const dataset = await opened('csv', { path: 'a.csv', split: 'part', label: 'kind' }, folder);
    expect(dataset.classNames).toEqual(['cat', 'dog']);
    expect([dataset.train.size, dataset.val.size, dataset.test?.size]).toEqual([2, 1, 1]);
    expect(rawPixels(dataset, dataset.train).map(Math.round)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(Array.from(dataset.test?.labels ?? [])).toEqual([0]);
  });

  test('no header, label first, not square, leading zeros', async () => {
    const path = csv('07,1,2\n1,3,4\n7,5,6\n1,7,8\n');
    const dataset = await opened('csv', { path: 'a.csv', label: 'first', width: 1, height: 2, ...half }, path);
    expect(dataset.shape).toEqual({ kind: 'image', channels: 1, height: 2, width: 1 });
    expect(dataset.classes).toBe(8);
    expect([...dataset.train.labels, ...dataset.val.labels].sort()).toEqual([1, 1, 7, 7]);
  });

  test('three channels, channels last', async () => {
    const path = csv('1,2,3,0\n4,5,6,1\n7,8,9,0\n1,1,1,1\n');
    expect((await opened('csv', { path: 'a.csv', channels: 3, layout: 'hwc', ...half }, path)).shape.channels).toBe(3);
  });

  test.each([
    ['an empty file', '', {}, /a\.csv: the file is empty/],
    ['a short row', '1,2,3,4,0\n1,2,3,0\n', {}, /a\.csv: line 2: 4 columns, expected 5/],
    ['a word for a pixel', '1,2,3,4,0\n1,x,3,4,1\n', {}, /a\.csv: line 2, column 2: expected a pixel value, found "x"/],
    ['an empty pixel', '1,2,3,4,0\n1,,3,4,1\n', {}, /line 2, column 2/],
    ['infinity', '1,2,3,4,0\n1,Infinity,3,4,1\n', {}, /line 2, column 2/],
    ['an empty label', '1,2,3,4,0\n1,2,3,4,\n', {}, /line 2, column 5: the label is empty/],
    [
      'an unknown split',
      'split,a,b,c,d,label\nsome,1,2,3,4,0\n',
      {},
      /line 2, column 1: expected train, val or test, found "some"/,
    ],
    [
      'an unknown column',
      'a,b,c,d,label\n1,2,3,4,0\n',
      { label: 'lable' },
      /no column "lable"; did you mean "label"\?/,
    ],
    ['pixels that make no square', '1,2,3,0\n', {}, /line 1: 3 pixel columns do not make a square image/],
    ['an open quote', '1,2,3,4,"0\n', {}, /line 1: a quoted field does not end/],
    ['only test rows', 'split,a,label\ntest,1,0\n', {}, /no training rows/],
    ['a pixel column as label', '1,2,3,4,99999\n1,2,3,4,1\n', {}, /99999 is no class index/],
  ])('refuses %s', async (_, text, options, expected) => {
    expect(await refused('csv', { path: 'a.csv', ...options }, csv(text))).toMatch(expected);
  });

  const present = existsSync(join(data, 'optdigits_8x8.csv.gz'));
  test.skipIf(!present)('UCI optdigits with its split (needs ../shared/data)', async () => {
    const dataset = await opened('csv', { path: 'optdigits_8x8.csv.gz', val: 500 }, data);
    expect([dataset.train.size, dataset.val.size, dataset.test?.size]).toEqual([3323, 500, 1797]);
    expect([dataset.classes, dataset.shape.width]).toEqual([10, 8]);
  });
});
