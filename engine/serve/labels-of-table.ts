/** Labels from the table of an experiment's evaluator: all rows, or as many as its option `samples` allows. */
import { resolve } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { readArchitectureTable } from '../evaluate/table/architecture-table.ts';
import { asPercent } from '../evaluate/table/percent.ts';
import { readTableOptions } from '../evaluate/table/table-options.ts';
import type { Measurement } from '../predictor/labelled.ts';
import { MOST_LABELS, type Collected } from './labels.ts';

/** `folder`: what the table's path starts from; `space`: without requirements on costs, which measured rows need not meet. */
export async function labelsOfTable(
  options: Readonly<Record<string, unknown>>,
  space: DecisionSpace,
  folder: string,
  signal: AbortSignal,
): Promise<Collected | { readonly error: string }> {
  const settings = readTableOptions(options);
  if ('error' in settings) return settings;
  const { path, metric, key, notation, samples } = settings.value;
  const read = await readArchitectureTable(space, {
    file: resolve(folder, path),
    numbers: [metric],
    signal,
    ...(key === undefined ? {} : { key }),
    ...(notation === undefined ? {} : { notation }),
  });
  if ('error' in read) return read;
  const { architectures, numbers, lines } = read.value;
  const { values } = asPercent(numbers[0] ?? new Float64Array());
  const all = Array.from(architectures.keys());
  const order = seededRandom(`rows that are known of ${space.hash}`).shuffle(all);
  const known = samples === undefined ? all : order.slice(0, samples);
  const learnt = known.length <= MOST_LABELS ? known : order.slice(0, Math.min(MOST_LABELS, known.length));
  const rowOf = new Map(known.map((row) => [architectures[row]?.choices.join(), row]));
  const outside = known.find((row) => !isAccuracy(values[row]));
  const measurements = (outside === undefined ? learnt : [outside]).flatMap((row): Measurement[] => {
    const architecture = architectures[row];
    if (architecture === undefined) return [];
    return [{ architecture, value: values[row] ?? NaN, where: `${path} line ${lines[row]}` }];
  });
  const rowOfGraph = await graphIndex(space, known, architectures, signal);
  const rows = known.length === all.length ? `${path}` : `${known.length} of ${all.length} rows of ${path}`;
  return {
    measurements,
    source: learnt.length === known.length ? rows : `${learnt.length} of ${all.length} rows of ${path}`,
    measured: (architecture, hash) => {
      const row = rowOf.get(architecture.choices.join()) ?? rowOfGraph.get(hash);
      return row === undefined ? undefined : values[row];
    },
  };
}

/** Rows whose graphs are told apart at most: some seconds. */
const MOST_GRAPHS = 20_000;

/**
 * Rows by graph, for tables with one row for all cells that compute the same; of several rows of a graph the first counts. Empty where it is not
 * needed, as every architecture has its row, and where hashes are slow, which is where whole networks are decided.
 */
async function graphIndex(
  space: DecisionSpace,
  known: readonly number[],
  architectures: readonly Architecture[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const index = new Map<string, number>();
  const isComplete = BigInt(known.length) >= space.rawSize();
  if (isComplete || space.topologies === undefined || known.length > MOST_GRAPHS) return index;
  for (const [i, row] of known.entries()) {
    if (i % 250 === 249) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const architecture = architectures[row];
    const hash = architecture && space.graphHash(architecture);
    if (hash !== undefined && !index.has(hash)) index.set(hash, row);
  }
  return index;
}

const isAccuracy = (value: number | undefined): boolean => value !== undefined && value >= 0 && value <= 100;
