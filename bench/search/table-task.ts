/**
 * A search on a table of measured architectures, without store or processes: what `hnas search` with the evaluator `table` does, with
 * graph hashes, costs and features computed once for all runs. The strategies are those of the engine, made from their options.
 */
import { resolve } from 'node:path';
import { seededRandom, type Random } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encode } from '../../engine/encoding/encoder.ts';
import { featureMatrix } from '../../engine/encoding/feature-matrix.ts';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { drawPool } from '../../engine/predictor/pool.ts';
import { configuredPredictor } from '../../engine/predictor/predictors.ts';
import type { Encoded, FittedPredictor } from '../../engine/predictor/predictor.ts';
import type { Configured } from '../../engine/search/experiment-spec.ts';
import { metricsOfCosts, type Metrics } from '../../engine/search/metric.ts';
import type { Objective } from '../../engine/search/objective.ts';
import { strategyFactory } from '../../engine/search/strategies/options.ts';
import type { Result, StrategyContext } from '../../engine/search/strategy.ts';
import type { Surrogate } from '../../engine/search/surrogate.ts';
import { dataFolder, openSpace } from '../predictor/open-space.ts';

export interface TableTask {
  readonly space: DecisionSpace;
  readonly architectures: readonly Architecture[];
  /** Metrics of every row. */
  readonly metrics: readonly Metrics[];
  readonly metricsOf: (architecture: Architecture) => Metrics;
}

export interface TaskSource {
  readonly space: string;
  readonly table: string;
  /** Column by metric; a share of one as `accuracy` becomes percent. */
  readonly columns: Readonly<Record<string, string>>;
  /** Whether only what the table holds can be proposed: its rows are then the space, and the rows nearest in their choices its neighbours. */
  readonly rowsOnly?: boolean;
  /** Whether rows with the same graph are one network, with the mean of their values: a search proposes a graph once, by whichever of its rows. */
  readonly byGraph?: boolean;
}

export const nasbench201: TaskSource = {
  space: 'examples/spaces/nasbench201.hnas',
  table: 'nasbench201.csv.gz',
  columns: {
    accuracy: 'c10_valid',
    test: 'c10_test',
    'latency(edgegpu)': 'edgegpu_latency_c10',
    'latency(raspi4)': 'raspi4_latency_c10',
    'latency(pixel3)': 'pixel3_latency_c10',
    'latency(fpga)': 'fpga_latency_c10',
  },
};

export const nasbench101: TaskSource = {
  space: 'examples/spaces/nasbench101.hnas',
  table: 'nasbench101_10k.csv.gz',
  columns: { accuracy: 'val108' },
  rowsOnly: true,
};

/** Reads a task. Throws where the table is absent or cannot be read. */
export async function openTask(source: TaskSource): Promise<TableTask> {
  const whole = openSpace(source.space).withoutCosts();
  const keys = Object.keys(source.columns);
  const read = await readArchitectureTable(whole, {
    file: resolve(dataFolder, source.table),
    numbers: Object.values(source.columns),
  });
  if ('error' in read) throw new Error(read.error);
  const { architectures, numbers } = read.value;
  const largest = Math.max(...(numbers[keys.indexOf('accuracy')] ?? []));
  const percent = largest <= 1 ? 100 : 1;
  const known = remembering(whole);
  const measured = architectures.map((_, row): Metrics =>
    Object.fromEntries(
      keys.map((key, i) => [key, ((numbers[i]?.[row] as number) ?? NaN) * (key === 'accuracy' ? percent : 1)]),
    ),
  );
  const metrics = source.byGraph === true ? meansByGraph(known, architectures, measured) : measured;
  const space = source.rowsOnly === true ? spaceOfRows(known, architectures) : known;
  const rows = new Map(architectures.map(({ choices }, row) => [choices.join(), row]));
  const metricsOf = (architecture: Architecture): Metrics => {
    const row = rows.get(architecture.choices.join());
    if (row === undefined) throw new Error(`the table has no row for ${space.text(architecture)}`);
    return metrics[row] as Metrics;
  };
  return { space, architectures, metrics, metricsOf };
}

function meansByGraph(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  metrics: readonly Metrics[],
): readonly Metrics[] {
  const groups = new Map<string, Metrics[]>();
  const hashes = architectures.map((architecture) => space.graphHash(architecture));
  hashes.forEach((hash, row) => {
    const group = groups.get(hash);
    if (group === undefined) groups.set(hash, [metrics[row] as Metrics]);
    else group.push(metrics[row] as Metrics);
  });
  const means = new Map(
    [...groups].map(([hash, rows]): [string, Metrics] => {
      const mean = (key: string): number => rows.reduce((sum, row) => sum + (row[key] as number), 0) / rows.length;
      return [hash, Object.fromEntries(Object.keys(rows[0] ?? {}).map((key) => [key, mean(key)]))];
    }),
  );
  return hashes.map((hash) => means.get(hash) as Metrics);
}

/** Computes hash and costs of an architecture once. */
function remembering(space: DecisionSpace): DecisionSpace {
  const hashes = new Map<string, string>();
  const costs = new Map<string, ReturnType<DecisionSpace['costs']>>();
  return {
    ...space,
    graphHash: (architecture) => once(hashes, architecture, () => space.graphHash(architecture)),
    costs: (architecture) => once(costs, architecture, () => space.costs(architecture)),
  };
}

function once<T>(known: Map<string, T>, { choices }: Architecture, compute: () => T): T {
  const key = choices.join();
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = compute()));
  return value;
}

