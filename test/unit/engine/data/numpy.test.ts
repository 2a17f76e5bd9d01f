import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { npy, opened, ramp, rawPixels, refused, temporaryFolder } from './files.ts';

const pixels = ramp(8 * 12);
const labels = BigInt64Array.from([0, 1, 0, 1, 0, 1, 0, 1].map(BigInt));
const labelFile = npy('<i8', [8], labels);
const half = { train: 4, val: 4 };
const named = { images: 'x.npy', labels: 'y.npy' };

/** The raw pixels of both splits together, sorted: what was read, whatever the split. */
async function sortedPixels(images: Uint8Array, options: Record<string, unknown> = {}): Promise<number[]> {
  const folder = temporaryFolder({ 'x.npy': images, 'y.npy': labelFile });
  const dataset = await opened('npy', { path: folder, ...named, ...half, ...options });
  return [...rawPixels(dataset, dataset.train), ...rawPixels(dataset, dataset.val)].sort((a, b) => a - b);
}

describe('NumPy arrays', () => {
  test.each([
    ['|u1', Uint8Array.from(pixels), 1 / 255],
    ['<i4', Int32Array.from(pixels), 1],
    ['<i8', BigInt64Array.from(pixels.map(BigInt)), 1],
    ['<f4', Float32Array.from(pixels), 1],
    ['<f8', Float64Array.from(pixels), 1],
  ])('values of type %s', async (type, values, scale) => {
    const expected = pixels.map((v) => v * scale).sort((a, b) => a - b);
    (await sortedPixels(npy(type, [8, 4, 3], values))).forEach((v, i) =>
      expect(Math.abs(v - (expected[i] as number))).toBeLessThan(1e-4 * 255 * scale),
    );
  });

  test('channels first and last give the same images', async () => {
    const first = temporaryFolder({ 'x.npy': npy('|u1', [8, 3, 2, 2], Uint8Array.from(pixels)), 'y.npy': labelFile });
    const interleaved = Uint8Array.from(pixels, (_, i) => {
      const [image, rest] = [Math.floor(i / 12), i % 12];
      return pixels[image * 12 + (rest % 3) * 4 + Math.floor(rest / 3)] as number;
    });
    const last = temporaryFolder({ 'x.npy': npy('|u1', [8, 2, 2, 3], interleaved), 'y.npy': labelFile });
    // Both ends of [8, 3, 2, 2] could be channels.
    expect(await refused('npy', { path: first, ...named })).toContain('set layout');
    const a = await opened('npy', { path: first, ...named, ...half, layout: 'chw' });
    const b = await opened('npy', { path: last, ...named, ...half, layout: 'hwc' });
    expect(a.shape).toEqual(b.shape);
    expect(rawPixels(a, a.train)).toEqual(rawPixels(b, b.train));
  });

  test('.npz under usual and given names, labels [n, 1] too', async () => {
    const images = npy('<f4', [8, 4, 3], Float32Array.from(pixels));
    const zip = zipSync({
      'x_train.npy': images,
      'y_train.npy': npy('<i8', [8, 1], labels),
      'x_test.npy': images,
      'y_test.npy': labelFile,
    });
    const folder = temporaryFolder({ 'a.npz': zip, 'b.npz': zipSync({ 'pics.npy': images, 'kinds.npy': labelFile }) });
    const dataset = await opened('npz', { path: 'a.npz', ...half }, folder);
    expect([dataset.train.size, dataset.test?.size, dataset.shape.height]).toEqual([4, 8, 4]);
    expect((await opened('npz', { path: 'b.npz', images: 'pics', labels: 'kinds', ...half }, folder)).classes).toBe(2);
    expect(await refused('npz', { path: 'b.npz' }, folder)).toContain(
      'no array "images" for the images; it holds pics, kinds',
    );
    expect(await refused('npz', { path: 'b.npz', images: 'pisc', labels: 'kinds' }, folder)).toContain(
      'did you mean "pics"?',
    );
  });

  test('every truncation of a .npy is named', async () => {
    const whole = npy('|u1', [8, 4, 3], Uint8Array.from(pixels));
    for (let cut = 0; cut < whole.length; cut += cut < 13 || cut > 120 ? 1 : 20) {
      const folder = temporaryFolder({ 'x.npy': whole.slice(0, cut), 'y.npy': labelFile });
      expect(await refused('npy', { path: folder, ...named })).toContain(`x.npy: byte ${cut}: the file`);
    }
  });

  test('every truncation of a .npz is refused', async () => {
    const whole = zipSync({ 'x.npy': npy('|u1', [8, 4, 3], Uint8Array.from(pixels)), 'y.npy': labelFile });
    for (let cut = 0; cut < whole.length; cut += 13) {
      const folder = temporaryFolder({ 'a.npz': whole.slice(0, cut) });
      expect(await refused('npz', { path: 'a.npz' }, folder)).toMatch(/a\.npz: not a whole zip file/);
    }
  });

  test.each([
    ['Fortran order', { 'x.npy': npy('|u1', [8, 4, 3], Uint8Array.from(pixels), true) }, /Fortran order/],
    ['big-endian values', { 'x.npy': npy('>i4', [8, 4, 3], Int32Array.from(pixels)) }, /type ">i4"/],
    [
      'two dimensions',
      { 'x.npy': npy('|u1', [8, 12], Uint8Array.from(pixels)) },
      /x\.npy: images of shape \(8, 12\); expected \[n, h, w\]/,
    ],
    ['no images', { 'x.npy': npy('|u1', [0, 4, 3], new Uint8Array(0)) }, /is empty/],
    ['too few labels', { 'y.npy': npy('<i8', [7], labels.slice(0, 7)) }, /y\.npy: 7 labels, but .* holds 8 images/],
    [
      'fractions as labels',
      { 'y.npy': npy('<f4', [8], Float32Array.of(0, 1, 0.5, 1, 0, 1, 0, 1)) },
      /y\.npy: label 2 \(byte \d+\): expected a label/,
    ],
    ['negative labels', { 'y.npy': npy('<i4', [8], Int32Array.of(0, -1, 0, 1, 0, 1, 0, 1)) }, /label 1 .* found -1/],
    [
      'a version of the future',
      { 'x.npy': Uint8Array.from([0x93, 78, 85, 77, 80, 89, 9, 0, 0, 0, 0, 0]) },
      /byte 6: format version 9/,
    ],
    ['text', { 'x.npy': 'hello, I am no array' }, /byte 0: not a \.npy file/],
  ])('refuses %s', async (_, files, expected) => {
    const folder = temporaryFolder({
      'x.npy': npy('|u1', [8, 4, 3], Uint8Array.from(pixels)),
      'y.npy': labelFile,
      ...files,
    });
    expect(await refused('npy', { path: folder, ...named })).toMatch(expected);
  });
});
