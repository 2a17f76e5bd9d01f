/** A mark of what an evaluator reads from its machine's disk: workers whose marks differ would give results that do not compare. */
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Dataset, Split } from '../../data/dataset.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';

/** Images of each split that are looked at. */
const LOOKED_AT = 64;

/** Of a data set: its sizes, classes and labels, and some of its images. */
export function markOfDataset(dataset: Dataset): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([dataset.shape, dataset.classNames, dataset.mean, dataset.std]));
  for (const split of [dataset.train, dataset.val, dataset.test])
    if (split !== undefined) addSplit(hash, dataset, split);
  return hash.digest('hex').slice(0, 16);
}

function addSplit(hash: ReturnType<typeof createHash>, { shape }: Dataset, { size, labels, read }: Split): void {
  const step = Math.max(1, size / LOOKED_AT);
  const indices = Array.from({ length: Math.min(size, LOOKED_AT) }, (_, i) => Math.floor(i * step));
  const pixels = new Float32Array(indices.length * shape.channels * shape.height * shape.width);
  read(indices, pixels);
  for (const part of [labels, pixels]) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
}

/** Of the files that the evaluator names: a table, the program and its scripts. Names that are no files here are left out. */
export async function markOfFiles({ evaluator }: ExperimentSpec, cwd: string): Promise<string> {
  const folder = evaluator?.file === undefined ? cwd : resolve(cwd, dirname(evaluator.file));
  const { path, run } = evaluator?.options ?? {};
  const named = [path, ...(Array.isArray(run) ? (run as readonly unknown[]) : [])].filter(
    (each) => typeof each === 'string',
  );
  const hash = createHash('sha256');
  for (const name of named) {
    // A program of the system, such as python3, may lie elsewhere on each machine.
    const file = isAbsolute(name) && name !== path ? undefined : resolve(folder, name);
    if (file === undefined || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    hash.update(`${name}\0`);
    await pipeline(createReadStream(file), hash, { end: false });
  }
  return hash.digest('hex').slice(0, 16);
}
