/** The picture of the generated data set in the documentation is what the generator draws today; UPDATE_IMAGES=1 draws it anew. */
import { decode, encode } from 'fast-png';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { opened, rawPixels } from './files.ts';

const picture = join(import.meta.dirname, '../../../../docs/img/glyphs.png');
const ROWS = 6;
const ZOOM = 2;
const SIZE = 16;

test('the contact sheet of the documentation', async () => {
  const dataset = await opened('glyphs', { classes: 'all', train: 36 * ROWS, val: 36, test: 0 });
  const pixels = rawPixels(dataset, dataset.train);
  const [width, height] = [dataset.classes * SIZE * ZOOM, ROWS * SIZE * ZOOM];
  const sheet = new Uint8Array(width * height);
  const drawn = new Array<number>(dataset.classes).fill(0);
  dataset.train.labels.forEach((label, image) => {
    const row = (drawn[label] ?? 0) * SIZE * ZOOM;
    drawn[label] = (drawn[label] ?? 0) + 1;
    for (let y = 0; y < SIZE * ZOOM; y++) {
      for (let x = 0; x < SIZE * ZOOM; x++) {
        const value = pixels[image * SIZE * SIZE + Math.floor(y / ZOOM) * SIZE + Math.floor(x / ZOOM)] as number;
        sheet[(row + y) * width + label * SIZE * ZOOM + x] = Math.round(value * 255);
      }
    }
  });
  expect(drawn.every((count) => count === ROWS)).toBe(true);
  if (process.env['UPDATE_IMAGES'] === '1')
    writeFileSync(picture, encode({ width, height, channels: 1, depth: 8, data: sheet }));
  const known = decode(readFileSync(picture));
  expect([known.width, known.height]).toEqual([width, height]);
  expect(Buffer.compare(Buffer.from(known.data.buffer), Buffer.from(sheet.buffer))).toBe(0);
});
