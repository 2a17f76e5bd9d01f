/**
 * Tables of cells of NAS-Bench-201 (NATS-Bench's topology space is the same): accuracies as people export them, HW-NAS-Bench's latencies and energies. JSON
 * in any of the shapes below, or CSV and JSONL; several files are joined by architecture.
 */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseNb201, writeNb201 } from '../../dsl/space/notations/nb201.ts';
import { readRows, TableProblem } from '../evaluate/table/read-rows.ts';
import { columnName, counted, ImportProblem, isLatency, likeliestFirst, type ImportedTable } from './imported.ts';
import { reasonOf } from './tfrecord.ts';

/** Numbers by column, by the canonical text of the cell. */
type Cells = Map<string, Map<string, number>>;

interface Reading {
  readonly cells: Cells;
  /** Lists of which the last number was taken: a value an epoch. */
  readonly curves: Set<string>;
  /** Columns in which something was no finite number. */
  readonly gaps: Set<string>;
}

const keys = ['arch_str', 'arch', 'architecture', 'arch_string'];
/** Characters that one text of JavaScript may have. */
const LARGEST = 500_000_000;

/** Rejects with an ImportProblem, or with the signal's reason. */
export async function importCells(files: readonly string[], signal?: AbortSignal): Promise<ImportedTable> {
  const reading: Reading = { cells: new Map(), curves: new Set(), gaps: new Set() };
  const sizes: number[] = [];
  for (const file of files) {
    const of: Reading = { ...reading, cells: new Map() };
    const json = jsonOf(file);
    if (json === undefined) await readTable(file, of, signal);
    else readJson(json, [], file, of);
    if (of.cells.size === 0) throw new ImportProblem(`${file} ${expectation}`);
    sizes.push(of.cells.size);
    for (const [arch, numbers] of of.cells) {
      const all = reading.cells.get(arch) ?? new Map<string, number>();
      for (const [column, value] of numbers) put(all, column, value, `${file}: ${arch}`);
      reading.cells.set(arch, all);
    }
  }
  return tableOf(reading);
}

const expectation =
  'holds no cells of NAS-Bench-201: expected texts like |nor_conv_3x3~0|+|…|+|…| in a column or field arch_str or arch, or as the keys of an object';

function tableOf({ cells, curves, gaps }: Reading): ImportedTable {
  const columns = [...new Set([...cells.values()].flatMap((numbers) => [...numbers.keys()]))];
  if (columns.length === 0) throw new ImportProblem('there is no column of numbers beside the architectures');
  const rows: (string | number)[][] = [];
  for (const [arch, numbers] of cells) {
    if (columns.every((column) => numbers.has(column)))
      rows.push([arch, ...columns.map((column) => numbers.get(column) ?? 0)]);
  }
  if (rows.length === 0) {
    const [arch] = [...cells.keys()];
    throw new ImportProblem(
      `no architecture has a number in every one of ${columns.join(', ')}; ${arch ?? ''} has not`,
    );
  }
  const notes = [counted(rows.length, 'cell')];
  if (rows.length < cells.size) notes.push(`${cells.size - rows.length} left out that have not all of the columns`);
  if (curves.size > 0) notes.push(`of lists the last number was taken: ${some([...curves])}`);
  if (gaps.size > 0) notes.push(`not every value is a finite number: ${some([...gaps])}`);
  const latencies = columns.filter(isLatency);
  return {
    columns: ['arch', ...columns],
    rows,
    metrics: likeliestFirst(columns.filter((column) => !isLatency(column))),
    latencies,
    notes,
  };
}

const some = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** The JSON of a file, plain or gzipped; undefined where it is a table of rows. */
function jsonOf(file: string): unknown {
  let text: string;
  try {
    if (statSync(file).size > LARGEST) return undefined;
    const bytes = readFileSync(file);
    text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new ImportProblem(`${file}: ${reasonOf(error)}`);
  }
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // JSONL is many texts of JSON, a line each.
    if (/^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) return undefined;
    throw new ImportProblem(`${file} is no JSON: ${reasonOf(error)}`);
  }
}