/** Nearest rows that count as the neighbours of one. */
const nearestRows = 16;

/** The rows of a table as a space of their own. Mutants are among the nearest rows, a crossing is the row nearest to it. */
function spaceOfRows(space: DecisionSpace, rows: readonly Architecture[]): DecisionSpace {
  const width = space.decisions.length;
  const flat = Int16Array.from(rows.flatMap(({ choices }) => choices));
  const nearest = (choices: readonly number[], n: number): Architecture[] => {
    const lists: number[][] = Array.from({ length: width + 1 }, () => []);
    for (let row = 0; row < rows.length; row++) {
      let distance = 0;
      for (let d = 0; d < width; d++) if (flat[row * width + d] !== choices[d]) distance++;
      lists[distance]?.push(row);
    }
    const found: Architecture[] = [];
    for (const list of lists.slice(1)) {
      for (const row of list) if (found.length < n) found.push(rows[row] as Architecture);
    }
    return found;
  };
  const closest = (choices: readonly number[]): Architecture | undefined => {
    let [best, row] = [Infinity, -1];
    for (let r = 0; r < rows.length; r++) {
      let distance = 0;
      for (let d = 0; d < width && distance < best; d++) if (flat[r * width + d] !== choices[d]) distance++;
      if (distance < best) [best, row] = [distance, r];
    }
    return rows[row];
  };
  const known = new Map<string, Architecture[]>();
  const neighbours = (architecture: Architecture): Architecture[] =>
    once(known, architecture, () => nearest(architecture.choices, nearestRows));
  return {
    ...space,
    rawSize: () => BigInt(rows.length),
    sample: (random) => rows[random.int(rows.length)],
    mutate: (architecture, random) => {
      const near = neighbours(architecture);
      return near[random.int(near.length)];
    },
    crossover: (a, b, random) => {
      const crossed = a.choices.map((choice, d) => (random.next() < 0.5 ? choice : (b.choices[d] as number)));
      return closest(crossed);
    },
    neighbours,
    enumerate: () => rows,
  };
}

/** Surrogates of a predictor, with features computed once for all fits and runs. */
export function surrogatesOf(task: TableTask, kind: string, options: Configured['options'] = {}): () => Surrogate {
  const configured = configuredPredictor(kind, options);
  if ('error' in configured) throw new Error(configured.error);
  const { space } = task;
  const features = featuresOf(space);
  const encoded = (architectures: readonly Architecture[]): Encoded => {
    const rows = architectures.map(features);
    const matrix = featureMatrix(rows.length, rows[0]?.length ?? 0);
    rows.forEach((row, i) => matrix.values.set(row, i * matrix.columns));
    return { features: matrix, source: { space, architectures } };
  };
  return () => {
    let fitted: FittedPredictor | undefined;
    return {
      fit: async (architectures, values, random) => {
        const outcome = await configured.value.fit(
          { ...encoded(architectures), labels: Float64Array.from(values) },
          { pool: drawPool(space), random },
        );
        fitted = 'value' in outcome ? outcome.value : undefined;
        return fitted !== undefined;
      },
      predict: async (architectures) => {
        if (fitted === undefined) throw new Error('asked before it had learnt');
        const { mean, std } = await fitted.predict(encoded(architectures));
        return architectures.map((_, i) => ({ mean: mean[i] ?? 0, std: std[i] ?? 0 }));
      },
    };
  };
}

const featureCaches = new WeakMap<DecisionSpace, (architecture: Architecture) => Float64Array>();

export function featuresOf(space: DecisionSpace): (architecture: Architecture) => Float64Array {
  let features = featureCaches.get(space);
  if (features === undefined) {
    const rows = new Map<string, Float64Array>();
    features = (architecture) => once(rows, architecture, () => encode(space, architecture));
    featureCaches.set(space, features);
  }
  return features;
}

/** Strategies as a benchmark is given them: `local {};predictor {"batch":1}`. */
export function strategiesOf(text: string): Configured[] {
  return text.split(';').map((each) => {
    const [kind = '', options = '{}'] = each.split(/ (.*)/);
    return { kind, options: JSON.parse(options) as Configured['options'] };
  });
}

export interface TaskRun {
  readonly strategy: Configured;
  readonly objectives: readonly Objective[];
  readonly surrogate?: StrategyContext['surrogate'];
  readonly seed: number;
  readonly evaluations: number;
  /** Ends the run early where it says so. */
  readonly enough?: (result: Result) => boolean;
}

/** The results of a run in their order; at most `evaluations`. */
export async function runTask(task: TableTask, run: TaskRun): Promise<Result[]> {
  const made = strategyFactory(run.strategy);
  if (!made.ok) throw new Error(made.why);
  const { space, metricsOf } = task;
  const random: Random = seededRandom(`${run.seed}`).fork('search');
  const strategy = made.value(
    { space, objectives: run.objectives, constraints: [], surrogate: run.surrogate, features: featuresOf(space) },
    random,
  );
  const results: Result[] = [];
  while (results.length < run.evaluations) {
    const proposals = await strategy.ask(Math.max(1, Math.min(strategy.batch(), run.evaluations - results.length)));
    if (proposals.length === 0) break;
    const told = proposals.map(({ architecture, hash }): Result => {
      const metrics = { ...metricsOfCosts(space.costs(architecture)), ...metricsOf(architecture) };
      return { architecture, hash, status: 'ok', metrics };
    });
    strategy.tell(told);
    results.push(...told);
    if (run.enough !== undefined && told.some(run.enough)) break;
  }
  return results;
}
