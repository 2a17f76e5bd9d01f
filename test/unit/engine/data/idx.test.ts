import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { idx, opened, ramp, rawPixels, refused, temporaryFolder } from './files.ts';

const labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
const images = idx([10, 3, 2], ramp(60));
const all = { train: 5, val: 5 };

describe('IDX', () => {
  test('reads the usual file names, gzip or not, with the test pair', async () => {
    const folder = temporaryFolder({
      'train-images-idx3-ubyte.gz': gzipSync(images),
      'train-labels-idx1-ubyte': idx([10], labels),
      't10k-images-idx3-ubyte': idx([2, 3, 2], ramp(12)),
      't10k-labels-idx1-ubyte.gz': gzipSync(idx([2], [2, 1])),
    });
    const dataset = await opened('mnist', { path: folder, ...all });
    expect(dataset.shape).toEqual({ kind: 'image', channels: 1, height: 3, width: 2 });
    expect(dataset.classNames).toEqual(['0', '1', '2']);
    expect([dataset.train.size, dataset.val.size, dataset.test?.size]).toEqual([5, 5, 2]);
    expect(Array.from(dataset.test?.labels ?? [])).toEqual([2, 1]);
    const test = dataset.test;
    if (test === undefined) throw new Error('no test split');
    rawPixels(dataset, test).forEach((value, i) => expect(value).toBeCloseTo((ramp(12)[i] as number) / 255, 5));
  });

  test('every truncation of either file is named with its byte', async () => {
    const labelFile = idx([10], labels);
    for (const [name, whole] of [
      ['images', images],
      ['labels', labelFile],
    ] as const) {
      for (const cut of [0, 1, 3, 4, 7, 11, 15, 16, whole.length - 1]) {
        if (cut >= whole.length) continue;
        const files = { images, labels: labelFile, [name]: whole.slice(0, cut) };
        const folder = temporaryFolder(files);
        const error = await refused('idx', { path: folder, images: 'images', labels: 'labels' });
        expect(error).toContain(`${folder}/${name}: byte ${cut}: `);
      }
    }
  });

  test.each([
    ['surplus bytes', { images: Uint8Array.from([...images, 0]) }, /images: byte 77: the file has bytes left over/],
    ['another magic', { images: Uint8Array.from([1, ...images.slice(1)]) }, /images: byte 0: not an IDX file/],
    [
      'floats',
      { images: Uint8Array.from([0, 0, 13, ...images.slice(3)]) },
      /images: byte 2: expected values of type 8/,
    ],
    ['labels as images', { images: idx([10], labels) }, /images: byte 3: expected 3 dimensions/],
    [
      'fewer labels',
      { labels: idx([9], labels.slice(0, 9)) },
      /labels: byte 4: 9 labels, but .*images holds 10 images/,
    ],
    ['huge sizes', { images: idx([2 ** 32 - 1, 2 ** 32 - 1, 9], []) }, /images: byte 4: impossible sizes/],
    ['cut gzip', { images: gzipSync(images).subarray(0, 30) }, /images: the gzip data end too early/],
    [
      'damaged gzip',
      { images: Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 9]) },
      /gzip data are damaged/,
    ],
  ])('refuses %s', async (_, files, expected) => {
    const folder = temporaryFolder({ images, labels: idx([10], labels), ...files });
    expect(await refused('idx', { path: folder, images: 'images', labels: 'labels' })).toMatch(expected);
  });

  test('says which file is missing and when a name is not clear', async () => {
    expect(await refused('mnist', {})).toMatch(/needs "path"/);
    expect(await refused('mnist', { path: '/no/such' })).toBe('data set mnist: /no/such: no such file or folder');
    const folder = temporaryFolder({ 'train-images-idx3-ubyte': images });
    expect(await refused('mnist', { path: folder })).toContain('no file such as train-labels-idx1-ubyte');
    const two = temporaryFolder({ 'a-train-images-ubyte': images, 'b-train-images-ubyte': images });
    expect(await refused('mnist', { path: two })).toContain('several files fit');
    expect(await refused('mnist', { path: folder, images: 'x' })).toContain('must be given together');
  });
});
