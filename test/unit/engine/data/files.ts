/** Small data set files in temporary folders, written byte by byte as their formats are described. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import type { Dataset, Split } from '../../../../engine/data/dataset.ts';
import { openDataset } from '../../../../engine/data/open-dataset.ts';

const folders: string[] = [];
const open: Dataset[] = [];

afterEach(() => {
  for (const dataset of open.splice(0)) dataset.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder, removed after the test. */
export function temporaryFolder(files: Readonly<Record<string, Uint8Array | string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-test-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Opens what must open; closed after the test. */
export async function opened(kind: string, options: Record<string, unknown>, folder = '.'): Promise<Dataset> {
  const outcome = await openDataset(kind, options, folder);
  if ('error' in outcome) throw new Error(outcome.error);
  open.push(outcome.value);
  return outcome.value;
}

/** The sentence of what must not open. */
export async function refused(kind: string, options: Record<string, unknown>, folder = '.'): Promise<string> {
  const outcome = await openDataset(kind, options, folder);
  if ('error' in outcome) return outcome.error;
  outcome.value.close();
  throw new Error('it opened');
}

/** All pixels of a split in the format's own scale, record after record. */
export function rawPixels(dataset: Dataset, split: Split): number[] {
  const { channels, height, width } = dataset.shape;
  const area = height * width;
  const pixels = new Float32Array(split.size * channels * area);
  split.read(
    Uint32Array.from({ length: split.size }, (_, i) => i),
    pixels,
  );
  return Array.from(pixels, (value, i) => {
    const c = Math.floor(i / area) % channels;
    return value * (dataset.std[c] as number) + (dataset.mean[c] as number);
  });
}

/** IDX with unsigned bytes. */
export function idx(sizes: readonly number[], values: ArrayLike<number>): Uint8Array {
  const header = new Uint8Array(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  const view = new DataView(header.buffer);
  sizes.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  return Uint8Array.from([...header, ...Array.from(values)]);
}

/** `.npy`, version 1. `values` are the little-endian bytes of the array. */
export function npy(descr: string, shape: readonly number[], values: ArrayBufferView, fortran = false): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const padded = text + ' '.repeat(63 - ((10 + text.length) % 64)) + '\n';
  const head = new Uint8Array(10);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  const body = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Uint8Array.from([...head, ...new TextEncoder().encode(padded), ...body]);
}

/** The bytes 0..n-1, times 7 modulo 256. */
export function ramp(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i * 7) % 256);
}