async function readTable(file: string, reading: Reading, signal: AbortSignal | undefined): Promise<void> {
  try {
    for await (const row of readRows(file, signal)) {
      const key = keys.find((name) => row.columns.includes(name));
      if (key === undefined) throw new ImportProblem(`${file} ${expectation}`);
      const rest = row.columns
        .filter((name) => name !== key)
        .map((name): [string, unknown] => {
          const value = row.value(name);
          const isNumber = typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value));
          return [name, isNumber ? Number(value) : value];
        });
      add(row.value(key), Object.fromEntries(rest), [], `${file} line ${row.line}`, reading);
    }
  } catch (error) {
    if (error instanceof TableProblem) throw new ImportProblem(error.message);
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCell = (text: unknown): text is string => typeof text === 'string' && 'value' in parseNb201(text);
const archOf = (value: unknown): unknown =>
  isFields(value) ? keys.map((key) => value[key]).find((each) => each !== undefined) : undefined;

/** Rows by an own field, by the keys of an object, or as columns beside a list of cells; deeper where there are none, the way there in the name. */
function readJson(json: unknown, path: readonly string[], where: string, reading: Reading): void {
  if (Array.isArray(json)) {
    json.forEach((row, i) => {
      if (archOf(row) !== undefined) add(archOf(row), row as Fields, path, `${where}[${i}]`, reading);
    });
    return;
  }
  if (!isFields(json)) return;
  const list = json['config'] ?? archOf(json);
  if (Array.isArray(list))
    return readColumns(
      json,
      list.map((each) => (isFields(each) ? archOf(each) : each)),
      path,
      where,
      reading,
    );
  for (const [key, value] of Object.entries(json)) {
    if (isCell(key)) add(key, isFields(value) ? value : { value }, path, `${where}: ${key}`, reading);
    else if (typeof archOf(value) === 'string') add(archOf(value), value as Fields, path, `${where}: ${key}`, reading);
    // The name of the space says nothing that the file does not.
    else
      readJson(
        value,
        /^(nasbench201|nats-?bench|tss)$/i.test(key) ? path : [...path, key],
        `${where}: ${key}`,
        reading,
      );
  }
}

/** HW-NAS-Bench: a list a metric, in the order of the list of cells. */
function readColumns(
  json: Fields,
  cells: readonly unknown[],
  path: readonly string[],
  where: string,
  reading: Reading,
): void {
  for (const [name, list] of Object.entries(json)) {
    if (!Array.isArray(list) || list.some((each) => typeof each === 'object' && each !== null)) continue;
    if (keys.includes(name)) continue;
    if (list.length !== cells.length)
      throw new ImportProblem(`${where}: ${name} has ${list.length} values for ${cells.length} cells`);
    list.forEach((value: unknown, i) => add(cells[i], { [name]: value }, path, `${where}: ${name}[${i}]`, reading));
  }
}

function add(arch: unknown, fields: Fields, path: readonly string[], where: string, reading: Reading): void {
  const parsed = parseNb201(String(arch));
  if ('error' in parsed) {
    const size = /^\d+(:\d+)+$/.test(String(arch));
    throw new ImportProblem(
      size
        ? `${where}: ${String(arch)} is of NATS-Bench's size space, which has widths and no cells; write it as a table with a column a decision`
        : `${where}: ${parsed.error}`,
    );
  }
  const text = writeNb201(parsed.value);
  const numbers = reading.cells.get(text) ?? new Map<string, number>();
  reading.cells.set(text, numbers);
  collect(fields, path, where, numbers, reading);
}

function collect(
  fields: Fields,
  path: readonly string[],
  where: string,
  numbers: Map<string, number>,
  reading: Reading,
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (keys.includes(name)) continue;
    const column = columnName([...path, name].join('_'));
    if (isFields(value)) collect(value, [...path, name], where, numbers, reading);
    else if (Array.isArray(value)) {
      const last: unknown = value.at(-1);
      if (typeof last !== 'number') continue;
      if (value.length > 1) reading.curves.add(column);
      take(last, column);
    } else if (typeof value === 'number' || value === null) take(value, column);
  }
  function take(value: number | null, column: string): void {
    if (value === null || !Number.isFinite(value)) reading.gaps.add(column);
    else put(numbers, column, value, where);
  }
}

function put(numbers: Map<string, number>, column: string, value: number, where: string): void {
  const earlier = numbers.get(column);
  if (earlier !== undefined && earlier !== value)
    throw new ImportProblem(`${where}: ${column} is ${value} here and ${earlier} before, for the same cell`);
  numbers.set(column, value);
}
