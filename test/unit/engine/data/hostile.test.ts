/** Whatever bytes a file holds, opening it gives a data set or one sentence that names the file; it never throws. */
import fc from 'fast-check';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openDataset } from '../../../../engine/data/open-dataset.ts';
import { idx, npy, ramp, temporaryFolder } from './files.ts';

interface Case {
  readonly kind: string;
  readonly options: Record<string, unknown>;
  /** The file that is spoilt, and what it should hold. */
  readonly file: string;
  readonly whole: Uint8Array;
  readonly others: Record<string, Uint8Array>;
}

const images = npy('<f4', [10, 2, 2], Float32Array.from(ramp(40)));
const labels = npy(
  '<i4',
  [10],
  Int32Array.from({ length: 10 }, (_, i) => i % 2),
);
const png = encode({ width: 2, height: 2, channels: 1, depth: 8, data: Uint8Array.of(1, 2, 3, 4) });
const text = new TextEncoder().encode('split,a,b,c,d,label\n' + 'train,1,2,3,4,0\ntrain,5,6,7,8,1\n'.repeat(5));

const cases: readonly Case[] = [
  {
    kind: 'idx',
    options: { images: 'x', labels: 'y' },
    file: 'x',
    whole: idx([10, 2, 2], ramp(40)),
    others: { y: idx([10], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]) },
  },
  {
    kind: 'idx',
    options: { images: 'x', labels: 'y' },
    file: 'y',
    whole: idx([4], [0, 1, 1, 0]),
    others: { x: idx([4, 1, 1], [1, 2, 3, 4]) },
  },
  {
    kind: 'cifar10',
    options: { path: 'x', width: 2 },
    file: 'x',
    whole: Uint8Array.from(ramp(130), (v, i) => (i % 13 === 0 ? v % 10 : v)),
    others: {},
  },
  {
    kind: 'cifar100',
    options: { path: 'x', width: 2 },
    file: 'x',
    whole: Uint8Array.from(ramp(140), (v) => v % 20),
    others: {},
  },
  { kind: 'npy', options: { images: 'x', labels: 'y' }, file: 'x', whole: images, others: { y: labels } },
  {
    kind: 'npz',
    options: { path: 'x.npz' },
    file: 'x.npz',
    whole: zipSync({ 'images.npy': images, 'labels.npy': labels }),
    others: {},
  },
  { kind: 'folder', options: { path: '.' }, file: 'a/1.png', whole: png, others: { 'a/2.png': png, 'b/1.png': png } },
  { kind: 'csv', options: { path: 'x' }, file: 'x', whole: text, others: {} },
  { kind: 'csv', options: { path: 'x' }, file: 'x', whole: gzipSync(text), others: {} },
];

describe('hostile files', () => {
  test.each(cases)('$kind $file', async ({ kind, options, file, whole, others }) => {
    const folder = temporaryFolder({ ...others, [file]: whole });
    const attempt = async (bytes: Uint8Array): Promise<void> => {
      writeFileSync(join(folder, file), bytes);
      const outcome = await openDataset(kind, { ...options, val: 0.5 }, folder);
      if ('value' in outcome) return outcome.value.close();
      // A file that was read but holds too little is refused by the data set's name.
      const namesIt = outcome.error.startsWith(`data set ${kind}: ${folder}`);
      expect(namesIt || outcome.error.startsWith(`${kind}`), outcome.error).toBe(true);
      expect(outcome.error).not.toContain('\n');
    };
    const opened = await openDataset(kind, { ...options, val: 0.5 }, folder);
    expect('value' in opened ? 'opened' : opened.error).toBe('opened');
    if ('value' in opened) opened.value.close();
    const spoilt = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), attempt), { numRuns: 25 });
    await fc.assert(
      fc.asyncProperty(fc.array(spoilt, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        await attempt(bytes);
      }),
      { numRuns: 50 },
    );
  });
});
