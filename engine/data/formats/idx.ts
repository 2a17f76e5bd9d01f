/**
 * IDX files, the format of MNIST and its family (Fashion-MNIST, KMNIST, EMNIST): big-endian header `0 0 type rank`, one 32-bit size
 * a dimension, then the values. Source of the format: the description on the page of MNIST (LeCun, Cortes, Burges).
 */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { image } from '../../../dsl/graph/shape.ts';
import { openBytes, type Bytes } from '../bytes.ts';
import type { ImageShape, ImageSource, SourceParts } from '../dataset.ts';
import { checkLabels, classNames } from '../labels.ts';
import { optional, text } from '../options.ts';
import { fail, fileError, ok, type Outcome } from '../outcome.ts';
import { decodePlanarBytes, recordSource } from '../source.ts';

export const idxOptions = {
  /** Folder that holds the four files under their usual names. */
  path: optional(text),
  /** Files by name instead. */
  images: optional(text),
  labels: optional(text),
  test_images: optional(text),
  test_labels: optional(text),
};

interface IdxOptions {
  readonly path: string | undefined;
  readonly images: string | undefined;
  readonly labels: string | undefined;
  readonly test_images: string | undefined;
  readonly test_labels: string | undefined;
}

const UNSIGNED_BYTE = 8;
const MAX_ELEMENTS = 2 ** 40;

/** Opens a training pair and, where there is one, a test pair. */
export async function openIdx(options: IdxOptions, folder: string): Promise<Outcome<SourceParts>> {
  const files = findFiles(options, folder);
  if ('error' in files) return files;
  const train = await openPair(files.value.images, files.value.labels);
  if ('error' in train) return train;
  let test: ImageSource | undefined;
  if (files.value.testImages !== undefined && files.value.testLabels !== undefined) {
    const outcome = await openPair(files.value.testImages, files.value.testLabels);
    if ('error' in outcome) {
      train.value.close();
      return outcome;
    }
    test = outcome.value;
    const [a, b] = [train.value.shape, test.shape];
    if (a.height !== b.height || a.width !== b.width) {
      train.value.close();
      test.close();
      return fail(
        `${files.value.testImages}: images of ${b.height} x ${b.width} pixels, but the training images have ${a.height} x ${a.width}`,
      );
    }
  }
  const names = classNames([train.value, ...(test === undefined ? [] : [test])]);
  return ok({ classNames: names, train: train.value, ...(test === undefined ? {} : { test }) });
}

interface Files {
  readonly images: string;
  readonly labels: string;
  readonly testImages: string | undefined;
  readonly testLabels: string | undefined;
}

function findFiles(options: IdxOptions, base: string): Outcome<Files> {
  const folder = resolve(base, options.path ?? '.');
  const named = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : resolve(folder, name);
  if (options.images !== undefined || options.labels !== undefined) {
    if (options.images === undefined || options.labels === undefined)
      return fail('images and labels must be given together');
    if ((options.test_images === undefined) !== (options.test_labels === undefined)) {
      return fail('test_images and test_labels must be given together');
    }
    return ok({
      images: resolve(folder, options.images),
      labels: resolve(folder, options.labels),
      testImages: named(options.test_images),
      testLabels: named(options.test_labels),
    });
  }
  if (options.path === undefined) return fail('needs "path" (a folder), or "images" and "labels" (files)');
  let names: string[];
  try {
    if (!statSync(folder).isDirectory())
      return fail(`${folder}: expected a folder; for single files give "images" and "labels"`);
    names = readdirSync(folder);
  } catch (problem) {
    return fail(fileError(folder, problem));
  }
  const find = (split: RegExp, what: string): Outcome<string | undefined> => {
    const found = names.filter((name) => split.test(name) && name.includes(what) && /ubyte(\.gz)?$/.test(name)).sort();
    // A file may lie there both packed and unpacked: the unpacked one is read.
    const distinct = new Set(found.map((name) => name.replace(/\.gz$/, '')));
    if (distinct.size > 1)
      return fail(`${folder}: several files fit (${found.join(', ')}); name them with "images" and "labels"`);
    return ok(found[0] === undefined ? undefined : join(folder, found[0]));
  };
  const found: (string | undefined)[] = [];
  for (const split of [/train/, /t10k|test/]) {
    for (const what of ['images', 'labels']) {
      const outcome = find(split, what);
      if ('error' in outcome) return outcome;
      found.push(outcome.value);
    }
  }
  const [images, labels, testImages, testLabels] = found;
  if (images === undefined || labels === undefined) {
    const lacking = images === undefined ? 'images-idx3' : 'labels-idx1';
    return fail(`${folder}: no file such as train-${lacking}-ubyte or train-${lacking}-ubyte.gz`);
  }
  return ok({ images, labels, testImages, testLabels });
}

