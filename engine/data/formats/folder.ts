/**
 * A folder of PNG images, one folder a class; below it may stand `train`, `val` and `test` folders of such. Every image is
 * decoded once when the data set is opened, into one block of bytes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decode, type DecodedPng } from 'fast-png';
import { image } from '../../../dsl/graph/shape.ts';
import { memoryBytes } from '../bytes.ts';
import type { ImageShape, ImageSource, SourceParts } from '../dataset.ts';
import { MAX_CLASSES } from '../labels.ts';
import { oneOf, optional, text } from '../options.ts';
import { fail, fileError, ok, type Outcome } from '../outcome.ts';
import { decodePlanarBytes, recordSource } from '../source.ts';

export const folderOptions = {
  /** The folder that holds a folder for each class, or `train`, `val` and `test` folders of those. */
  path: text,
  /** 1: grey, 3: RGB; unless told, 3 if the first image has colours. */
  channels: optional(oneOf(1, 3)),
};

interface FolderOptions {
  readonly path: string;
  readonly channels: 1 | 3 | undefined;
}

/** Pixels of one image. */
const MAX_PIXELS = 4096 * 4096;

/** Bytes of decoded pixels held in memory. */
const MEMORY_LIMIT = 2 ** 31 - 1;

export function openFolder(options: FolderOptions, base: string): Outcome<SourceParts> {
  const root = resolve(base, options.path);
  const top = list(root);
  if ('error' in top) return top;
  const splits = ['train', 'val', 'test'].filter((name) => top.value.folders.includes(name));
  if (!splits.includes('train')) {
    const classes = listClasses(root, undefined);
    if ('error' in classes) return classes;
    const train = readSplit(classes.value, options.channels, undefined);
    return 'error' in train ? train : ok({ classNames: classes.value.names, train: train.value });
  }
  const found: Partial<Record<string, ImageSource>> = {};
  let names: readonly string[] | undefined;
  let shape: ImageShape | undefined;
  for (const split of splits) {
    const classes = listClasses(join(root, split), names);
    if ('error' in classes) return classes;
    const source = readSplit(classes.value, options.channels, shape);
    if ('error' in source) return source;
    found[split] = source.value;
    names = classes.value.names;
    shape = source.value.shape;
  }
  return ok({ ...found, train: found['train'] as ImageSource, classNames: names ?? [] });
}

interface Classes {
  readonly names: readonly string[];
  readonly files: readonly { readonly path: string; readonly label: number }[];
}

function list(folder: string): Outcome<{ folders: string[]; files: string[] }> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'));
    const names = (isFolder: boolean): string[] =>
      entries
        .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink() ? isFolder : entry.isFile() && !isFolder))
        .map((entry) => entry.name);
    return ok({ folders: names(true).sort(compare), files: names(false).sort(compare) });
  } catch (problem) {
    return fail(fileError(folder, problem));
  }
}

