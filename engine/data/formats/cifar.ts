/**
 * CIFAR-10 and CIFAR-100 in their binary form: per image one label byte (CIFAR-100: coarse, then fine) and the planar RGB bytes.
 * Also such files of other image widths (`width: 16`). Source: the description on A. Krizhevsky's CIFAR page.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { image } from '../../../dsl/graph/shape.ts';
import { openBytes, type Bytes } from '../bytes.ts';
import type { ImageShape, ImageSource, SourceParts } from '../dataset.ts';
import { checkLabels } from '../labels.ts';
import { integer, oneOf, optional, text, withDefault } from '../options.ts';
import { fail, fileError, ok, type Outcome } from '../outcome.ts';
import { decodePlanarBytes, joinSources, recordSource } from '../source.ts';

export const cifar10Options = {
  /** The unpacked folder with its batches, or one file of records (gzip or not). */
  path: text,
  /** A file of records to test on, where `path` is a file. */
  test_path: optional(text),
  /** Image width and height in pixels; found from the file's size unless told. */
  width: optional(integer(1, 1024)),
};

export const cifar100Options = {
  ...cifar10Options,
  /** Train on the 100 fine or on the 20 coarse classes. */
  labels: withDefault(oneOf('fine', 'coarse'), 'fine'),
};

interface CifarOptions {
  readonly path: string;
  readonly test_path: string | undefined;
  readonly width: number | undefined;
}

/** What tells the two data sets apart. */
interface Flavour {
  readonly trainFiles: readonly string[];
  readonly testFile: string;
  readonly namesFile: string;
  readonly classes: number;
  readonly labelBytes: number;
  /** Which of the label bytes counts. */
  readonly labelByte: number;
}

/** Widths looked for in a file's size, in this order. */
const KNOWN_WIDTHS = [32, 16, 64, 8, 24, 28, 48, 96];

export function openCifar10(options: CifarOptions, folder: string): Promise<Outcome<SourceParts>> {
  const trainFiles = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`);
  const flavour = { trainFiles, testFile: 'test_batch.bin', namesFile: 'batches.meta.txt' };
  return open(options, folder, { ...flavour, classes: 10, labelBytes: 1, labelByte: 0 });
}

export function openCifar100(
  options: CifarOptions & { readonly labels: 'fine' | 'coarse' },
  folder: string,
): Promise<Outcome<SourceParts>> {
  const fine = options.labels === 'fine';
  return open(options, folder, {
    trainFiles: ['train.bin'],
    testFile: 'test.bin',
    namesFile: fine ? 'fine_label_names.txt' : 'coarse_label_names.txt',
    classes: fine ? 100 : 20,
    labelBytes: 2,
    labelByte: fine ? 1 : 0,
  });
}

async function open(options: CifarOptions, base: string, flavour: Flavour): Promise<Outcome<SourceParts>> {
  const path = resolve(base, options.path);
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (problem) {
    return fail(fileError(path, problem));
  }
  if (isFolder && options.test_path !== undefined)
    return fail(`${path}: "test_path" goes with a file, this is a folder`);
  const present = (name: string): string | undefined => [join(path, name), join(path, `${name}.gz`)].find(existsSync);
  const trainPaths = isFolder ? flavour.trainFiles.map(present).filter((p) => p !== undefined) : [path];
  if (trainPaths.length === 0) return fail(`${path}: no file ${flavour.trainFiles[0]} in this folder`);
  if (isFolder && trainPaths.length < flavour.trainFiles.length) {
    const lacking = flavour.trainFiles.filter((name) => present(name) === undefined);
    return fail(`${path}: the batch ${lacking.join(', ')} is missing`);
  }
  const testPath = isFolder
    ? present(flavour.testFile)
    : options.test_path === undefined
      ? undefined
      : resolve(base, options.test_path);

  const opened: ImageSource[] = [];
  let width = options.width;
  for (const file of testPath === undefined ? trainPaths : [...trainPaths, testPath]) {
    const outcome = await openFile(file, width, flavour);
    if ('error' in outcome) {
      opened.forEach((source) => source.close());
      return outcome;
    }
    opened.push(outcome.value);
    width = outcome.value.shape.width;
  }
  const test = testPath === undefined ? undefined : opened.pop();
  const names = isFolder ? readNames(present(flavour.namesFile), flavour.classes) : undefined;
  return ok({
    classNames: names ?? Array.from({ length: flavour.classes }, (_, i) => String(i)),
    train: joinSources(opened),
    ...(test === undefined ? {} : { test }),
  });
}

async function openFile(path: string, width: number | undefined, flavour: Flavour): Promise<Outcome<ImageSource>> {
  const bytes = await openBytes(path);
  if ('error' in bytes) return bytes;
  const source = readRecords(bytes.value, width, flavour);
  if ('error' in source) bytes.value.close();
  return source;
}

function readRecords(bytes: Bytes, wanted: number | undefined, flavour: Flavour): Outcome<ImageSource> {
  const recordSize = (width: number): number => flavour.labelBytes + 3 * width * width;
  if (bytes.size === 0) return fail(`${bytes.path}: the file is empty`);
  const fits = KNOWN_WIDTHS.filter((width) => bytes.size % recordSize(width) === 0);
  // A size may fit several widths by chance; labels in range in every record tell the true one.
  const width = wanted ?? fits.find((w) => 'value' in readLabels(bytes, recordSize(w), flavour)) ?? fits[0] ?? 32;
  const stride = recordSize(width);
  if (bytes.size % stride !== 0) {
    const whole = Math.floor(bytes.size / stride);
    return fail(
      `${bytes.path}: byte ${whole * stride}: record ${whole} is cut short: ${bytes.size} bytes are no multiple of ${stride} ` +
        `(${flavour.labelBytes} label and ${3 * width * width} pixel bytes, width ${width})`,
    );
  }
  const labels = readLabels(bytes, stride, flavour);
  if ('error' in labels) return labels;
  const layout = { start: flavour.labelBytes, stride, length: 3 * width * width, decode: decodePlanarBytes };
  return ok(recordSource(bytes, { shape: image(3, width, width) as ImageShape, ...layout }, labels.value));
}

function readLabels(bytes: Bytes, stride: number, flavour: Flavour): Outcome<Uint16Array> {
  const count = bytes.size / stride;
  const values = new Uint8Array(count);
  const perChunk = Math.max(1, Math.floor((1 << 20) / stride));
  for (let first = 0; first < count; first += perChunk) {
    const records = Math.min(perChunk, count - first);
    const chunk = new Uint8Array(records * stride);
    bytes.read(first * stride, chunk);
    for (let i = 0; i < records; i++) values[first + i] = chunk[i * stride + flavour.labelByte] as number;
  }
  return checkLabels(
    values,
    (i) => `${bytes.path}: byte ${i * stride + flavour.labelByte} (record ${i})`,
    flavour.classes,
  );
}

/** Class names, one a line; undefined where the file is missing or has another number of lines. */
function readNames(path: string | undefined, classes: number): string[] | undefined {
  if (path === undefined) return undefined;
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  return names.length === classes ? names : undefined;
}
