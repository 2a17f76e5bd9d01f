/**
 * A data set of labelled images as training reads it: normalised, split, of one shape. What a file format looks like ends in
 * `ImageSource`; nothing beyond `assemble.ts` knows where the pixels come from.
 */
import type { Shape } from '../../dsl/graph/shape.ts';
import type { Augmentation } from './augment.ts';

export type ImageShape = Extract<Shape, { kind: 'image' }>;

/** Labelled images as a format delivers them: planar pixels in the format's own scale (bytes are divided by 255). */
export interface ImageSource {
  readonly shape: ImageShape;
  /** Class index of every record; its length is the number of records. */
  readonly labels: Uint16Array;
  /**
   * Writes the pixels of one record, planar, at `offset` of `into`.
   * Throws DataLost when a file on disk was cut or lost after it had been opened.
   */
  read(index: number, into: Float32Array, offset: number): void;
  /** Gives back files and memory. */
  close(): void;
}

/** What a format's reader finds: its own splits, before the user's are cut. */
export interface SourceParts {
  readonly classNames: readonly string[];
  readonly train: ImageSource;
  readonly val?: ImageSource;
  readonly test?: ImageSource;
}

/** One split: pixels are normalised to mean 0 and standard deviation 1 per channel of the training split. */
export interface Split {
  readonly size: number;
  readonly labels: Uint16Array;
  /** Writes the records `indices` one after the other from the start of `into`, planar. Throws as `ImageSource.read`. */
  read(indices: ArrayLike<number>, into: Float32Array): void;
}

export interface Dataset {
  /** Its kind and place, for messages and records: `cifar10 data/cifar-10-batches-bin`. */
  readonly name: string;
  readonly shape: ImageShape;
  readonly classes: number;
  readonly classNames: readonly string[];
  /** Per channel, of the raw training pixels. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly train: Split;
  readonly val: Split;
  readonly test: Split | undefined;
  /** Applied to training batches only. */
  readonly augment: readonly Augmentation[];
  /** Gives back files and memory; the splits are unreadable afterwards. */
  close(): void;
}
