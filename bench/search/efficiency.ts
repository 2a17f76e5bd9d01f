/**
 * Evaluations until a search has an architecture within 0.1 % of the best validation accuracy, and until it has the best itself: NAS-Bench-201 on CIFAR-10, where
 * 7 of 15,625 cells are within 0.1 %, and the 10,000 cells of NAS-Bench-101 that the table holds (4 within 0.1 %; the rows are the space, and the 16
 * nearest in their choices the neighbours of one). All strategies of the engine by the same loop; random search, regularised evolution and local
 * search are the yardsticks. Published budgets to the optimum of NAS-Bench-201: WeakNAS (Wu et al. 2021) 182, FLAN (Akhauri et al. 2024) 128.
 *
 *   node bench/search/efficiency.ts [--table nb201|nb101] [--seeds 40] [--from 1] [--predictor ensemble]
 *     [--strategies 'local {};predictor {"batch":1}'] [--curves FILE.json]
 *
 * `--curves` also writes the distances to the best after 1 to 200 evaluations, of every seed, for `curves.ts` to draw.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { regretAfter, type CurvesFile } from './regret.ts';
import { words } from './quantiles.ts';
import { nasbench101, nasbench201, openTask, runTask, strategiesOf, surrogatesOf } from './table-task.ts';

const usual = [
  'random {}',
  'local {}',
  'evolution {}',
  'evolution {"population":30,"mutate":1}',
  'nsga2 {}',
  'predictor {}',
  'predictor {"acquisition":"thompson"}',
  'predictor {"optimism":0}',
].join(';');
const { values: options } = parseArgs({
  options: {
    table: { type: 'string', default: 'nb201' },
    seeds: { type: 'string', default: '40' },
    from: { type: 'string', default: '1' },
    predictor: { type: 'string', default: 'ensemble' },
    strategies: { type: 'string', default: usual },
    curves: { type: 'string' },
  },
});
const strategies = strategiesOf(options.strategies);

const task = await openTask(options.table === 'nb101' ? nasbench101 : nasbench201);
const accuracies = task.metrics.map((each) => each['accuracy'] as number);
const best = Math.max(...accuracies);
const near = accuracies.filter((accuracy) => accuracy >= best - 0.1).length;
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => Number(options.from) + i);
const guide = surrogatesOf(task, options.predictor, options.predictor === 'ensemble' ? { proxies: false } : {});

console.log(
  `${options.table}: best validation accuracy ${best.toFixed(3)} %, ${near} of ${accuracies.length} within 0.1 %; ` +
    `predictor ${options.predictor}, seeds ${seeds[0]} to ${seeds.at(-1)}.`,
);
console.log('Evaluations: median (quartiles), at worst.\n');
console.log('| search | until within 0.1 % | until the best | not found at 200 |\n|---|---|---|---|');
const curves: CurvesFile['curves'][number][] = [];
for (const strategy of strategies) {
  const untilNear: number[] = [];
  const untilBest: number[] = [];
  const regrets: number[][] = [];
  for (const seed of seeds) {
    const results = await runTask(task, {
      strategy,
      objectives: [{ direction: 'maximize', metric: 'accuracy' }],
      surrogate: guide,
      seed,
      // A guided search that did not find it by then is stuck; the others may take all of the table.
      evaluations: strategy.kind === 'predictor' ? 400 : accuracies.length,
      enough: ({ metrics }) => metrics['accuracy'] === best,
    });
    const until = (accuracy: number): number => {
      const at = results.findIndex(({ metrics }) => (metrics['accuracy'] as number) >= accuracy);
      return at < 0 ? Infinity : at + 1;
    };
    regrets.push(regretAfter(results.map(({ metrics }) => metrics['accuracy'] as number), best, 200)); // prettier-ignore
    untilNear.push(until(best - 0.1));
    untilBest.push(until(best));
  }
  const named = [strategy.kind, ...Object.entries(strategy.options).map(([key, value]) => `${key} ${String(value)}`)];
  curves.push({ name: named.join(', '), runs: regrets });
  const stuck = untilBest.filter((count) => count > 200).length;
  console.log(`| ${named.join(', ')} | ${words(untilNear)} | ${words(untilBest)} | ${stuck} of ${seeds.length} |`);
}
if (options.curves !== undefined) {
  const title = `Searches on ${options.table === 'nb101' ? 'NAS-Bench-101' : 'NAS-Bench-201'}, CIFAR-10`;
  const subtitle = `median and quartiles over seeds ${seeds[0]} to ${seeds.at(-1)}, predictor ${options.predictor}`;
  writeFileSync(options.curves, JSON.stringify({ title, subtitle, curves } satisfies CurvesFile));
}
