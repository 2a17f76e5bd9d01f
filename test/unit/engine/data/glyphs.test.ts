import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../../engine/data/dataset.ts';
import { opened, rawPixels, refused } from './files.ts';

/** SHA-256 of the bytes of all splits, in order. */
function hash(dataset: Dataset): string {
  const sum = createHash('sha256');
  for (const split of [dataset.train, dataset.val, dataset.test]) {
    if (split !== undefined) sum.update(Uint8Array.from(rawPixels(dataset, split), (v) => Math.round(v * 255)));
  }
  return sum.digest('hex').slice(0, 16);
}

const small = { train: 90, val: 30, test: 30 };

describe('generated glyphs', () => {
  test('the same seed gives the same bytes, on every platform', async () => {
    expect(hash(await opened('glyphs', { ...small, seed: 1 }))).toBe('d067cf287382c0f6');
    expect(hash(await opened('glyphs', { ...small, classes: 'all', channels: 3, size: 12, seed: 1 }))).toBe(
      '222edaed70824570',
    );
    expect(hash(await opened('glyphs', { ...small, seed: 2 }))).not.toBe('d067cf287382c0f6');
  });

  test('classes, shape and balance', async () => {
    const digits = await opened('glyphs', small);
    expect(digits.shape).toEqual({ kind: 'image', channels: 1, height: 16, width: 16 });
    expect(digits.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([...digits.train.labels].sort().filter((l, i, all) => l !== all[i - 1])).toHaveLength(10);
    for (let c = 0; c < 10; c++) expect([...digits.val.labels].filter((l) => l === c)).toHaveLength(3);
    expect((await opened('glyphs', { ...small, classes: 'letters' })).classes).toBe(26);
    expect((await opened('glyphs', { ...small, classes: 'all' })).classes).toBe(36);
  });

  test('as many images as asked for, whatever way', async () => {
    const sizes = async (given: Record<string, unknown>): Promise<number[]> => {
      const { train, val, test } = await opened('glyphs', { size: 8, ...given });
      return [train.size, val.size, test?.size ?? 0];
    };
    expect(await sizes({})).toEqual([4000, 1000, 1000]);
    expect(await sizes({ count: 50, test: 0 })).toEqual([40, 10, 0]);
    expect(await sizes({ train: 8000 })).toEqual([8000, 2000, 1000]);
    expect(await sizes({ train: 30, val: 20, test: 7 })).toEqual([30, 20, 7]);
    expect(await sizes({ train: 0.5, val: 0.5, count: 60 })).toEqual([30, 30, 1000]);
  });

  test('every glyph leaves ink, and none looks like another', async () => {
    const dataset = await opened('glyphs', { classes: 'all', difficulty: 0, train: 36, val: 36, test: 0, size: 24 });
    const pixels = rawPixels(dataset, dataset.train);
    const images = Array.from({ length: 36 }, (_, i) => pixels.slice(i * 576, (i + 1) * 576));
    images.forEach((a, i) => {
      expect(Math.max(...a) - Math.min(...a)).toBeGreaterThan(0.5);
      images.slice(i + 1).forEach((b, k) => {
        const far = a.reduce((sum, v, p) => sum + Math.abs(v - (b[p] as number)), 0);
        expect(far, `${dataset.classNames[i]} and ${dataset.classNames[i + 1 + k]}`).toBeGreaterThan(5);
      });
    });
  });

  test('refuses options out of range', async () => {
    expect(await refused('glyphs', { classes: 'greek' })).toBe(
      'data set glyphs: option "classes" must be one of digits, letters, all, not "greek"',
    );
    expect(await refused('glyphs', { size: 4 })).toContain('must be a whole number 8..256, not 4');
    expect(await refused('glyphs', { count: 10_000_000, size: 256 })).toContain('the limit is');
    expect(await refused('glyphs', { count: 100, train: 90, val: 20 })).toContain('too few for 90 to train on and 20');
  });
});
