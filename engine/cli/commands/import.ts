/** `hnas import FILE… --from FORMAT --out TABLE`: what others have measured, as a table that the evaluator `table` reads. */
import type { Command } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { didYouMean } from '../../../dsl/semantics/suggest.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { readArchitectureTable } from '../../evaluate/table/architecture-table.ts';
import { importFormats, type ImportFormat } from '../../import/formats.ts';
import { csvOf, ImportProblem, type ImportedTable } from '../../import/imported.ts';
import { showCount } from '../../report/numbers.ts';
import { CommandFailure, usage } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';
import { writeWhole } from '../write-file.ts';

interface Options {
  readonly from: string;
  readonly out: string;
  readonly space?: string;
  readonly study?: string;
}

export function registerImport(program: Command, register: Register): void {
  register(
    program
      .command('import')
      .summary('make a table of what others have measured')
      .description(
        `Reads ${importFormats.map(({ name, description }) => `${name} (${description})`).join(', ')}; checks every row and writes a CSV table for the evaluator "table", hnas rank and hnas fit.`,
      )
      .argument('<file...>', 'what is read; tables of cells are joined by architecture')
      .requiredOption('--from <format>', importFormats.map(({ name }) => name).join(', '))
      .requiredOption('--out <table>', 'the CSV file to write, gzipped where its name ends in .gz')
      .option('--space <file#name>', 'a space that every row is checked against')
      .option('--study <name>', 'the study of a journal of Optuna that holds several'),
    (io, [files]: [readonly string[]], options: Options) => importTable(files, options, io),
  );
}

async function importTable(files: readonly string[], options: Options, io: Io): Promise<CommandResult> {
  const format = formatOf(options.from);
  if (files.length > 1 && !format.joins) throw usage(`${format.name} is one file; ${files.length} were given`);
  if (options.study !== undefined && format.name !== 'optuna') throw usage('--study is of journals of Optuna only');
  const space = options.space === undefined ? undefined : loadSpace(options.space, io).space;
  const table = await read(format, files, options, io);
  const csv = csvOf(table);
  const checked = space === undefined ? undefined : await check(space, table, csv, options.out);
  writeWhole(resolve(io.cwd, options.out), options.out.endsWith('.gz') ? gzipSync(csv) : csv);
  return {
    json: {
      table: options.out,
      from: format.name,
      rows: table.rows.length,
      columns: [...table.columns],
      metrics: [...table.metrics],
      latencies: [...table.latencies],
      notes: [...table.notes],
      checked: checked ?? null,
    },
    text: [
      `${options.out}: ${showCount(table.rows.length)} rows of ${table.columns.length} columns`,
      ...table.notes.map((note) => `  ${note}`),
      ...(checked === undefined
        ? []
        : [
            `  checked against space ${checked.space}, notation ${checked.notation}${checked.infeasible === 0 ? '' : `; ${checked.infeasible} rows break its requirements`}`,
          ]),
      '',
      'in a spec beside it:',
      `  ${evaluatorLine(table, options.out)}`,
    ],
  };
}

function formatOf(name: string): ImportFormat {
  const names = importFormats.map((each) => each.name);
  const found = importFormats.find((each) => each.name === name);
  if (found === undefined)
    throw usage(`there is no format "${name}"${didYouMean(name, names)}; there are ${names.join(', ')}`);
  return found;
}

async function read(
  format: ImportFormat,
  files: readonly string[],
  { study }: Options,
  io: Io,
): Promise<ImportedTable> {
  const isTerminal = io.errWidth !== undefined;
  try {
    return await format.read({
      files: files.map((file) => resolve(io.cwd, file)),
      study,
      signal: io.signal,
      onRecords: (records) => {
        if (isTerminal) io.err(`\r\x1b[K${showCount(records)} records`);
      },
    });
  } catch (error) {
    if (error instanceof ImportProblem) {
      // Files as the user named them.
      const message = files.reduce((text, file) => text.replaceAll(resolve(io.cwd, file), file), error.message);
      throw new CommandFailure(2, 'cannot-import', message);
    }
    if (io.signal.aborted) throw new CommandFailure(130, 'interrupted', 'interrupted; nothing was written');
    throw error;
  } finally {
    if (isTerminal) io.err('\r\x1b[K');
  }
}

interface Checked {
  readonly space: string;
  readonly notation: string;
  readonly rows: number;
  readonly infeasible: number;
}

/** Reads the table as the evaluator would, before it is written to its place. */
async function check(space: DecisionSpace, { metrics }: ImportedTable, csv: string, out: string): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-import-'));
  const file = join(folder, 'table.csv');
  try {
    writeFileSync(file, csv);
    const found = await readArchitectureTable(space, { file, numbers: metrics.slice(0, 1) });
    if ('error' in found)
      throw new CommandFailure(1, 'unfit-table', `nothing was written: ${found.error.replaceAll(file, out)}`);
    const { notation, architectures, infeasibleRows } = found.value;
    return { space: space.name, notation, rows: architectures.length, infeasible: infeasibleRows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function evaluatorLine({ metrics, latencies }: ImportedTable, out: string): string {
  const devices = new Map<string, string>();
  for (const column of latencies) {
    const device = column.replace(/_?latency_?/, '_').replace(/^_|_$/g, '');
    if (device !== '') devices.set(device, column);
  }
  const columns = [...devices].map(([device, column]) => `${device}: ${column}`).join(', ');
  const latency = columns === '' ? '' : `, latency: { ${columns} }`;
  return `evaluator Table = table { path: ${JSON.stringify(out.replace(/^.*[\\/]/, ''))}, metric: ${metrics[0] ?? 'accuracy'}${latency} }`;
}
