/**
 * Training batches in a seeded order. The order of an epoch and the augmentation of a step are functions of the seed and the
 * step alone, so that a position in the training is one number and resuming needs no further state.
 */
import type { Random } from '../../dsl/random.ts';
import { applyAugmentation, type Augmentation } from './augment.ts';
import type { ImageShape, Split } from './dataset.ts';

export interface Batch {
  /** [size, channels, height, width] */
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
  readonly size: number;
}

export interface Batches {
  /** Whole batches an epoch; the rest of a shuffled epoch is left out, another rest each time. */
  readonly perEpoch: number;
  /** The batch of a step, counted from 0 over all epochs. Fresh arrays each time: the caller owns them. */
  at(step: number): Batch;
}

/** Shuffled training batches; `size` is cut to the split's size. `random` is not advanced. */
export function trainingBatches(
  split: Split,
  shape: ImageShape,
  size: number,
  augment: readonly Augmentation[],
  random: Random,
): Batches {
  const count = Math.min(size, split.size);
  const perEpoch = Math.floor(split.size / count);
  const area = shape.channels * shape.height * shape.width;
  let known = -1;
  let order: Uint32Array = new Uint32Array(0);
  return {
    perEpoch,
    at: (step) => {
      const epoch = Math.floor(step / perEpoch);
      if (epoch !== known) {
        order = shuffled(split.size, random.fork(`epoch ${epoch}`));
        known = epoch;
      }
      const first = (step % perEpoch) * count;
      const indices = order.subarray(first, first + count);
      const pixels = new Float32Array(count * area);
      split.read(indices, pixels);
      if (augment.length > 0) {
        const draws = random.fork(`augment ${step}`);
        for (let i = 0; i < count; i++) {
          for (const augmentation of augment) applyAugmentation(augmentation, shape, pixels, i * area, draws);
        }
      }
      return { pixels, labels: labelsOf(split, indices), size: count };
    },
  };
}

/**
 * A split from front to back in batches of exactly `size` records, as compiled programs want; the last batch repeats its
 * last record to fill up, and `Batch.size` says how many count.
 */
export function* sequentialBatches(split: Split, shape: ImageShape, size: number): Generator<Batch> {
  const area = shape.channels * shape.height * shape.width;
  for (let first = 0; first < split.size; first += size) {
    const indices = Uint32Array.from({ length: size }, (_, i) => Math.min(first + i, split.size - 1));
    const pixels = new Float32Array(size * area);
    split.read(indices, pixels);
    yield { pixels, labels: labelsOf(split, indices), size: Math.min(size, split.size - first) };
  }
}

function labelsOf(split: Split, indices: Uint32Array): Int32Array {
  return Int32Array.from(indices, (i) => split.labels[i] as number);
}

/** Fisher-Yates over indices in a typed array: a data set's order is long, and drawn anew each epoch. */
export function shuffled(size: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}
