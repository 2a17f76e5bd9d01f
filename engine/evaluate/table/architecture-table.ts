/**
 * A table of measured architectures of one space: every row an architecture and some numbers, checked as they come in. What is wrong
 * is one sentence with the file and the line.
 */
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { NotationBinding } from '../../../dsl/space/notations/binding.ts';
import { bindNotation } from '../../../dsl/space/notations/bind.ts';
import type { NotationName } from '../../../dsl/space/notations/notation-name.ts';
import type { Parsed } from '../../../dsl/space/notations/parsed.ts';
import { didYouMean } from '../../../dsl/semantics/suggest.ts';
import { readRows, TableProblem, type TableRow } from './read-rows.ts';

export interface TableRequest {
  readonly file: string;
  readonly notation?: NotationName;
  readonly key?: string;
  /** Columns of numbers that every row must have. */
  readonly numbers: readonly string[];
  readonly signal?: AbortSignal;
  /** Rows read so far, every thousand. */
  readonly onRows?: (rows: number) => void;
}

export interface ArchitectureTable {
  readonly notation: NotationName;
  /** Columns that name the architectures. */
  readonly key: readonly string[];
  readonly architectures: readonly Architecture[];
  /** For each requested column its numbers, a row each. */
  readonly numbers: readonly Float64Array[];
  /** Line of each row in the file. */
  readonly lines: readonly number[];
  /** Rows left out because they say again what an earlier one said. */
  readonly repeatedRows: number;
  /** Rows left out because a `require` of the space excludes their architecture. */
  readonly infeasibleRows: number;
}

/** Rejects with the signal's reason when it is aborted, and for nothing else that is not a bug. */
export async function readArchitectureTable(
  space: DecisionSpace,
  request: TableRequest,
): Promise<Parsed<ArchitectureTable>> {
  try {
    return { value: await readTable(space, request) };
  } catch (error) {
    if (error instanceof TableProblem) return { error: error.message };
    throw error;
  }
}

async function readTable(space: DecisionSpace, request: TableRequest): Promise<ArchitectureTable> {
  const { file, numbers } = request;
  let binding: NotationBinding | undefined;
  const architectures: Architecture[] = [];
  const lines: number[] = [];
  const values = numbers.map((): number[] => []);
  const rowByArchitecture = new Map<string, number>();
  let repeatedRows = 0;
  let infeasibleRows = 0;
  let infeasible: string | undefined;
  for await (const row of readRows(file, request.signal)) {
    binding ??= bindTable(space, request, row);
    const read = binding.read(row.value);
    if ('error' in read) {
      if (read.infeasible !== true) throw new TableProblem(`${file} line ${row.line}: ${read.error}`);
      infeasible ??= `line ${row.line}: ${read.error}`;
      infeasibleRows++;
      continue;
    }
    const measured = numbers.map((column) => numberIn(row, column, file));
    const name = read.value.choices.join();
    const earlier = rowByArchitecture.get(name);
    if (earlier !== undefined) {
      const other = measured.findIndex((value, i) => value !== values[i]?.[earlier]);
      if (other >= 0) {
        const both = `${values[other]?.[earlier]} in line ${lines[earlier]} and ${measured[other]} here`;
        throw new TableProblem(
          `${file} line ${row.line}: an architecture comes twice, its ${numbers[other]} is ${both}; keep one of the rows, or one with their mean`,
        );
      }
      repeatedRows++;
      continue;
    }
    rowByArchitecture.set(name, architectures.length);
    architectures.push(read.value);
    lines.push(row.line);
    measured.forEach((value, i) => values[i]?.push(value));
    if (architectures.length % 1000 === 0) request.onRows?.(architectures.length);
  }
  if (binding === undefined) throw new TableProblem(`${file} has a header but no row`);
  if (architectures.length === 0)
    throw new TableProblem(`${file} holds no architecture of ${space.name}; ${infeasible}`);
  return {
    notation: binding.notation,
    key: binding.columns,
    architectures,
    numbers: values.map((column) => Float64Array.from(column)),
    lines,
    repeatedRows,
    infeasibleRows,
  };
}

function bindTable(
  space: DecisionSpace,
  { file, notation, key, numbers }: TableRequest,
  row: TableRow,
): NotationBinding {
  for (const column of numbers) {
    if (row.columns.includes(column)) continue;
    const hint = didYouMean(column, row.columns);
    throw new TableProblem(`${file} has no column "${column}"${hint}; the columns are ${row.columns.join(', ')}`);
  }
  const bound = bindNotation(space, { notation, key, columns: row.columns, row: row.value });
  if ('error' in bound) throw new TableProblem(`${file}: ${bound.error}`);
  return bound.value;
}

function numberIn(row: TableRow, column: string, file: string): number {
  const value = row.value(column);
  const missing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  const number = typeof value === 'number' ? value : typeof value === 'string' && !missing ? Number(value) : NaN;
  if (Number.isFinite(number)) return number;
  const found = missing ? 'missing' : `"${typeof value === 'object' ? JSON.stringify(value) : String(value)}"`;
  throw new TableProblem(`${file} line ${row.line}: ${column} is ${found}, expected a finite number`);
}
