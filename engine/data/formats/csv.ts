/** Images as rows of pixel values with a label: CSV, gzip or not, with an optional column that names the split. */
import { resolve } from 'node:path';
import { image } from '../../../dsl/graph/shape.ts';
import { nearest } from '../../../dsl/semantics/suggest.ts';
import { openBytes, readAll } from '../bytes.ts';
import type { ImageShape, ImageSource, SourceParts } from '../dataset.ts';
import { MAX_CLASSES } from '../labels.ts';
import { integer, oneOf, optional, text, withDefault } from '../options.ts';
import { fail, ok, type Outcome } from '../outcome.ts';
import { fields, lines } from './csv-lines.ts';

export const csvOptions = {
  path: text,
  /** The label's column: its name, `first` or `last`; unless told, one called label, class, target or y, else the last. */
  label: optional(text),
  /** A column of `train`, `val` and `test`; unless told, one called split. */
  split: optional(text),
  /** Pixels; a square image unless told. */
  width: optional(integer(1, 4096)),
  height: optional(integer(1, 4096)),
  channels: withDefault(oneOf(1, 3), 1),
  /** Where the channels stand in a row. */
  layout: withDefault(oneOf('chw', 'hwc'), 'chw'),
};

interface CsvOptions {
  readonly path: string;
  readonly label: string | undefined;
  readonly split: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly channels: 1 | 3;
  readonly layout: 'chw' | 'hwc';
}

type SplitName = 'train' | 'val' | 'test';
const SPLITS: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
};

export async function openCsv(options: CsvOptions, base: string): Promise<Outcome<SourceParts>> {
  const bytes = await openBytes(resolve(base, options.path));
  if ('error' in bytes) return bytes;
  const { path } = bytes.value;
  const content = readAll(bytes.value);
  bytes.value.close();
  return 'error' in content ? content : readCsv(path, content.value, options);
}

interface Columns {
  readonly count: number;
  readonly label: number;
  readonly split: number | undefined;
  readonly shape: ImageShape;
  /** The first line is a header. */
  readonly header: boolean;
}

function readCsv(path: string, content: Uint8Array, options: CsvOptions): Outcome<SourceParts> {
  let columns: Columns | undefined;
  const rows: Record<SplitName, { pixels: Float32Array[]; labels: string[] }> = {
    train: { pixels: [], labels: [] },
    val: { pixels: [], labels: [] },
    test: { pixels: [], labels: [] },
  };
  for (const { text: line, number } of lines(content)) {
    const cells = fields(line);
    if (cells === undefined) return fail(`${path}: line ${number}: a quoted field does not end`);
    if (columns === undefined) {
      const outcome = readColumns(cells, options);
      if ('error' in outcome) return fail(`${path}: line ${number}: ${outcome.error}`);
      columns = outcome.value;
      if (columns.header) continue;
    }
    if (cells.length !== columns.count) {
      return fail(
        `${path}: line ${number}: ${cells.length} columns, expected ${columns.count}; the file may be truncated`,
      );
    }
    const row = readRow(cells, columns, options);
    if ('error' in row) return fail(`${path}: line ${number}, ${row.error}`);
    rows[row.value.split].pixels.push(row.value.pixels);
    rows[row.value.split].labels.push(row.value.label);
  }
  if (columns === undefined) return fail(`${path}: the file is empty`);
  const { shape } = columns;
  if (rows.train.labels.length === 0) return fail(`${path}: it has no training rows`);
  const names = labelNames([...rows.train.labels, ...rows.val.labels, ...rows.test.labels]);
  if ('error' in names) return fail(`${path}: ${names.error}`);
  const index = new Map(names.value.classes.map((name, i) => [name, i]));
  const indexOf = (label: string): number => index.get(names.value.nameOf(label)) ?? 0;
  const source = (split: SplitName): ImageSource => ({
    shape,
    labels: Uint16Array.from(rows[split].labels, indexOf),
    read: (i, into, offset) => into.set(rows[split].pixels[i] as Float32Array, offset),
    close: () => {},
  });
  return ok({
    classNames: names.value.classes,
    train: source('train'),
    ...(rows.val.labels.length > 0 ? { val: source('val') } : {}),
    ...(rows.test.labels.length > 0 ? { test: source('test') } : {}),
  });
}

interface LabelNames {
  readonly classes: readonly string[];
  /** The class that a label of the file names (`07` is class 7). */
  readonly nameOf: (label: string) => string;
}

