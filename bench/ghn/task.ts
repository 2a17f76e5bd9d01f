/**
 * What the measurements of hypernetworks are about: a space, the images, the architectures drawn from it and how each of them is trained.
 * All scripts of this folder take the same options, so that they speak of the same table.
 */
import { join, parse } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { openDataset } from '../../engine/data/open-dataset.ts';
import { readTrainOptions, type TrainOptions } from '../../engine/evaluate/train/options.ts';
import { dataFolder, openSpace } from '../predictor/open-space.ts';
import { cacheFolder } from './cache-folder.ts';

/** For `parseArgs`. */
export const taskOptions = {
  /** The folder with the images; `$HNAS_DATA` or ../shared/data beside the clone unless told. */
  folder: { type: 'string', default: dataFolder },
  /** `cifar`: CIFAR-10 averaged to 16 x 16 pixels; `glyphs`: generated digits. */
  data: { type: 'string', default: 'cifar' },
  space: { type: 'string', default: 'bench/ghn/ghn_random_16.hnas' },
  /** Images that each architecture is trained on, and how often. */
  images: { type: 'string', default: '5000' },
  epochs: { type: 'string', default: '3' },
  count: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
} as const;

export type TaskValues = { readonly [name in keyof typeof taskOptions]: string };

/** Images to validate on. */
export const VALIDATION = 1000;
/** Validations an epoch of the trainings. */
export const PARTS = 2;

export interface GhnTask {
  readonly space: DecisionSpace;
  /** The architectures of the table, all different as graphs. */
  readonly architectures: readonly Architecture[];
  readonly options: TrainOptions;
  readonly epochs: number;
  readonly seed: number;
  /** The table's file. */
  readonly file: string;
  /** `images` of the training part: the table's number unless told. The caller closes it. */
  open(images?: number): Promise<Dataset>;
}

/** Throws where an option or the data is wrong: these are scripts for developers. */
export function openTask(values: TaskValues): GhnTask {
  const [images, epochs, count, seed] = [values.images, values.epochs, values.count, values.seed].map(Number) as [number, number, number, number]; // prettier-ignore
  const space = openSpace(values.space);
  const read = readTrainOptions({ optimizer: 'sgd', epochs, validations: PARTS * epochs, test: true });
  if ('error' in read) throw new Error(read.error);
  const name = `${parse(values.space).name}-${values.data}-${images}x${epochs}-seed${seed}.jsonl`;
  return {
    space,
    architectures: distinct(space, count, `${seed}`),
    options: read.value,
    epochs,
    seed,
    file: join(cacheFolder(), 'ghn', name),
    open: (own = images) => images16(values, own),
  };
}

async function images16(values: TaskValues, images: number): Promise<Dataset> {
  const common = { train: images, val: VALIDATION };
  const file = (name: string): string => `cifar10_16x16_${name}.bin.gz`;
  const cifar = { ...common, path: file('train_20000'), test_path: file('test_5000'), width: 16 };
  const opened = await (values.data === 'glyphs'
    ? openDataset('glyphs', { ...common, channels: 3 }, '.')
    : openDataset('cifar10', cifar, values.folder));
  if ('error' in opened) throw new Error(opened.error);
  return opened.value;
}

/** The first `count` different graphs of a sequence of draws: a longer sequence begins with the shorter. */
export function distinct(space: DecisionSpace, count: number, seed: string): readonly Architecture[] {
  const found = new Map<string, Architecture>();
  for (let draw = 0; found.size < count && draw < 100 * count; draw++) {
    const architecture = space.sample(seededRandom(`${seed}/${draw}`));
    if (architecture === undefined) continue;
    const hash = space.graphHash(architecture);
    if (!found.has(hash)) found.set(hash, architecture);
  }
  return [...found.values()];
}
