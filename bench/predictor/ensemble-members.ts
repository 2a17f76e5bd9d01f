/**
 * Which members the ensemble has, and up to how many labels: Kendall's tau-b on tuning draws (base seeds 1000 on, not the reported ones), each line with
 * one more or one less than the one before.
 *
 *   node bench/predictor/ensemble-members.ts [draws] [table,...]
 *
 * The tables are looked for in $HNAS_DATA, else in ../shared/data beside the clone; those that are absent are named and left out.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { encodeAll } from '../../engine/encoding/encoder.ts';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { asPercent } from '../../engine/evaluate/table/percent.ts';
import { flowSupplement } from '../../engine/predictor/ensemble/flow-supplement.ts';
import { gpLearner } from '../../engine/predictor/ensemble/gp-learner.ts';
import type { Learner } from '../../engine/predictor/ensemble/learner.ts';
import { stackedPredictor } from '../../engine/predictor/ensemble/stacked-predictor.ts';
import { supplementedLearner } from '../../engine/predictor/ensemble/supplemented-learner.ts';
import { treeLearner } from '../../engine/predictor/ensemble/tree-learner.ts';
import { shippedIncontext } from '../../engine/predictor/incontext/incontext-predictor.ts';
import { knowledgeLearner } from '../../engine/predictor/knowledge/knowledge-learner.ts';
import type { Encoded } from '../../engine/predictor/predictor.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { unpackAccelTable } from './accel-table.ts';
import { dataFolder, openSpace } from './open-space.ts';

const features = [gpLearner({ rank: 1, log: 1, raw: 0 }), treeLearner(['raw', 'log'])];
const flow = features.map((learner) => supplementedLearner(learner, flowSupplement));
const lines: readonly (readonly [string, readonly Learner[]])[] = [
  ['features', features],
  ['features and flow', flow],
  ['and incontext, prior 1', [...flow, shippedIncontext({ incontext: 1 })]],
  ['and incontext, prior 3', [...flow, shippedIncontext({ incontext: 3 })]],
  ['and knowledge', [...flow, knowledgeLearner({ rank: 2 })]],
  ['and both', [...flow, shippedIncontext({ incontext: 3 }), knowledgeLearner({ rank: 2 })]],
];

interface Job {
  readonly name: string;
  readonly space: string;
  readonly file: string;
  readonly label: string;
  readonly test: string;
  readonly labels: readonly number[];
}

const same = (column: string): { label: string; test: string } => ({ label: column, test: column });
const jobs: readonly Job[] = [
  { name: 'nb201', space: 'examples/spaces/nasbench201.hnas', file: 'nasbench201.csv.gz', label: 'c10_valid', test: 'c10_test', labels: [10, 20, 39, 78, 156] }, // prettier-ignore
  { name: 'nb101', space: 'examples/spaces/nasbench101.hnas', file: 'nasbench101_10k.csv.gz', ...same('val108'), labels: [20, 100] }, // prettier-ignore
  { name: 'darts', space: 'examples/spaces/darts.hnas', file: 'nasbench301_surrogate.csv.gz', ...same('surrogate_val_accuracy'), labels: [20, 50] }, // prettier-ignore
  { name: 'accel', space: 'bench/predictor/accel.hnas', file: 'accel_nasbench_2500.csv.gz', ...same('val_top1'), labels: [20, 50] }, // prettier-ignore
  { name: 'super', space: 'examples/spaces/autoformer_tiny.hnas', file: 'vit_autoformer_100.jsonl', ...same('imagenet_super_acc'), labels: [20] }, // prettier-ignore
  { name: 'c100', space: 'examples/spaces/autoformer_tiny.hnas', file: 'vit_autoformer_100.jsonl', ...same('c100_base_acc'), labels: [20] }, // prettier-ignore
];
/** Rows that are ranked, drawn once. */
const RANKED = 2500;

const [draws = '8', only] = process.argv.slice(2);

async function run({ name, space: path, file, label, test, labels }: Job): Promise<void> {
  const table = resolve(dataFolder, file);
  if (!existsSync(table)) return void console.log(`Absent: ${file}`);
  const space = openSpace(path).withoutCosts();
  const read = await readArchitectureTable(space, { file: name === 'accel' ? await unpackAccelTable(table) : table, numbers: [label, test] }); // prettier-ignore
  if ('error' in read) throw new Error(read.error);
  const { architectures, numbers } = read.value;
  const [learnt, judged] = numbers.map((column) => asPercent(column).values) as [Float64Array, Float64Array];
  const encoded = (rows: readonly number[]): Encoded => {
    const chosen = rows.map((row) => architectures[row] as Architecture);
    return { features: encodeAll(space, chosen), source: { space, architectures: chosen } };
  };
  const all = Array.from(architectures.keys());
  const ranked = all.length > RANKED ? seededRandom('ranked rows').shuffle(all).slice(0, RANKED) : all;
  const pool = encoded(ranked);
  const truth = Float64Array.from(ranked, (row) => judged[row] as number);
  for (const count of labels) {
    for (const [line, learners] of lines) {
      const predictor = stackedPredictor({ name: 'ensemble', description: '', learners });
      const taus: number[] = [];
      for (let draw = 0; draw < Number(draws); draw++) {
        const random = seededRandom(`${1000 + draw}/${count}/${draw}`);
        const rows = random.shuffle([...all]).slice(0, count);
        const support = { ...encoded(rows), labels: Float64Array.from(rows, (row) => learnt[row] as number) };
        const outcome = await predictor.fit(support, { pool, random });
        if ('error' in outcome) throw new Error(outcome.error);
        taus.push(kendallTau((await outcome.value.predict(pool)).mean, truth));
      }
      const { mean, std } = spread(taus);
      console.log(`| ${name} | ${count} | ${line} | ${mean.toFixed(3)} ± ${std.toFixed(3)} |`);
    }
  }
}

console.log(
  `${draws} draws, base seeds 1000 on\n\n| table | labels | members | Kendall's tau-b |\n| --- | --- | --- | --- |`,
);
for (const job of jobs) if (only === undefined || only.split(',').includes(job.name)) await run(job);