/** By code units: the same order on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function listClasses(folder: string, expected: readonly string[] | undefined): Outcome<Classes> {
  const inside = list(folder);
  if ('error' in inside) return inside;
  const names = expected ?? inside.value.folders;
  if (names.length < 2) return fail(`${folder}: expected a folder for each class (at least 2), found ${names.length}`);
  if (names.length > MAX_CLASSES) return fail(`${folder}: ${names.length} classes, the limit is ${MAX_CLASSES}`);
  const stray = inside.value.folders.find((name) => !names.includes(name));
  if (stray !== undefined) return fail(`${join(folder, stray)}: this class is not among those of the training images`);
  const files: { path: string; label: number }[] = [];
  for (const [label, name] of names.entries()) {
    if (!inside.value.folders.includes(name)) continue;
    const images = list(join(folder, name));
    if ('error' in images) return images;
    const pngs = images.value.files.filter((file) => /\.png$/i.test(file));
    if (pngs.length === 0) return fail(`${join(folder, name)}: no PNG images of class "${name}"`);
    for (const file of pngs) files.push({ path: join(folder, name, file), label });
  }
  return ok({ names, files });
}

function readSplit(
  classes: Classes,
  channels: 1 | 3 | undefined,
  expected: ImageShape | undefined,
): Outcome<ImageSource> {
  let shape = expected;
  let pixels = new Uint8Array(0);
  for (const [i, { path }] of classes.files.entries()) {
    const png = readPng(path);
    if ('error' in png) return png;
    const { width, height } = png.value;
    shape ??= image(channels ?? (isGrey(png.value) ? 1 : 3), height, width) as ImageShape;
    if (height !== shape.height || width !== shape.width) {
      return fail(
        `${path}: ${width} x ${height} pixels, but the images before have ${shape.width} x ${shape.height}; all must have one size`,
      );
    }
    const size = shape.channels * height * width;
    if (i === 0) {
      const total = size * classes.files.length;
      if (total > MEMORY_LIMIT)
        return fail(
          `${path}: ${classes.files.length} images of this size need ${total} bytes, the limit is ${MEMORY_LIMIT}`,
        );
      pixels = new Uint8Array(total);
    }
    writePlanar(png.value, shape, pixels.subarray(i * size, (i + 1) * size));
  }
  if (shape === undefined) return fail('there are no images');
  const length = shape.channels * shape.height * shape.width;
  const labels = Uint16Array.from(classes.files, (file) => file.label);
  const bytes = memoryBytes('decoded images', pixels);
  return ok(recordSource(bytes, { shape, start: 0, stride: length, length, decode: decodePlanarBytes }, labels));
}

function readPng(path: string): Outcome<DecodedPng> {
  let content: Uint8Array;
  try {
    content = readFileSync(path);
  } catch (problem) {
    return fail(fileError(path, problem));
  }
  const [width, height] = declaredSize(content);
  if (width * height > MAX_PIXELS)
    return fail(`${path}: ${width} x ${height} pixels are more than the ${MAX_PIXELS} allowed`);
  try {
    return ok(decode(content, { checkCrc: true }));
  } catch (problem) {
    return fail(`${path}: not a whole PNG image (${problem instanceof Error ? problem.message : String(problem)})`);
  }
}

/** Width and height from the header, before anything is allocated for them. */
function declaredSize(content: Uint8Array): [number, number] {
  if (content.length < 24) return [0, 0];
  const view = new DataView(content.buffer, content.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

function isGrey(png: DecodedPng): boolean {
  return png.channels <= 2 && png.palette === undefined;
}

/** Grey or RGB bytes, planar. 16-bit values lose their low byte, transparency is ignored. */
function writePlanar(png: DecodedPng, shape: ImageShape, into: Uint8Array): void {
  const area = png.width * png.height;
  const shift = png.depth === 16 ? 8 : 0;
  const spread = png.depth < 8 && png.palette === undefined ? 255 / (2 ** png.depth - 1) : 1;
  for (let p = 0; p < area; p++) {
    const rgb = colourAt(png, p).map((v) => Math.round((v >> shift) * spread)) as [number, number, number];
    if (shape.channels === 1) into[p] = Math.round(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
    else for (let c = 0; c < 3; c++) into[c * area + p] = rgb[c] as number;
  }
}

function colourAt(png: DecodedPng, pixel: number): [number, number, number] {
  const at = (c: number): number => png.data[pixel * png.channels + c] as number;
  if (png.palette !== undefined) {
    const [r = 0, g = 0, b = 0] = png.palette[sample(png, pixel)] ?? [];
    return [r, g, b];
  }
  if (png.depth < 8) {
    const grey = sample(png, pixel);
    return [grey, grey, grey];
  }
  return png.channels <= 2 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
}

/** A sample of fewer than 8 bits: the decoder leaves rows packed, each beginning at a byte. */
function sample(png: DecodedPng, pixel: number): number {
  const rowBytes = Math.ceil((png.width * png.depth) / 8);
  const bit = (pixel % png.width) * png.depth;
  const byte = png.data[Math.floor(pixel / png.width) * rowBytes + (bit >> 3)] as number;
  return (byte >> (8 - png.depth - (bit & 7))) & (2 ** png.depth - 1);
}
