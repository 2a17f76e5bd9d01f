/** Images and labels as NumPy arrays: two `.npy` files, or one `.npz` that holds them under usual names. */
import { resolve } from 'node:path';
import { image } from '../../../dsl/graph/shape.ts';
import { nearest } from '../../../dsl/semantics/suggest.ts';
import { openBytes } from '../bytes.ts';
import type { ImageShape, ImageSource, SourceParts } from '../dataset.ts';
import { checkLabels, classNames } from '../labels.ts';
import { oneOf, optional, text } from '../options.ts';
import { fail, ok, type Outcome } from '../outcome.ts';
import { recordSource } from '../source.ts';
import { BYTES_OF, readNpy, valueReader, type NpyArray } from './npy.ts';
import { readNpz } from './npz.ts';

export const arrayOptions = {
  /** A `.npz`, or the folder of the `.npy` files. */
  path: optional(text),
  /** Names of the arrays in the `.npz`, or of the `.npy` files. */
  images: optional(text),
  labels: optional(text),
  val_images: optional(text),
  val_labels: optional(text),
  test_images: optional(text),
  test_labels: optional(text),
  /** Where the channels stand in a four-dimensional array; found by itself unless both ends look like channels. */
  layout: optional(oneOf('chw', 'hwc')),
};

type Names = 'images' | 'labels' | 'val_images' | 'val_labels' | 'test_images' | 'test_labels';
type ArrayOptions = Readonly<Record<Names, string | undefined>> & {
  readonly path: string | undefined;
  readonly layout: 'chw' | 'hwc' | undefined;
};

/** Names under which arrays usually lie in a `.npz` (Keras, MedMNIST, and what people write). */
const USUAL: Readonly<Record<Names, readonly string[]>> = {
  images: ['images', 'x_train', 'X_train', 'train_images', 'train_x', 'x', 'X', 'data'],
  labels: ['labels', 'y_train', 'Y_train', 'train_labels', 'train_y', 'y', 'Y', 'targets'],
  val_images: ['val_images', 'x_val', 'X_val', 'val_x'],
  val_labels: ['val_labels', 'y_val', 'Y_val', 'val_y'],
  test_images: ['test_images', 'x_test', 'X_test', 'test_x'],
  test_labels: ['test_labels', 'y_test', 'Y_test', 'test_y'],
};

export async function openArrays(options: ArrayOptions, base: string): Promise<Outcome<SourceParts>> {
  const arrays = options.path?.endsWith('.npz') ? await fromNpz(options, base) : await fromNpy(options, base);
  if ('error' in arrays) return arrays;
  const parts = sources(arrays.value, options.layout);
  if ('error' in parts) for (const array of arrays.value.values()) array.bytes.close();
  return parts;
}

async function fromNpz(options: ArrayOptions, base: string): Promise<Outcome<Map<Names, NpyArray>>> {
  const opened = await openBytes(resolve(base, options.path ?? ''));
  if ('error' in opened) return opened;
  const seen: string[] = [];
  const candidates = new Set(Object.values(USUAL).flat());
  for (const name of Object.keys(USUAL) as Names[]) if (options[name] !== undefined) candidates.add(options[name]);
  const read = readNpz(opened.value, (name) => {
    seen.push(name);
    return candidates.has(name);
  });
  opened.value.close();
  if ('error' in read) return read;
  const arrays = new Map<Names, NpyArray>();
  for (const name of Object.keys(USUAL) as Names[]) {
    const told = options[name];
    const key = told ?? USUAL[name].find((candidate) => read.value.has(candidate));
    const array = key === undefined ? undefined : read.value.get(key);
    if (array !== undefined) arrays.set(name, array);
    else if (told !== undefined || name === 'images' || name === 'labels') {
      const suggestion = told === undefined ? undefined : nearest(told, seen);
      const hint =
        suggestion === undefined ? `it holds ${seen.join(', ') || 'nothing'}` : `did you mean "${suggestion}"?`;
      return fail(
        `${opened.value.path}: no array "${told ?? USUAL[name][0]}" for the ${name.replace('_', ' ')}; ${hint}`,
      );
    }
  }
  return ok(arrays);
}

async function fromNpy(options: ArrayOptions, base: string): Promise<Outcome<Map<Names, NpyArray>>> {
  if (options.images === undefined || options.labels === undefined) {
    return fail('needs "path" (a .npz file), or "images" and "labels" (.npy files)');
  }
  const arrays = new Map<Names, NpyArray>();
  for (const name of Object.keys(USUAL) as Names[]) {
    const file = options[name];
    if (file === undefined) continue;
    const bytes = await openBytes(resolve(base, options.path ?? '.', file));
    const array = 'error' in bytes ? bytes : readNpy(bytes.value);
    if ('error' in array) {
      if ('value' in bytes) bytes.value.close();
      for (const other of arrays.values()) other.bytes.close();
      return array;
    }
    arrays.set(name, array.value);
  }
  return ok(arrays);
}

