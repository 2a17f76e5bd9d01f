/** Image sources from fixed-size records, and the ways to join and cut them. */
import type { ImageShape, ImageSource } from './dataset.ts';
import type { Bytes } from './bytes.ts';

export interface RecordLayout {
  readonly shape: ImageShape;
  /** Byte position of the first record's pixels. */
  readonly start: number;
  /** Bytes from one record's pixels to the next one's. */
  readonly stride: number;
  /** Bytes of one record's pixels. */
  readonly length: number;
  /** Turns a record's bytes into planar pixels at `offset` of `into`. */
  readonly decode: (record: Uint8Array, into: Float32Array, offset: number) => void;
}

/** Records of one size, read by offset. Owns `bytes`: closing the source closes them. */
export function recordSource(bytes: Bytes, layout: RecordLayout, labels: Uint16Array): ImageSource {
  const record = new Uint8Array(layout.length);
  return {
    shape: layout.shape,
    labels,
    read: (index, into, offset) => {
      bytes.read(layout.start + index * layout.stride, record);
      layout.decode(record, into, offset);
    },
    close: () => bytes.close(),
  };
}

/** Planar bytes to 0..1. */
export function decodePlanarBytes(record: Uint8Array, into: Float32Array, offset: number): void {
  for (let i = 0; i < record.length; i++) into[offset + i] = (record[i] as number) / 255;
}

/** Several sources of one shape as one, in order. */
export function joinSources(sources: readonly ImageSource[]): ImageSource {
  const first = sources[0];
  if (first === undefined) throw new Error('no sources to join');
  if (sources.length === 1) return first;
  const starts: number[] = [];
  let size = 0;
  for (const source of sources) {
    starts.push(size);
    size += source.labels.length;
  }
  const labels = new Uint16Array(size);
  sources.forEach((source, i) => labels.set(source.labels, starts[i]));
  return {
    shape: first.shape,
    labels,
    read: (index, into, offset) => {
      let i = sources.length - 1;
      while (index < (starts[i] as number)) i--;
      (sources[i] as ImageSource).read(index - (starts[i] as number), into, offset);
    },
    close: () => sources.forEach((source) => source.close()),
  };
}

/** The records `indices` of a source, which stays the owner of its files. */
export function subset(source: ImageSource, indices: Uint32Array): ImageSource {
  return {
    shape: source.shape,
    labels: Uint16Array.from(indices, (i) => source.labels[i] as number),
    read: (index, into, offset) => source.read(indices[index] as number, into, offset),
    close: () => {},
  };
}