/** Class names in order: numeric labels stand for themselves from 0 on, others are sorted. */
function labelNames(labels: readonly string[]): Outcome<LabelNames> {
  const distinct = [...new Set(labels)];
  if (!distinct.every((label) => /^\d+$/.test(label)))
    return ok({ classes: distinct.sort(), nameOf: (label) => label });
  const highest = Math.max(...distinct.map(Number));
  if (highest >= MAX_CLASSES) return fail(`the label ${highest} is no class index; which column holds the label?`);
  const classes = Array.from({ length: highest + 1 }, (_, i) => String(i));
  return ok({ classes, nameOf: (label) => String(Number(label)) });
}

function readColumns(cells: readonly string[], options: CsvOptions): Outcome<Columns> {
  const named = (name: string): number => cells.indexOf(name);
  // A header has names where a row has pixels: at least half of its cells are no numbers.
  const header = cells.filter((cell) => cell.trim() === '' || Number.isNaN(Number(cell))).length * 2 >= cells.length;
  const find = (name: string): Outcome<number> => {
    if (name === 'first') return ok(0);
    if (name === 'last') return ok(cells.length - 1);
    if (!header) return fail(`there is no header, so no column "${name}"; use "first" or "last"`);
    if (named(name) >= 0) return ok(named(name));
    const suggestion = nearest(name, cells);
    return fail(`no column "${name}"${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`);
  };
  const usual = header ? cells.findIndex((cell) => /^(label|class|target|y)$/i.test(cell.trim())) : -1;
  const label = options.label === undefined ? ok(usual >= 0 ? usual : cells.length - 1) : find(options.label);
  if ('error' in label) return label;
  const usualSplit = header ? named('split') : -1;
  const split = options.split !== undefined ? find(options.split) : ok(usualSplit >= 0 ? usualSplit : undefined);
  if ('error' in split) return split;
  if (split.value === label.value) return fail('label and split are the same column');
  const pixels = cells.length - 1 - (split.value === undefined ? 0 : 1);
  const size = imageSize(pixels, options);
  if ('error' in size) return size;
  const shape = image(options.channels, size.value.height, size.value.width) as ImageShape;
  return ok({ count: cells.length, label: label.value, split: split.value, shape, header });
}

function imageSize(pixels: number, options: CsvOptions): Outcome<{ width: number; height: number }> {
  const perChannel = pixels / options.channels;
  const root = Math.round(Math.sqrt(perChannel));
  const width = options.width ?? (options.height === undefined ? root : perChannel / options.height);
  const height = options.height ?? (options.width === undefined ? root : perChannel / options.width);
  if (
    pixels > 0 &&
    width * height * options.channels === pixels &&
    Number.isInteger(width) &&
    Number.isInteger(height)
  ) {
    return ok({ width, height });
  }
  const told = options.width === undefined && options.height === undefined;
  const hint = told ? 'a square image; set width and height' : `${options.channels} x ${height} x ${width}`;
  return fail(`${pixels} pixel columns do not make ${hint}`);
}

interface Row {
  readonly split: SplitName;
  readonly label: string;
  readonly pixels: Float32Array;
}

/** One row; an error begins with the column it stands in. */
function readRow(cells: readonly string[], columns: Columns, options: CsvOptions): Outcome<Row> {
  const { channels, height, width } = columns.shape;
  const area = height * width;
  const pixels = new Float32Array(channels * area);
  let at = 0;
  for (let i = 0; i < cells.length; i++) {
    if (i === columns.label || i === columns.split) continue;
    const cell = cells[i] as string;
    const value = cell.trim() === '' ? NaN : Number(cell);
    if (!Number.isFinite(value)) return fail(`column ${i + 1}: expected a pixel value, found "${cell.slice(0, 40)}"`);
    pixels[options.layout === 'chw' ? at : (at % channels) * area + Math.floor(at / channels)] = value;
    at++;
  }
  const label = (cells[columns.label] as string).trim();
  if (label === '') return fail(`column ${columns.label + 1}: the label is empty`);
  if (columns.split === undefined) return ok({ split: 'train', label, pixels });
  const name = (cells[columns.split] as string).trim();
  const split = Object.hasOwn(SPLITS, name.toLowerCase()) ? SPLITS[name.toLowerCase()] : undefined;
  if (split === undefined)
    return fail(`column ${columns.split + 1}: expected train, val or test, found "${name.slice(0, 40)}"`);
  return ok({ split, label, pixels });
}
