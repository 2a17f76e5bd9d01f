/**
 * How much of the true front of (error, latency) on NAS-Bench-201 CIFAR-10 a search has after 50, 100 and 200 evaluations, on each of four devices of HW-NAS-Bench: the
 * hypervolume of what it measured over that of the whole table. Two reference points: `box`, 100 % error and 1.1 times the largest latency, as runs are
 * shown; and `close`, the ends of the true front and a tenth of its span, by which only what is near the front counts. Validation accuracy
 * throughout. Isomorphic cells are one network, with the means of their rows: by single rows the front of the table holds the luckiest of many
 * measurements of one network, which even a search that measured all 6,466 of them would miss; random search, regularised evolution and NSGA-II are the yardsticks.
 *
 *   node bench/search/front.ts [--seeds 20] [--from 1] [--evaluations 50,100,200] [--predictor ensemble] [--devices edgegpu,raspi4,pixel3,fpga]
 */
import { parseArgs } from 'node:util';
import { nonDominated } from '../../engine/search/dominance.ts';
import { hypervolume } from '../../engine/search/hypervolume.ts';
import { objectiveVector, type Objective } from '../../engine/search/objective.ts';
import type { Metrics } from '../../engine/search/metric.ts';
import { quantile } from './quantiles.ts';
import { nasbench201, openTask, runTask, strategiesOf, surrogatesOf } from './table-task.ts';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    evaluations: { type: 'string', default: '50,100,200' },
    predictor: { type: 'string', default: 'ensemble' },
    devices: { type: 'string', default: 'edgegpu,raspi4,pixel3,fpga' },
    strategies: { type: 'string', default: 'random {};evolution {};nsga2 {};predictor {}' },
  },
});
const evaluations = options.evaluations.split(',').map(Number);
const strategies = strategiesOf(options.strategies);

const task = await openTask({ ...nasbench201, byGraph: true });
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => Number(options.from) + i);
const guide = surrogatesOf(task, options.predictor, options.predictor === 'ensemble' ? { proxies: false } : {});

console.log(`NAS-Bench-201 CIFAR-10, predictor ${options.predictor}, seeds ${seeds[0]} to ${seeds.at(-1)}.`);
console.log('Share of the hypervolume of the true front: median (quartiles), at worst.\n');
console.log(`| device | search | reference | ${evaluations.map((n) => `${n} evaluations`).join(' | ')} |`);
console.log(`|---|---|---|${evaluations.map(() => '---|').join('')}`);
for (const device of options.devices.split(',')) {
  const objectives: Objective[] = [
    { direction: 'maximize', metric: 'accuracy' },
    { direction: 'minimize', metric: 'latency', device },
  ];
  const vectorsOf = (metrics: readonly Metrics[]): number[][] =>
    metrics.flatMap((each) => {
      const vector = objectiveVector(objectives, each);
      return vector === undefined ? [] : [vector];
    });
  const all = vectorsOf(task.metrics);
  // Rows of one graph have the same values: they count once.
  const points = nonDominated(all).map((i) => all[i] as number[]);
  const front = [...new Map(points.map((vector) => [vector.join(), vector])).values()];
  const ends = (m: number): [number, number] => {
    const column = front.map((vector) => vector[m] as number);
    return [Math.min(...column), Math.max(...column)];
  };
  const largest = all.reduce((most, vector) => Math.max(most, vector[1] as number), 0);
  const references: Record<string, readonly number[]> = {
    box: [0, 1.1 * largest],
    close: [0, 1].map((m) => {
      const [low, high] = ends(m);
      return high + 0.1 * (high - low);
    }),
  };
  for (const strategy of strategies) {
    const shares: Record<string, number[][]> = { box: evaluations.map(() => []), close: evaluations.map(() => []) };
    for (const seed of seeds) {
      const results = await runTask(task, {
        strategy,
        objectives,
        surrogate: guide,
        seed,
        evaluations: Math.max(...evaluations),
      });
      for (const [name, reference] of Object.entries(references)) {
        const whole = hypervolume(front, reference);
        evaluations.forEach((n, i) => {
          const found = vectorsOf(results.slice(0, n).map(({ metrics }) => metrics));
          shares[name]?.[i]?.push(hypervolume(found, reference) / whole);
        });
      }
    }
    const named = `${strategy.kind}${Object.keys(strategy.options).length === 0 ? '' : ` ${JSON.stringify(strategy.options)}`}`;
    for (const [name, byCount] of Object.entries(shares)) {
      const cells = byCount.map((each) => {
        const [worst, low, median, high] = [0, 0.25, 0.5, 0.75].map((p) => quantile(each, p).toFixed(4));
        return `${median} (${low}, ${high}), ${worst}`;
      });
      console.log(`| ${device} (${front.length}) | ${named} | ${name} | ${cells.join(' | ')} |`);
    }
  }
}