function sources(arrays: ReadonlyMap<Names, NpyArray>, layout: 'chw' | 'hwc' | undefined): Outcome<SourceParts> {
  const found: Partial<Record<'train' | 'val' | 'test', ImageSource>> = {};
  for (const split of ['train', 'val', 'test'] as const) {
    const prefix = split === 'train' ? '' : (`${split}_` as const);
    const images = arrays.get(`${prefix}images`);
    const labels = arrays.get(`${prefix}labels`);
    if (images === undefined && labels === undefined) continue;
    if (images === undefined || labels === undefined) {
      return fail(`${(images ?? labels)?.path}: ${prefix}images and ${prefix}labels must be given together`);
    }
    const source = arraySource(images, labels, layout);
    if ('error' in source) return source;
    const first = found.train;
    if (first !== undefined) {
      const [a, b] = [first.shape, source.value.shape];
      if (a.channels !== b.channels || a.height !== b.height || a.width !== b.width) {
        return fail(
          `${images.path}: images of ${b.channels} x ${b.height} x ${b.width}, but the training images are ${a.channels} x ${a.height} x ${a.width}`,
        );
      }
    }
    found[split] = source.value;
  }
  const train = found.train as ImageSource;
  return ok({ ...found, train, classNames: classNames(Object.values(found)) });
}

function arraySource(images: NpyArray, labels: NpyArray, layout: 'chw' | 'hwc' | undefined): Outcome<ImageSource> {
  const dimensions = readLayout(images, layout);
  if ('error' in dimensions) return dimensions;
  const { shape, planar } = dimensions.value;
  const [count = 0] = images.shape;
  const classes = readLabels(labels, count, images.path);
  if ('error' in classes) return classes;
  const value = valueReader(images.type);
  const scale = images.type === 'u1' ? 1 / 255 : 1;
  const area = shape.height * shape.width;
  const values = shape.channels * area;
  const length = values * BYTES_OF[images.type];
  const decode = (record: Uint8Array, into: Float32Array, offset: number): void => {
    const view = new DataView(record.buffer, record.byteOffset, record.length);
    for (let i = 0; i < values; i++) {
      const at = planar ? i : (i % shape.channels) * area + Math.floor(i / shape.channels);
      into[offset + at] = value(view, i) * scale;
    }
  };
  const close = images.bytes.close;
  const bytes = {
    ...images.bytes,
    close: () => {
      close();
      labels.bytes.close();
    },
  };
  return ok(recordSource(bytes, { shape, start: images.start, stride: length, length, decode }, classes.value));
}

function readLayout(
  images: NpyArray,
  layout: 'chw' | 'hwc' | undefined,
): Outcome<{ shape: ImageShape; planar: boolean }> {
  const [count, a, b, c] = images.shape;
  const shown = `(${images.shape.join(', ')})`;
  if (images.shape.length < 3 || images.shape.length > 4 || a === undefined || b === undefined) {
    return fail(`${images.path}: images of shape ${shown}; expected [n, h, w], [n, c, h, w] or [n, h, w, c]`);
  }
  if (images.shape.includes(0) || count === undefined)
    return fail(`${images.path}: the array of images is empty, shape ${shown}`);
  if (c === undefined) return ok({ shape: image(1, a, b) as ImageShape, planar: true });
  const first = a <= 4;
  const last = c <= 4;
  if (layout === undefined && first === last) {
    return fail(`${images.path}: in shape ${shown} the channels may be first or last; set layout to "chw" or "hwc"`);
  }
  return (layout ?? (first ? 'chw' : 'hwc')) === 'chw'
    ? ok({ shape: image(a, b, c) as ImageShape, planar: true })
    : ok({ shape: image(c, a, b) as ImageShape, planar: false });
}

function readLabels(labels: NpyArray, count: number, imagesPath: string): Outcome<Uint16Array> {
  const [n, one = 1] = labels.shape;
  if (n === undefined || one !== 1 || labels.shape.length > 2) {
    return fail(`${labels.path}: labels of shape (${labels.shape.join(', ')}); expected [n] or [n, 1]`);
  }
  if (n !== count) return fail(`${labels.path}: ${n} labels, but ${imagesPath} holds ${count} images`);
  const size = BYTES_OF[labels.type];
  const raw = new Uint8Array(n * size);
  labels.bytes.read(labels.start, raw);
  const value = valueReader(labels.type);
  const view = new DataView(raw.buffer);
  const values = Array.from({ length: n }, (_, i) => value(view, i));
  return checkLabels(values, (i) => `${labels.path}: label ${i} (byte ${labels.start + i * size})`);
}
