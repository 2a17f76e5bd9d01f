import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { opened, ramp, rawPixels, refused, temporaryFolder } from './files.ts';

/** Records of a width: label bytes, then planar pixels. */
function records(width: number, labels: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((bytes, i) => [...bytes, ...ramp(3 * width * width).map((v) => (v + i) % 256)]),
  );
}

const ten = Array.from({ length: 10 }, (_, i) => [i]);
const half = { train: 5, val: 5 };
const data = process.env['HNAS_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');

describe('CIFAR', () => {
  test('reads the folder of batches with its class names', async () => {
    const batches = [1, 2, 3, 4, 5].map((n) => [`data_batch_${n}.bin`, records(32, ten)] as const);
    const names = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
    const folder = temporaryFolder({
      ...Object.fromEntries(batches),
      'test_batch.bin': records(32, [[3], [9]]),
      'batches.meta.txt': `${names.join('\n')}\n\n`,
    });
    const dataset = await opened('cifar10', { path: folder, train: 40, val: 10 });
    expect(dataset.shape).toEqual({ kind: 'image', channels: 3, height: 32, width: 32 });
    expect(dataset.classNames).toEqual(names);
    expect([dataset.train.size, dataset.val.size]).toEqual([40, 10]);
    expect(Array.from(dataset.val.labels).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const test = dataset.test;
    if (test === undefined) throw new Error('no test split');
    const second = rawPixels(dataset, test).slice(3072);
    second.forEach((value, i) => expect(value).toBeCloseTo((((ramp(3072)[i] as number) + 1) % 256) / 255, 4));
  });

  test('one file, of a width told or found by its size', async () => {
    const folder = temporaryFolder({ 'small.bin': records(16, ten), 'tiny.bin': records(5, ten) });
    expect((await opened('cifar10', { path: 'small.bin', ...half }, folder)).shape.width).toBe(16);
    expect((await opened('cifar10', { path: 'tiny.bin', width: 5, ...half }, folder)).shape.width).toBe(5);
    expect(await refused('cifar10', { path: 'tiny.bin' }, folder)).toContain('no multiple of 3073');
  });

  test('CIFAR-100 trains on fine or coarse labels', async () => {
    const labels = Array.from({ length: 10 }, (_, i) => [i % 2, 90 + i]);
    const folder = temporaryFolder({ 'train.bin': records(32, labels), 'test.bin': records(32, [[1, 2]]) });
    const fine = await opened('cifar100', { path: folder, ...half });
    expect([fine.classes, Math.max(...fine.train.labels, ...fine.val.labels)]).toEqual([100, 99]);
    const coarse = await opened('cifar100', { path: folder, labels: 'coarse', ...half });
    expect([coarse.classes, Math.max(...coarse.train.labels)]).toEqual([20, 1]);
  });

  test('refuses what is cut short, mislabelled or missing', async () => {
    const whole = records(32, ten);
    const mislabelled = whole.slice();
    mislabelled[2 * 3073] = 10;
    const folder = temporaryFolder({
      cut: whole.slice(0, -1),
      cut1: whole.slice(0, 3073 + 1),
      empty: '',
      mislabelled,
      'batches/data_batch_1.bin': whole,
    });
    const error = (path: string): Promise<string> => refused('cifar10', { path }, folder);
    expect(await error('cut')).toContain('cut: byte 27657: record 9 is cut short');
    expect(await error('cut1')).toContain('cut1: byte 3073: record 1 is cut short');
    expect(await error('empty')).toContain('empty: the file is empty');
    expect(await error('mislabelled')).toContain('mislabelled: byte 6146 (record 2): expected a label 0..9, found 10');
    expect(await error('batches')).toContain(
      'data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin is missing',
    );
    expect(await error('nothing')).toContain('no such file');
  });

  const present = existsSync(join(data, 'cifar10_16x16_test_5000.bin.gz'));
  test.skipIf(!present)('real CIFAR-10 images at 16 x 16 (needs ../shared/data)', async () => {
    const dataset = await opened('cifar10', { path: 'cifar10_16x16_test_5000.bin.gz', train: 4000, val: 1000 }, data);
    expect([dataset.shape.width, dataset.classes, dataset.train.size]).toEqual([16, 10, 4000]);
    // CIFAR-10's known channel means, about 0.491, 0.482, 0.447.
    [0.491, 0.482, 0.447].forEach((mean, c) => expect(dataset.mean[c]).toBeCloseTo(mean, 1));
  });
});
