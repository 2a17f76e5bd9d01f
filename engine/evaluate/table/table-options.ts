/** Options of `evaluator Name = table { path: "nb201.csv.gz", metric: c10_valid, key: arch_str, notation: nb201 }`. */
import { didYouMean } from '../../../dsl/semantics/suggest.ts';
import { isNotationName, notationNames, type NotationName } from '../../../dsl/space/notations/notation-name.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { nameOf, unitProblem } from '../declared-name.ts';

export interface TableOptions {
  /** As written: relative to the file that declares the evaluator. */
  readonly path: string;
  /** Column of the accuracy. */
  readonly metric: string;
  readonly key: string | undefined;
  readonly notation: NotationName | undefined;
  /** Further measured values: column by metric. */
  readonly metrics: Readonly<Record<string, string>>;
  /** Columns of latencies in milliseconds, by device: `{ edgegpu: edgegpu_latency_c10 }`. */
  readonly latency: Readonly<Record<string, string>>;
  /** Rows, drawn by a seed, that the editor's predictor knows; searches ask every row that they want. */
  readonly samples: number | undefined;
}

const names = ['path', 'metric', 'key', 'notation', 'metrics', 'latency', 'samples'];

export function readTableOptions(options: Readonly<Record<string, unknown>>): Outcome<TableOptions> {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    return fail(`evaluator table has no option "${unknown}"${didYouMean(unknown, names)}; it has ${names.join(', ')}`);
  }
  const { path, metric, key, notation } = options;
  if (typeof path !== 'string') return fail('evaluator table needs the path of a table: write path: "file.csv"');
  if (typeof metric !== 'string') return fail('evaluator table needs the column of the accuracy: write metric: column');
  if (key !== undefined && typeof key !== 'string')
    return fail('option key of evaluator table is the name of a column');
  if (notation !== undefined && (typeof notation !== 'string' || !isNotationName(notation))) {
    return fail(`option notation of evaluator table is one of ${notationNames.join(', ')}`);
  }
  const samples = options['samples'];
  if (samples !== undefined && !(typeof samples === 'number' && Number.isInteger(samples) && samples >= 1))
    return fail('option samples of evaluator table is a number of rows, 1 or more');
  const metrics = readColumns('metrics', options['metrics']);
  if ('error' in metrics) return metrics;
  const latency = readColumns('latency', options['latency']);
  if ('error' in latency) return latency;
  return ok({ path, metric, key, notation, metrics: metrics.value, latency: latency.value, samples });
}

/** A record of column names. */
function readColumns(option: string, value: unknown): Outcome<Readonly<Record<string, string>>> {
  if (value === undefined) return ok({});
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail(`option ${option} of evaluator table is a record of columns`);
  }
  const columns: Record<string, string> = {};
  for (const [name, said] of Object.entries(value)) {
    const column = nameOf(said);
    if (typeof column !== 'string')
      return fail(`${name} in option ${option} of evaluator table is the name of a column`);
    const problem = unitProblem(said);
    if (problem !== undefined) return fail(`option ${option} of evaluator table ${problem}`);
    columns[name] = column;
  }
  return ok(columns);
}
