/**
 * NAS-Bench-101 as its authors publish it (Ying et al. 2019; github.com/google-research/nasbench): a TFRecord an evaluation, JSON
 * `[hash, epochs, adjacency, operations, metrics]`, the metrics a protocol buffer in base 64. A network is trained three times for each of four numbers of epochs; the
 * table has a row a network, with means over the trainings.
 */
import { nb101Operators } from '../../dsl/space/notations/nb101.ts';
import { counted, ImportProblem, type ImportedTable } from './imported.ts';
import { wireFields } from './protobuf.ts';
import { tfRecords } from './tfrecord.ts';

interface Module {
  readonly vertices: number;
  readonly adj: string;
  readonly ops: string;
  params: number;
  /** Sums over trainings by epochs. */
  readonly sums: Map<number, { trainings: number; validation: number; test: number; seconds: number }>;
}

/** Rejects with an ImportProblem, or with the signal's reason. */
export async function importNasbench101(
  file: string,
  signal?: AbortSignal,
  onRecords?: (records: number) => void,
): Promise<ImportedTable> {
  const modules = new Map<string, Module>();
  const lengths = new Set<number>();
  let records = 0;
  for await (const bytes of tfRecords(file, signal)) {
    records++;
    const where = `${file}: record ${records}`;
    const { hash, epochs, adjacency, operations, metrics } = readRecord(bytes, where);
    let module = modules.get(hash);
    if (module === undefined) {
      module = { ...cellOf(adjacency, operations, where), params: 0, sums: new Map() };
      modules.set(hash, module);
    }
    const { params, validation, test, seconds } = readMetrics(metrics, where);
    module.params = params;
    lengths.add(epochs);
    const sum = module.sums.get(epochs) ?? { trainings: 0, validation: 0, test: 0, seconds: 0 };
    sum.trainings++;
    sum.validation += validation;
    sum.test += test;
    sum.seconds += seconds;
    module.sums.set(epochs, sum);
    if (records % 10_000 === 0) onRecords?.(records);
  }
  return tableOf(
    modules,
    [...lengths].sort((a, b) => a - b),
    records,
  );
}

function tableOf(modules: ReadonlyMap<string, Module>, lengths: readonly number[], records: number): ImportedTable {
  const rows: (string | number)[][] = [];
  let incomplete = 0;
  for (const [hash, { vertices, adj, ops, params, sums }] of modules) {
    const means = lengths.flatMap((epochs) => {
      const sum = sums.get(epochs);
      if (sum === undefined) return [];
      const mean = (value: number): number => Number((value / sum.trainings).toPrecision(9));
      return [mean(sum.validation), mean(sum.test), mean(sum.seconds)];
    });
    if (means.length < 3 * lengths.length) incomplete++;
    else rows.push([hash, vertices, adj, ops, params, ...means]);
  }
  const measured = lengths.flatMap((epochs) => [`val${epochs}`, `test${epochs}`, `seconds${epochs}`]);
  const longest = lengths.at(-1) ?? 0;
  return {
    columns: ['hash', 'vertices', 'adj', 'ops', 'params', ...measured],
    rows,
    metrics: [`val${longest}`, ...measured.filter((name) => name !== `val${longest}`)],
    latencies: [],
    notes: [
      `${counted(records, 'training')} of ${counted(modules.size, 'network')}, means over the trainings of each`,
      ...(incomplete === 0
        ? []
        : [`${counted(incomplete, 'network')} left out that were not trained for all of ${lengths.join(', ')} epochs`]),
    ],
  };
}

interface NasbenchRecord {
  readonly hash: string;
  readonly epochs: number;
  readonly adjacency: string;
  readonly operations: string;
  readonly metrics: string;
}

function readRecord(bytes: Uint8Array, where: string): NasbenchRecord {
  let record: unknown;
  try {
    record = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    record = undefined;
  }
  if (Array.isArray(record) && record.length === 5) {
    const [hash, epochs, adjacency, operations, metrics] = record as unknown[];
    const texts = [hash, adjacency, operations, metrics].every((each) => typeof each === 'string');
    if (texts && typeof epochs === 'number' && Number.isInteger(epochs) && epochs > 0)
      return { hash, epochs, adjacency, operations, metrics } as NasbenchRecord;
  }
  throw new ImportProblem(`${where} is none of NAS-Bench-101: expected [hash, epochs, adjacency, operations, metrics]`);
}

/** In the notation `nb101`. */
function cellOf(adjacency: string, operations: string, where: string): { vertices: number; adj: string; ops: string } {
  const vertices = Math.round(Math.sqrt(adjacency.length));
  const names = operations.split(',');
  if (vertices < 2 || vertices * vertices !== adjacency.length || !/^[01]+$/.test(adjacency))
    throw new ImportProblem(`${where}: adjacency "${adjacency}" is no square of digits 0 and 1`);
  if (names.length !== vertices || names[0] !== 'input' || names.at(-1) !== 'output')
    throw new ImportProblem(`${where}: operations "${operations}" are not input, ${vertices - 2} operators, output`);
  let adj = '';
  for (let from = 0; from < vertices; from++) {
    const row = adjacency.slice(from * vertices, (from + 1) * vertices);
    if (row.slice(0, from + 1).includes('1'))
      throw new ImportProblem(`${where}: adjacency "${adjacency}" has an edge that leads back`);
    adj += row.slice(from + 1);
  }
  const ops = names.slice(1, -1).map((name) => {
    const digit = nb101Operators.findIndex((known) => known === name);
    if (digit < 0)
      throw new ImportProblem(`${where}: there is no operator "${name}"; there are ${nb101Operators.join(', ')}`);
    return digit;
  });
  return { vertices, adj, ops: ops.join('') };
}

/** Field numbers of model_metrics.proto. */
const ofModel = { evaluation: 1, params: 2 };
const ofEvaluation = { seconds: 2, validation: 4, test: 5 };

/** The last evaluation of a training is the one at its end. */
function readMetrics(
  base64: string,
  where: string,
): { params: number; validation: number; test: number; seconds: number } {
  const model = wireFields(Buffer.from(base64, 'base64'));
  const last = model?.findLast(({ field }) => field === ofModel.evaluation)?.value;
  const evaluation = last instanceof Uint8Array ? wireFields(last) : undefined;
  const number = (fields: ReturnType<typeof wireFields>, wanted: number): number => {
    const value = fields?.find(({ field }) => field === wanted)?.value;
    return typeof value === 'number' ? value : NaN;
  };
  const read = {
    params: number(model, ofModel.params),
    validation: number(evaluation, ofEvaluation.validation),
    test: number(evaluation, ofEvaluation.test),
    seconds: number(evaluation, ofEvaluation.seconds),
  };
  if (Object.values(read).every(Number.isFinite)) return read;
  throw new ImportProblem(`${where}: its metrics cannot be read as those of NAS-Bench-101`);
}
