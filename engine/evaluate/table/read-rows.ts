/**
 * A table as a stream of rows: CSV with a header, or JSONL with an object a line, either gzipped. What it is shows in its first bytes, so the
 * file's name does not matter. Memory stays flat, whatever the size.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

export interface TableRow {
  /** Line in the uncompressed file where the row begins, counted from 1. */
  readonly line: number;
  readonly columns: readonly string[];
  /** Text in CSV, any JSON value in JSONL, undefined where the row has no such column. */
  readonly value: (column: string) => unknown;
}

/** Lines and fields longer than this are no table. */
const LONGEST = 10_000_000;

/** Throws `TableProblem` for what is wrong with the file, naming file and line. */
export async function* readRows(file: string, signal?: AbortSignal): AsyncGenerator<TableRow> {
  const source = createReadStream(file);
  try {
    const first = await firstBytes(source, file);
    const gzip = first[0] === 0x1f && first[1] === 0x8b;
    const plain = gzip ? pipe(source, createGunzip()) : source;
    const start = gzip ? await firstBytes(plain, file) : first;
    if (start.includes(0)) throw new TableProblem(`${file} is binary: expected CSV or JSONL, plain or gzipped`);
    const isJson = /^\uFEFF?\s*\{/.test(start.toString('utf8'));
    const separator = isJson ? undefined : otherSeparator(start.toString('utf8'));
    if (separator !== undefined) {
      throw new TableProblem(
        `${file}: columns are separated by ${separator}, expected commas: save it as CSV with commas`,
      );
    }
    yield* isJson ? jsonRows(plain, file, signal) : csvRows(plain, file, signal);
  } catch (error) {
    if (error instanceof TableProblem) throw error;
    if (signal?.aborted === true) throw signal.reason;
    throw new TableProblem(`${file}: ${reasonOf(error)}`);
  } finally {
    source.destroy();
  }
}

/** What is wrong with a table, in one sentence for the user. */
export class TableProblem extends Error {}

async function* csvRows(input: Readable, file: string, signal: AbortSignal | undefined): AsyncGenerator<TableRow> {
  const parser = pipe(
    input,
    parse({
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      max_record_size: LONGEST,
    }),
  );
  let columns: readonly string[] | undefined;
  let index = new Map<string, number>();
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    signal?.throwIfAborted();
    if (columns === undefined) {
      columns = record;
      index = new Map(record.map((name, i) => [name, i]));
      const repeated = record.find((name, i) => record.indexOf(name) !== i);
      if (repeated !== undefined) throw new TableProblem(`${file}: the header names the column "${repeated}" twice`);
      continue;
    }
    if (record.length !== columns.length) {
      const mend = record.length > columns.length ? '; a value that holds commas stands between double quotes' : '';
      throw new TableProblem(
        `${file} line ${info.lines}: ${record.length} fields, the header has ${columns.length}${mend}`,
      );
    }
    const value = (column: string): unknown => {
      const i = index.get(column);
      return i === undefined ? undefined : record[i];
    };
    yield { line: info.lines, columns, value };
  }
  if (columns === undefined) throw new TableProblem(`${file} is empty: expected a header line with column names`);
}

/** What separates the columns of a header that has no comma, as spreadsheets of many countries write it. */
function otherSeparator(start: string): string | undefined {
  const [header = ''] = start.split(/[\r\n]/, 1);
  if (header.includes(',')) return undefined;
  return header.includes(';') ? 'semicolons' : header.includes('\t') ? 'tabs' : undefined;
}

async function* jsonRows(input: Readable, file: string, signal: AbortSignal | undefined): AsyncGenerator<TableRow> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    signal?.throwIfAborted();
    line++;
    if (text.trim() === '') continue;
    if (text.length > LONGEST)
      throw new TableProblem(`${file} line ${line} has ${text.length} characters, more than a table's row`);
    let row: unknown;
    try {
      row = JSON.parse(line === 1 ? text.replace(/^\uFEFF/, '') : text);
    } catch (error) {
      throw new TableProblem(`${file} line ${line} is no JSON: ${reasonOf(error)}`);
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new TableProblem(`${file} line ${line}: expected a JSON object, a row of the table`);
    }
    const fields = new Map<string, unknown>(Object.entries(row));
    yield { line, columns: [...fields.keys()], value: (column) => fields.get(column) };
  }
}

/** The stream's first bytes, which it gives again to its reader. */
async function firstBytes(stream: Readable, file: string): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    stream.once('readable', resolve);
    stream.once('end', resolve);
    stream.once('error', reject);
  });
  const chunk = stream.read() as Buffer | null;
  if (chunk === null) throw new TableProblem(`${file} is empty: expected a table`);
  stream.unshift(chunk);
  return chunk.subarray(0, 256);
}

/** Errors of the source reach the reader of the target. */
function pipe<T extends NodeJS.WritableStream>(source: Readable, target: T & { destroy(error: Error): unknown }): T {
  source.once('error', (error) => target.destroy(error));
  return source.pipe(target);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'the file does not exist';
  if (code === 'EISDIR') return 'it is a folder, not a file';
  if (code === 'EACCES') return 'no permission to read it';
  if (code?.startsWith('Z_') === true) return `the gzip data is damaged or cut short (${error.message})`;
  return error.message;
}
