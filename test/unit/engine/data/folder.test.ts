import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { opened, ramp, rawPixels, refused, temporaryFolder } from './files.ts';

function png(width: number, height: number, channels: 1 | 2 | 3 | 4, first = 0): Uint8Array {
  const data = Uint8Array.from(ramp(width * height * channels), (v) => (v + first) % 256);
  return encode({ width, height, channels, data, depth: 8 });
}

const half = { train: 2, val: 2 };

describe('a folder of PNG images', () => {
  test('one folder a class, sorted, grey and colour', async () => {
    const folder = temporaryFolder({
      'b/1.png': png(3, 2, 1, 9),
      'b/2.PNG': png(3, 2, 1),
      'a/1.png': png(3, 2, 1),
      'a/2.png': png(3, 2, 2),
      'a/notes.txt': 'ignored',
    });
    const dataset = await opened('folder', { path: folder, ...half });
    expect(dataset.classNames).toEqual(['a', 'b']);
    expect(dataset.shape).toEqual({ kind: 'image', channels: 1, height: 2, width: 3 });
    expect((await opened('folder', { path: folder, channels: 3, ...half })).shape.channels).toBe(3);
  });

  test('train, val and test folders; planar pixels; palette and 16 bits', async () => {
    const palette = encode({
      width: 2,
      height: 2,
      channels: 1,
      depth: 8,
      data: Uint8Array.of(0, 1, 1, 0),
      palette: [
        [255, 0, 0],
        [0, 0, 255],
      ],
    });
    const deep = encode({
      width: 2,
      height: 2,
      channels: 3,
      depth: 16,
      data: Uint16Array.from({ length: 12 }, (_, i) => i * 256),
    });
    const folder = temporaryFolder({
      'train/x/1.png': png(2, 2, 3),
      'train/y/1.png': png(2, 2, 4),
      'val/x/1.png': deep,
      'test/y/1.png': palette,
    });
    const dataset = await opened('folder', { path: folder });
    expect([dataset.train.size, dataset.val.size, dataset.test?.size]).toEqual([2, 1, 1]);
    const rounded = (values: number[]): number[] => values.map((v) => Math.round(v * 255));
    expect(rounded(rawPixels(dataset, dataset.val))).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
    if (dataset.test === undefined) throw new Error('no test split');
    expect(rounded(rawPixels(dataset, dataset.test))).toEqual([255, 0, 0, 255, 0, 0, 0, 0, 0, 255, 255, 0]);
    expect(Array.from(dataset.test.labels)).toEqual([1]);
  });

  test('refuses a damaged, a larger and a missing image by its path', async () => {
    const base = { 'a/1.png': png(3, 2, 1), 'b/1.png': png(3, 2, 1) };
    const error = (files: Record<string, Uint8Array | string>): Promise<string> =>
      refused('folder', { path: temporaryFolder({ ...base, ...files }) });
    expect(await error({ 'b/2.png': png(2, 2, 1) })).toMatch(/b\/2\.png: 2 x 2 pixels, but .* 3 x 2/);
    for (const cut of [0, 4, 20, 40, png(3, 2, 1).length - 13]) {
      expect(await error({ 'b/2.png': png(3, 2, 1).slice(0, cut) })).toMatch(/b\/2\.png: not a whole PNG image/);
    }
    expect(await error({ 'c/readme.txt': 'x' })).toMatch(/c: no PNG images of class "c"/);
    expect(await refused('folder', { path: temporaryFolder({ 'a/1.png': png(3, 2, 1) }) })).toContain(
      'at least 2), found 1',
    );
    const stray = { 'train/a/1.png': png(2, 2, 1), 'train/b/1.png': png(2, 2, 1), 'test/c/1.png': png(2, 2, 1) };
    expect(await refused('folder', { path: temporaryFolder(stray) })).toContain('test/c: this class is not among');
  });
});
