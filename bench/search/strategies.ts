/**
 * The three strategies on NAS-Bench-201 (CIFAR-10), looked up in the benchmark's table: best test accuracy and regret after so many
 * evaluations, chosen by validation accuracy, mean over seeds. The optimum of the table is 94.37 %; random search is the yardstick.
 *
 *   node bench/search/strategies.ts [--evaluations 150] [--seeds 5] [--table ../shared/data/nasbench201.csv.gz]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programOf } from '../../dsl/semantics/program.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { runExperiment } from '../../engine/search/experiment.ts';
import type { Configured, ExperimentSpec } from '../../engine/search/experiment-spec.ts';
import { nothing } from '../../engine/search/journal.ts';
import { openServices } from '../../engine/search/services.ts';
import { spread } from '../../engine/statistics/spread.ts';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    evaluations: { type: 'string', default: '150' },
    seeds: { type: 'string', default: '5' },
    table: {
      type: 'string',
      default: join(process.env['HNAS_DATA'] ?? join(root, '../shared/data'), 'nasbench201.csv.gz'),
    },
  },
});
const evaluations = Number(values.evaluations);
const seeds = Number(values.seeds);
if (!existsSync(values.table)) {
  console.error(`no table at ${values.table}: name it with --table`);
  process.exit(2);
}

const space = lowerSpace(
  programOf(readFileSync(join(root, 'examples/spaces/nasbench201.hnas'), 'utf8')),
  'NASBench201',
).value;
if (space === undefined) throw new Error('the example space does not lower');

const strategies: readonly Configured[] = [
  { kind: 'random', options: {} },
  { kind: 'evolution', options: { population: 30, tournament: 8, mutate: 1 } },
  { kind: 'predictor', options: { initial: 20, batch: 5, candidates: 500 } },
];

console.log(`NAS-Bench-201, CIFAR-10: ${evaluations} evaluations by validation accuracy, ${seeds} seeds\n`);
console.log('| strategy | best test accuracy, % | regret to 94.37 | seconds a run |\n|---|---|---|---|');
for (const strategy of strategies) {
  const best: number[] = [];
  const seconds: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const spec: ExperimentSpec = {
      name: 'Bench',
      space,
      objectives: [{ direction: 'maximize', metric: 'accuracy' }],
      constraints: [],
      strategy,
      budget: { evaluations },
      seed,
      evaluator: {
        kind: 'table',
        options: { path: values.table, metric: 'c10_valid', notation: 'nb201', metrics: { test: 'c10_test' } },
      },
    };
    const services = await openServices(spec, root);
    if ('error' in services) throw new Error(services.error);
    const started = performance.now();
    const outcome = await runExperiment(spec, {
      ...services.value,
      journal: { step: () => undefined },
      past: nothing,
      signal: new AbortController().signal,
    });
    seconds.push((performance.now() - started) / 1000);
    const chosen = [...outcome.evaluations].sort(
      (a, b) => (b.metrics['accuracy'] ?? 0) - (a.metrics['accuracy'] ?? 0),
    )[0];
    best.push(chosen?.metrics['test'] ?? 0);
    await services.value.close();
  }
  const { mean, std } = spread(best);
  console.log(
    `| ${strategy.kind} | ${mean.toFixed(2)} ± ${std.toFixed(2)} | ${(94.37 - mean).toFixed(2)} | ${spread(seconds).mean.toFixed(1)} |`,
  );
}
