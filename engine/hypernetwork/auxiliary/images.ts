/** The images that generated networks are judged on, held in memory: a few thousand of any data set, the project's own unless told. */
import { openDataset } from '../../data/open-dataset.ts';
import { ok, type Outcome } from '../../data/outcome.ts';
import type { Random } from '../../../dsl/random.ts';

export interface AuxiliaryImages {
  /** [channels, height, width] */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly count: number;
  /** [count, channels, height, width], normalised. */
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

export interface ImageBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** As the language writes it: `glyphs`, or `cifar10(path: "data")`. */
export interface AuxiliaryData {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Classes are learnt from no more than this many images. */
const MOST = 2048;

const known = new Map<string, Promise<Outcome<AuxiliaryImages>>>();

/** Read once in a process; one sentence where the data set cannot be opened. */
export function auxiliaryImages(data: AuxiliaryData): Promise<Outcome<AuxiliaryImages>> {
  const key = JSON.stringify(data);
  const found = known.get(key) ?? read(data);
  known.set(key, found);
  // What failed may work later: a file may have come.
  found.then(
    (outcome) => 'error' in outcome && known.delete(key),
    () => known.delete(key),
  );
  return found;
}

async function read({ kind, options }: AuxiliaryData): Promise<Outcome<AuxiliaryImages>> {
  const small = kind === 'glyphs' ? { count: 1600, val: 100, test: 0, ...options } : options;
  const opened = await openDataset(kind, small, process.cwd());
  if ('error' in opened) return opened;
  const { train, shape, classes, close } = opened.value;
  const count = Math.min(MOST, train.size);
  const pixels = new Float32Array(count * shape.channels * shape.height * shape.width);
  train.read(Uint32Array.from({ length: count }, (_, i) => i), pixels); // prettier-ignore
  const labels = Int32Array.from(train.labels.subarray(0, count));
  close();
  return ok({ shape: [shape.channels, shape.height, shape.width], classes, count, pixels, labels });
}

export function drawImages(
  { count, shape, pixels, labels }: AuxiliaryImages,
  size: number,
  random: Random,
): ImageBatch {
  const area = shape[0] * shape[1] * shape[2];
  const batch = { images: new Float32Array(size * area), labels: new Int32Array(size) };
  for (let i = 0; i < size; i++) {
    const image = random.int(count);
    batch.images.set(pixels.subarray(image * area, (image + 1) * area), i * area);
    batch.labels[i] = labels[image] as number;
  }
  return batch;
}
