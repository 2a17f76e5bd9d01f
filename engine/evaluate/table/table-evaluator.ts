/** The evaluator `table`: an architecture's published result, looked up by its decisions, else by its graph. */
import { resolve } from 'node:path';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Evaluation, Evaluator } from '../evaluator.ts';
import { readArchitectureTable } from './architecture-table.ts';
import { metricKey } from '../../search/metric.ts';
import { asPercent } from './percent.ts';
import { readTableOptions } from './table-options.ts';

/**
 * Opens the evaluator: the whole table is read and checked.
 *
 * @param options as written in `evaluator Name = table { ... }`; every one is checked
 * @param folder what a relative path starts from
 */
export async function openTableEvaluator(
  options: Readonly<Record<string, unknown>>,
  space: DecisionSpace,
  folder: string,
): Promise<Outcome<Evaluator>> {
  const settings = readTableOptions(options);
  if ('error' in settings) return settings;
  const { path, metric, key, notation, metrics, latency } = settings.value;
  const devices = Object.keys(latency).map((device) => metricKey({ metric: 'latency', device }));
  const names = ['accuracy', ...Object.keys(metrics), ...devices];
  const table = await readArchitectureTable(space, {
    file: resolve(folder, path),
    numbers: [metric, ...Object.values(metrics), ...Object.values(latency)],
    ...(key === undefined ? {} : { key }),
    ...(notation === undefined ? {} : { notation }),
  });
  if ('error' in table) return fail(`evaluator table: ${table.error}`);
  const { architectures, numbers } = table.value;
  const columns = numbers.map((values, i) => {
    if (i === 0) return asPercent(values).values;
    // Tables give latencies in milliseconds; metrics are in seconds.
    return devices.includes(names[i] as string) ? values.map((value) => value / 1000) : values;
  });
  const rowByChoices = new Map(architectures.map(({ choices }, row) => [choices.join(), row]));
  let rowByGraph: Map<string, number> | undefined;

  const find = (text: string): number | undefined => {
    const { value } = space.parse(text);
    if (value === undefined) return undefined;
    const row = rowByChoices.get(value.choices.join());
    if (row !== undefined) return row;
    // A table with one row for all cells that compute the same; of several rows for a graph the first counts.
    rowByGraph ??= graphIndex(space, architectures);
    return rowByGraph.get(space.graphHash(value));
  };
  const evaluate = (text: string): Evaluation => {
    const start = performance.now();
    const row = find(text);
    const seconds = (performance.now() - start) / 1000;
    if (row === undefined) {
      return { status: 'unknown-architecture', metrics: {}, seconds, message: `${path} has no row for ${text}` };
    }
    const values = Object.fromEntries(names.map((name, i) => [name, columns[i]?.[row] as number]));
    return { status: 'ok', accuracy: values['accuracy'] as number, metrics: values, seconds };
  };
  return ok({
    name: 'table',
    metrics: names,
    evaluate: async ({ architecture, signal }) => {
      signal?.throwIfAborted();
      return evaluate(architecture);
    },
    close: async () => undefined,
  });
}

function graphIndex(space: DecisionSpace, architectures: readonly Architecture[]): Map<string, number> {
  const index = new Map<string, number>();
  architectures.forEach((architecture, row) => {
    const hash = space.graphHash(architecture);
    if (!index.has(hash)) index.set(hash, row);
  });
  return index;
}
