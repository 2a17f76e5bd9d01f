import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { sequentialBatches, trainingBatches } from '../../../../engine/data/batches.ts';
import { openBytes, readAll } from '../../../../engine/data/bytes.ts';
import { applyAugmentation } from '../../../../engine/data/augment.ts';
import { splitTrainVal } from '../../../../engine/data/split.ts';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { opened, ramp, refused, temporaryFolder } from './files.ts';

describe('opening a data set', () => {
  test('unknown kinds and options get a suggestion', async () => {
    expect(await refused('cifra10', {})).toBe('unknown data set kind "cifra10"; did you mean "cifar10"?');
    expect(await refused('glyph', {})).toContain('did you mean "glyphs"?');
    expect(await refused('spreadsheet', {})).toContain('known are glyphs, mnist');
    expect(await refused('glyphs', { sead: 1 })).toBe('data set glyphs has no option "sead"; did you mean "seed"?');
    expect(await refused('csv', {})).toBe('data set csv: option "path" is missing');
    expect(await refused('glyphs', { toString: 1 })).toContain('has no option "toString"');
  });

  test('augmentation as name, call or record', async () => {
    const dataset = await opened('glyphs', {
      train: 20,
      val: 10,
      augment: ['flip', 'crop(pad: 2)', { name: 'crop', pad: 3 }, 'crop'],
    });
    expect(dataset.augment).toEqual([
      { name: 'flip' },
      { name: 'crop', pad: 2 },
      { name: 'crop', pad: 3 },
      { name: 'crop', pad: 4 },
    ]);
    expect(await refused('glyphs', { augment: ['flp'] })).toContain('did you mean "flip"?');
    expect(await refused('glyphs', { augment: [{ name: 'crop', pda: 3 }] })).toContain('unknown setting "pda"');
    expect(await refused('glyphs', { augment: [{ name: 'crop', pad: 0 }] })).toContain(
      'pad must be a whole number 1..64',
    );
  });

  test('pixels are normalised by the training split', async () => {
    const dataset = await opened('glyphs', { channels: 3, train: 200, val: 50 });
    const area = 256;
    const pixels = new Float32Array(200 * 3 * area);
    dataset.train.read(
      Uint32Array.from({ length: 200 }, (_, i) => i),
      pixels,
    );
    for (let c = 0; c < 3; c++) {
      const channel = Array.from(pixels).filter((_, i) => Math.floor(i / area) % 3 === c);
      const mean = channel.reduce((a, b) => a + b, 0) / channel.length;
      const variance = channel.reduce((a, b) => a + (b - mean) ** 2, 0) / channel.length;
      expect(mean).toBeCloseTo(0, 4);
      expect(variance).toBeCloseTo(1, 3);
    }
  });

  test('gzip beyond the memory limit goes through a temporary file, which is removed', async () => {
    const content = Uint8Array.from(ramp(5_000_000));
    const path = join(temporaryFolder({ 'a.gz': gzipSync(content, { level: 1 }) }), 'a.gz');
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('hnas-data-'));
    const bytes = await openBytes(path, 100_000);
    if ('error' in bytes) throw new Error(bytes.error);
    const during = readdirSync(tmpdir()).filter((name) => name.startsWith('hnas-data-') && !before.includes(name));
    expect(during).toHaveLength(1);
    const all = readAll(bytes.value);
    expect('value' in all && Buffer.compare(all.value, content)).toBe(0);
    bytes.value.close();
    expect(readdirSync(tmpdir())).not.toContain(during[0]);
  });
});

describe('splits', () => {
  test('are disjoint, of the asked size, and stratified', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 300 }),
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        fc.integer(),
        (labels, part, seed) => {
          const all = Uint16Array.from(labels);
          const outcome = splitTrainVal(all, 5, undefined, part, seededRandom(seed));
          if ('error' in outcome) throw new Error(outcome.error);
          const { train, val } = outcome.value;
          expect(val.length).toBe(Math.round(part * labels.length));
          expect(new Set([...train, ...val]).size).toBe(labels.length);
          for (let c = 0; c < 5; c++) {
            const total = labels.filter((l) => l === c).length;
            const got = [...val].filter((i) => all[i] === c).length;
            // Each class's share to within rounding of its own and of the others'.
            expect(Math.abs(got - (total * val.length) / labels.length)).toBeLessThanOrEqual(3);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('batches', () => {
  test('an epoch holds every record once, in another order each time, and any step can be asked for alone', async () => {
    const dataset = await opened('glyphs', { train: 60, val: 10, augment: ['crop(pad: 2)', 'flip'] });
    const batches = (): ReturnType<typeof trainingBatches> =>
      trainingBatches(dataset.train, dataset.shape, 20, dataset.augment, seededRandom(3));
    const one = batches();
    expect(one.perEpoch).toBe(3);
    const labels = [0, 1, 2, 3, 4, 5].map((step) => Array.from(one.at(step).labels));
    const sorted = Array.from(dataset.train.labels).sort();
    expect(labels.slice(0, 3).flat().sort()).toEqual(sorted);
    expect(labels.slice(3).flat().sort()).toEqual(sorted);
    expect(labels.slice(0, 3)).not.toEqual(labels.slice(3));
    const alone = batches().at(4);
    expect(alone.pixels).toEqual(one.at(4).pixels);
    expect(Array.from(alone.labels)).toEqual(labels[4]);
  });

  test('a sequential pass counts every record once and fills the last batch up', async () => {
    const dataset = await opened('glyphs', { train: 60, val: 23 });
    const passes = [...sequentialBatches(dataset.val, dataset.shape, 10)];
    expect(passes.map((batch) => [batch.size, batch.labels.length])).toEqual([
      [10, 10],
      [10, 10],
      [3, 10],
    ]);
    expect(passes.flatMap((b) => Array.from(b.labels.subarray(0, b.size)))).toEqual(Array.from(dataset.val.labels));
  });

  test('crop shifts within its padding and flip mirrors', () => {
    const shape = { kind: 'image', channels: 2, height: 3, width: 3 } as const;
    const before = Float32Array.from({ length: 18 }, (_, i) => i + 1);
    const outcomes = new Set<string>();
    const random = seededRandom(1);
    for (let i = 0; i < 200; i++) {
      const pixels = before.slice();
      applyAugmentation({ name: 'crop', pad: 1 }, shape, pixels, 0, random);
      outcomes.add(pixels.join());
    }
    expect(outcomes.size).toBe(9);
    expect(outcomes).toContain([0, 0, 0, 0, 1, 2, 0, 4, 5, 0, 0, 0, 0, 10, 11, 0, 13, 14].join());
    expect(outcomes).toContain([5, 6, 0, 8, 9, 0, 0, 0, 0, 14, 15, 0, 17, 18, 0, 0, 0, 0].join());
    const flips = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const pixels = before.slice(0, 3);
      applyAugmentation({ name: 'flip' }, { kind: 'image', channels: 1, height: 1, width: 3 }, pixels, 0, random);
      flips.add(pixels.join());
    }
    expect([...flips].sort()).toEqual(['1,2,3', '3,2,1']);
  });
});