async function openPair(imagesPath: string, labelsPath: string): Promise<Outcome<ImageSource>> {
  const images = await openBytes(imagesPath);
  if ('error' in images) return images;
  const opened = await readPair(images.value, labelsPath);
  if ('error' in opened) images.value.close();
  return opened;
}

async function readPair(images: Bytes, labelsPath: string): Promise<Outcome<ImageSource>> {
  const header = readHeader(images);
  if ('error' in header) return header;
  const { start, sizes } = header.value;
  const [count, height, width, channels = 1] = sizes;
  if (count === undefined || height === undefined || width === undefined || sizes.length > 4) {
    return fail(`${images.path}: byte 3: expected 3 dimensions (images, rows, columns), found ${sizes.length}`);
  }
  if (count === 0 || height === 0 || width === 0)
    return fail(`${images.path}: byte 4: no images (${sizes.join(' x ')})`);
  const labels = await openBytes(labelsPath);
  if ('error' in labels) return labels;
  const classes = readLabels(labels.value, count, images.path);
  labels.value.close();
  if ('error' in classes) return classes;
  const shape: ImageShape = image(channels, height, width) as ImageShape;
  const length = channels * height * width;
  return ok(recordSource(images, { shape, start, stride: length, length, decode: decodePlanarBytes }, classes.value));
}

function readLabels(labels: Bytes, count: number, imagesPath: string): Outcome<Uint16Array> {
  const header = readHeader(labels);
  if ('error' in header) return header;
  const { start, sizes } = header.value;
  if (sizes.length !== 1) return fail(`${labels.path}: byte 3: expected 1 dimension (labels), found ${sizes.length}`);
  if (sizes[0] !== count) {
    return fail(`${labels.path}: byte 4: ${sizes[0]} labels, but ${imagesPath} holds ${count} images`);
  }
  const values = new Uint8Array(count);
  labels.read(start, values);
  return checkLabels(values, (i) => `${labels.path}: byte ${start + i}`);
}

function readHeader(bytes: Bytes): Outcome<{ start: number; sizes: number[] }> {
  const problem = (at: number, what: string): { error: string } => fail(`${bytes.path}: byte ${at}: ${what}`);
  if (bytes.size < 4) return problem(bytes.size, 'the file ends within the IDX header of 4 bytes');
  const magic = new Uint8Array(4);
  bytes.read(0, magic);
  const [zero1, zero2, type, rank] = magic as unknown as [number, number, number, number];
  if (zero1 !== 0 || zero2 !== 0) return problem(0, 'not an IDX file: it must begin with two zero bytes');
  if (type !== UNSIGNED_BYTE) return problem(2, `expected values of type 8 (unsigned byte), found type ${type}`);
  if (rank < 1) return problem(3, 'expected at least 1 dimension, found 0');
  const start = 4 + 4 * rank;
  if (bytes.size < start) return problem(bytes.size, `the file ends within the IDX header of ${start} bytes`);
  const header = new Uint8Array(start);
  bytes.read(0, header);
  const view = new DataView(header.buffer);
  const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const elements = sizes.reduce((a, b) => a * b, 1);
  if (elements > MAX_ELEMENTS) return problem(4, `impossible sizes ${sizes.join(' x ')}`);
  if (bytes.size !== start + elements) {
    const sentence = bytes.size < start + elements ? 'the file is truncated' : 'the file has bytes left over';
    return problem(
      bytes.size,
      `${sentence}: ${sizes.join(' x ')} values need ${start + elements} bytes, it has ${bytes.size}`,
    );
  }
  return ok({ start, sizes });
}
