/**
 * Few-label ranking of the other benchmark tables: NAS-Bench-101, DARTS (a surrogate's predictions), Accel-NASBench, AutoFormer.
 *
 *   node bench/predictor/tables.ts [draws] [seed] [nb101|darts|accel|autoformer] [--predictor name]
 *
 * The tables are looked for in $HNAS_DATA, else in ../shared/data beside the clone; those that are absent are named and left out.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { rankTable } from '../../engine/predictor/rank.ts';
import { unpackAccelTable } from './accel-table.ts';
import { dataFolder, openSpace } from './open-space.ts';
import { printReport } from './report.ts';

interface Job {
  readonly name: string;
  readonly title: string;
  readonly space: string;
  readonly table: string;
  readonly label: string;
  readonly test: string;
  readonly labels: readonly number[];
  readonly yardsticks: readonly string[];
}

const jobs: readonly Job[] = [
  {
    name: 'nb101',
    title: 'NAS-Bench-101, 10,000 cells drawn uniformly',
    space: 'examples/spaces/nasbench101.hnas',
    table: 'nasbench101_10k.csv.gz',
    label: 'val108',
    test: 'val108',
    labels: [100, 172, 424],
    yardsticks: [
      'Labels and test are the same single training run here (the table has no test accuracy), the labelled rows among those ranked. Published on all 423,624 cells against mean test accuracy, at 100 / 172 / 424 labels: PINAT with pairwise loss 0.717 / 0.764 / 0.812, NN-Former 0.709 / 0.765 / 0.809.',
    ],
  },
  {
    name: 'darts',
    title: 'DARTS cells, accuracy predicted by the NAS-Bench-301 surrogate',
    space: 'examples/spaces/darts.hnas',
    table: 'nasbench301_surrogate.csv.gz',
    label: 'surrogate_val_accuracy',
    test: 'surrogate_val_accuracy',
    labels: [50, 100, 200],
    yardsticks: ["The values are another model's predictions, without the noise of training."],
  },
  ...(['val_top1', 'throughput_a100'] as const).map((label) => ({
    name: 'accel',
    title: `Accel-NASBench, ${label}`,
    space: 'bench/predictor/accel.hnas',
    table: 'accel_nasbench_2500.csv.gz',
    label,
    test: label,
    labels: [50, 100, 200],
    yardsticks: [],
  })),
  ...(['imagenet_super_acc', 'c100_base_acc'] as const).map((label) => ({
    name: 'autoformer',
    title: `AutoFormer-Ti, ${label}`,
    space: 'examples/spaces/autoformer_tiny.hnas',
    table: 'vit_autoformer_100.jsonl',
    label,
    test: label,
    labels: [20],
    yardsticks: [
      'Few rows, so a wide spread. Bounds that the space sets on costs are left aside, as always in `rank`: all rows of the table count.',
    ],
  })),
];

const { positionals, values } = parseArgs({ allowPositionals: true, options: { predictor: { type: 'string' } } });
const [draws = '10', seed = '1', only] = positionals;
for (const job of jobs.filter(({ name }) => only === undefined || only === name)) {
  const file = resolve(dataFolder, job.table);
  if (!existsSync(file)) {
    console.log(`## ${job.title}\n\nAbsent: ${job.table}\n`);
    continue;
  }
  const outcome = await rankTable({
    space: openSpace(job.space),
    table: job.name === 'accel' ? await unpackAccelTable(file) : file,
    label: job.label,
    test: job.test,
    labels: job.labels,
    draws: Number(draws),
    seed: Number(seed),
    ...values,
  });
  if ('value' in outcome) printReport(outcome.value, job);
  else {
    console.error(`${job.title}: ${outcome.error}`);
    process.exitCode = 1;
  }
}
