/** Hypernetworks that the measurements are about: trained once, kept beside the table, gone on with after a kill. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Backend } from '../../engine/compute/index.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { loadGhn } from '../../engine/hypernetwork/ghn/file.ts';
import type { LabelledImages } from '../../engine/hypernetwork/ghn/generator.ts';
import type { Ghn } from '../../engine/hypernetwork/ghn/ghn.ts';
import { sampledNetworks } from '../../engine/hypernetwork/ghn/networks.ts';
import { newGhn } from '../../engine/hypernetwork/ghn/new-ghn.ts';
import { readGhnOptions } from '../../engine/hypernetwork/ghn/options.ts';
import { trainGhn } from '../../engine/hypernetwork/ghn/train.ts';
import type { GhnTask } from './task.ts';

/** Seconds between two checkpoints. */
const CHECKPOINT = 30;
/** Steps between two lines of progress. */
const SHOWN = 50;

/** For trainings of minutes: more and smaller steps than those of the options nobody wrote. */
export const shortTraining = { meta_batch: 2, batch: 32 } as const;

export interface WantedGhn {
  readonly seed: number;
  readonly steps: number;
  /** Beside those of `shortTraining`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** In the cache; the seed unless told. */
  readonly name?: string;
}

/** A hypernetwork after at least `steps` steps: read from the cache, gone on with, or begun. */
export async function trainedGhn(
  task: GhnTask,
  dataset: Dataset,
  backend: Backend,
  { seed, steps, options = {}, name = `${seed}` }: WantedGhn,
): Promise<Ghn> {
  const file = `${task.file.replace(/\.jsonl$/, '')}.${name}.ghn`;
  const read = readGhnOptions({ ...shortTraining, ...options, seed });
  if ('error' in read) throw new Error(read.error);
  let ghn = newGhn(read.value);
  if (existsSync(file)) {
    const loaded = loadGhn(readFileSync(file));
    if ('error' in loaded) throw new Error(`${file}: ${loaded.error}`);
    ghn = loaded.value;
  }
  if (ghn.step >= steps) return ghn;
  mkdirSync(dirname(file), { recursive: true });
  const result = await trainGhn({
    ghn,
    networks: sampledNetworks(task.space, seed),
    dataset,
    backend,
    steps,
    checkpoint: {
      every: CHECKPOINT,
      save: (bytes) => {
        writeFileSync(`${file}.part`, bytes);
        renameSync(`${file}.part`, file);
      },
    },
    onProgress: ({ step, loss, seconds }) => {
      if (step % SHOWN === 0) console.error(`hypernetwork ${name}: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${seconds.toFixed(0)} s`); // prettier-ignore
    },
  });
  if (result.status !== 'ok') throw new Error(result.message);
  return result.ghn;
}

/** The first `count` images to validate on. */
export function validationImages({ val, shape }: Dataset, count: number): LabelledImages {
  const rows = Array.from({ length: Math.min(count, val.size) }, (_, i) => i);
  const pixels = new Float32Array(rows.length * shape.channels * shape.height * shape.width);
  val.read(rows, pixels);
  return { pixels, labels: Int32Array.from(rows, (row) => val.labels[row] as number) };
}
