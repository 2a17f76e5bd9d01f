/**
 * Few-label ranking of NAS-Bench-201, CIFAR-10: labels are validation accuracy, the ranking of all 15,625 cells is judged by test accuracy.
 *
 *   node bench/predictor/nasbench201.ts [draws] [seed] [--predictor name]
 *
 * The table is looked for in $HNAS_DATA, else in ../shared/data beside the clone.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { rankTable } from '../../engine/predictor/rank.ts';
import { dataFolder, openSpace } from './open-space.ts';
import { printReport } from './report.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { predictor: { type: 'string' } } });
const [draws = '10', seed = '1'] = positionals;
const outcome = await rankTable({
  space: openSpace('examples/spaces/nasbench201.hnas'),
  table: resolve(dataFolder, 'nasbench201.csv.gz'),
  label: 'c10_valid',
  test: 'c10_test',
  labels: [39, 78, 156, 469],
  draws: Number(draws),
  seed: Number(seed),
  ...values,
});
if ('error' in outcome) {
  console.error(outcome.error);
  process.exitCode = 1;
} else {
  printReport(outcome.value, {
    title: 'NAS-Bench-201, CIFAR-10',
    yardsticks: [
      'Yardsticks at 39 / 78 / 156 / 469 labels: asked for at least 0.74 / 0.80 / 0.83 / 0.87, the aim 0.80 / 0.84 / 0.86 / 0.88; HyperNAS as published 0.667 / 0.677 / 0.765 / 0.836; PINAT - / 0.549 / 0.631 / 0.706; NN-Former - / - / 0.804 / 0.860 (chooses its checkpoint on 1,024 further labels). Ceiling of the label noise: tau(c10_valid, c10_test) = 0.89.',
    ],
  });
}
