/** From a format's records to a data set: splits, statistics of the training split, normalised reading. */
import { seededRandom } from '../../dsl/random.ts';
import { augmentations, type Augmentation } from './augment.ts';
import type { Dataset, ImageSource, SourceParts, Split } from './dataset.ts';
import { amount, integer, optional, withDefault } from './options.ts';
import { fail, ok, type Outcome } from './outcome.ts';
import { subset } from './source.ts';
import { countOf, splitTrainVal, stratifiedPart } from './split.ts';

/** Options that every kind of data set has. */
export const commonOptions = {
  /** Images to train on: a count or a fraction. */
  train: optional(amount),
  /** Images to validate on: a count or a fraction. */
  val: optional(amount),
  /** Images of the format's own test split to use: a count or a fraction; all unless told. */
  test: optional(amount),
  /** Seed of the split (and of what a generated data set draws). */
  seed: withDefault(integer(0, Number.MAX_SAFE_INTEGER), 0),
  /** Augmentation of training batches. */
  augment: augmentations,
};

export interface CommonOptions {
  readonly train: number | undefined;
  readonly val: number | undefined;
  readonly test: number | undefined;
  readonly seed: number;
  readonly augment: readonly Augmentation[];
}

/** Cuts the splits and normalises. Owns the sources: they are closed on an error, and by `Dataset.close`. */
export function assemble(name: string, parts: SourceParts, options: CommonOptions): Outcome<Dataset> {
  const close = (): void => [parts.train, parts.val, parts.test].forEach((source) => source?.close());
  const cut = cutSplits(parts, options);
  if ('error' in cut) {
    close();
    return fail(`${name}: ${cut.error}`);
  }
  const { train, val, test } = cut.value;
  const { mean, std } = statistics(train);
  const normalised = (source: ImageSource): Split => normalisedSplit(source, mean, std);
  return ok({
    name,
    shape: parts.train.shape,
    classes: parts.classNames.length,
    classNames: parts.classNames,
    mean,
    std,
    train: normalised(train),
    val: normalised(val),
    test: test === undefined ? undefined : normalised(test),
    augment: options.augment,
    close,
  });
}

interface Cut {
  readonly train: ImageSource;
  readonly val: ImageSource;
  readonly test: ImageSource | undefined;
}

function cutSplits(parts: SourceParts, options: CommonOptions): Outcome<Cut> {
  const classes = parts.classNames.length;
  if (classes < 2) return fail(`it has ${classes} class${classes === 1 ? '' : 'es'}, training needs at least 2`);
  const random = seededRandom(options.seed).fork('split');
  const part = (source: ImageSource, wanted: number | undefined, what: string): Outcome<ImageSource> => {
    if (wanted === undefined) return ok(source);
    const count = countOf(wanted, source.labels.length);
    if (count > source.labels.length) return fail(`it has ${source.labels.length} ${what} images, not ${count}`);
    if (count < 1) return fail(`its ${what} split would be empty`);
    return ok(subset(source, stratifiedPart(source.labels, classes, count, random.fork(what))));
  };
  let test: ImageSource | undefined;
  if (options.test !== 0 && parts.test !== undefined) {
    const outcome = part(parts.test, options.test, 'test');
    if ('error' in outcome) return outcome;
    test = outcome.value;
  } else if (options.test !== undefined && options.test !== 0) {
    return fail('it has no test split of its own, so "test" cannot be set');
  }
  if (parts.val !== undefined) {
    const train = part(parts.train, options.train, 'training');
    if ('error' in train) return train;
    const val = part(parts.val, options.val, 'validation');
    if ('error' in val) return val;
    return ok({ train: train.value, val: val.value, test });
  }
  const both = splitTrainVal(parts.train.labels, classes, options.train, options.val, random);
  if ('error' in both) return both;
  return ok({ train: subset(parts.train, both.value.train), val: subset(parts.train, both.value.val), test });
}

/** Mean and standard deviation per channel over all pixels of a source; a constant channel gets the deviation 1. */
function statistics(source: ImageSource): { mean: number[]; std: number[] } {
  const { channels, height, width } = source.shape;
  const area = height * width;
  const pixels = new Float32Array(channels * area);
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  // Sums are taken around the first image's means, or a large offset would cancel away the variance.
  const pivot = new Float64Array(channels);
  for (let i = 0; i < source.labels.length; i++) {
    source.read(i, pixels, 0);
    for (let c = 0; c < channels; c++) {
      const plane = pixels.subarray(c * area, (c + 1) * area);
      if (i === 0) pivot[c] = plane.reduce((a, b) => a + b, 0) / area;
      const around = pivot[c] as number;
      let s = 0;
      let q = 0;
      for (let p = 0; p < area; p++) {
        const d = (plane[p] as number) - around;
        s += d;
        q += d * d;
      }
      sum[c] = (sum[c] as number) + s;
      squares[c] = (squares[c] as number) + q;
    }
  }
  const n = source.labels.length * area;
  const mean = Array.from(sum, (s, c) => (pivot[c] as number) + s / n);
  const std = Array.from(squares, (q, c) => {
    const deviation = Math.sqrt(Math.max(0, q / n - ((sum[c] as number) / n) ** 2));
    return deviation > 1e-6 * Math.max(1, Math.abs(mean[c] as number)) ? deviation : 1;
  });
  return { mean, std };
}

function normalisedSplit(source: ImageSource, mean: readonly number[], std: readonly number[]): Split {
  const { channels, height, width } = source.shape;
  const area = height * width;
  return {
    size: source.labels.length,
    labels: source.labels,
    read: (indices, into) => {
      for (let i = 0; i < indices.length; i++) {
        const offset = i * channels * area;
        source.read(indices[i] as number, into, offset);
        for (let c = 0; c < channels; c++) {
          const m = mean[c] as number;
          const s = 1 / (std[c] as number);
          const end = offset + (c + 1) * area;
          for (let p = offset + c * area; p < end; p++) into[p] = ((into[p] as number) - m) * s;
        }
      }
    },
  };
}
