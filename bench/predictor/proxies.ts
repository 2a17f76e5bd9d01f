/**
 * What zero-cost proxies bring: (a) how each ranks the tables without labels, measured and distilled, and what measuring costs; (b) measured
 * proxies as further columns; (c) distilled proxies as further columns, and as the prior mean of a member of the ensemble.
 *
 *   node bench/predictor/proxies.ts [draws] [seed] [nb201|nb101|darts|accel|super|c100]
 *
 * Figures for tuning are drawn from seed 1000 (the default), not from the seed of reported figures. Judged on at most 4,000 rows.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import { encodeAll } from '../../engine/encoding/encoder.ts';
import { featureMatrix, rowOf, selectRows, type FeatureMatrix } from '../../engine/encoding/feature-matrix.ts';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { asPercent } from '../../engine/evaluate/table/percent.ts';
import { gpLearner } from '../../engine/predictor/ensemble/gp-learner.ts';
import type { Learner } from '../../engine/predictor/ensemble/learner.ts';
import { stackedPredictor } from '../../engine/predictor/ensemble/stacked-predictor.ts';
import { treeLearner } from '../../engine/predictor/ensemble/tree-learner.ts';
import { distil, distilled } from '../../engine/predictor/knowledge/distil.ts';
import { withDistilledColumns } from '../../engine/predictor/knowledge/distilled-columns.ts';
import { knowledgeLearner } from '../../engine/predictor/knowledge/knowledge-learner.ts';
import { spaceKnowledge, type SpaceKnowledge } from '../../engine/predictor/knowledge/space-knowledge.ts';
import type { Encoded } from '../../engine/predictor/predictor.ts';
import { fitScaler, standardise } from '../../engine/predictor/standardise.ts';
import { proxyNames } from '../../engine/proxies/laboratory.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { unpackAccelTable } from './accel-table.ts';
import { dataFolder, openSpace } from './open-space.ts';

const jobs = [
  { name: 'nb201', space: 'examples/spaces/nasbench201.hnas', table: 'nasbench201.csv.gz', label: 'c10_valid', test: 'c10_test', labels: [39, 78, 156], real: 400 }, // prettier-ignore
  { name: 'nb101', space: 'examples/spaces/nasbench101.hnas', table: 'nasbench101_10k.csv.gz', label: 'val108', test: 'val108', labels: [100], real: 0 }, // prettier-ignore
  { name: 'darts', space: 'examples/spaces/darts.hnas', table: 'nasbench301_surrogate.csv.gz', label: 'surrogate_val_accuracy', test: 'surrogate_val_accuracy', labels: [50, 100], real: 0 }, // prettier-ignore
  { name: 'super', space: 'examples/spaces/autoformer_tiny.hnas', table: 'vit_autoformer_100.jsonl', label: 'imagenet_super_acc', test: 'imagenet_super_acc', labels: [20], real: 0 }, // prettier-ignore
  { name: 'c100', space: 'examples/spaces/autoformer_tiny.hnas', table: 'vit_autoformer_100.jsonl', label: 'c100_base_acc', test: 'c100_base_acc', labels: [20], real: 0 }, // prettier-ignore
  { name: 'accel', space: 'bench/predictor/accel.hnas', table: 'accel_nasbench_2500.csv.gz', label: 'val_top1', test: 'val_top1', labels: [50], real: 0 }, // prettier-ignore
];
const MOST_JUDGED = 4000;
const features: readonly Learner[] = [gpLearner({ rank: 1, log: 1, raw: 0 }), treeLearner(['raw', 'log'])];
const members = {
  features,
  knowledge: [knowledgeLearner({ rank: 1 })],
  'features and knowledge': [...features, knowledgeLearner()],
  'distilled columns': features.map((learner) => withDistilledColumns(learner)),
  'distilled columns and knowledge': [
    ...features.map((learner) => withDistilledColumns(learner)),
    knowledgeLearner({ rank: 1 }),
  ],
};

const [draws = '10', seed = '1000', only] = process.argv.slice(2);
for (const job of jobs.filter(({ name }) => only === undefined || only === name)) {
  const file = resolve(dataFolder, job.table);
  if (existsSync(file)) await survey(job, job.name === 'accel' ? await unpackAccelTable(file) : file);
  else console.log(`## ${job.name}\n\nAbsent: ${job.table}\n`);
}

async function survey(job: (typeof jobs)[number], file: string): Promise<void> {
  const space = openSpace(job.space).withoutCosts();
  const read = await readArchitectureTable(space, { file, numbers: [job.label, job.test] });
  if ('error' in read) throw new Error(read.error);
  const { architectures } = read.value;
  const [labels, test] = read.value.numbers.map((column) => asPercent(column).values) as [Float64Array, Float64Array];
  const all = { features: encodeAll(space, architectures), source: { space, architectures } };
  console.log(`## ${job.name}: labels ${job.label}, judged by ${job.test}\n`);
  const knowledge = await spaceKnowledge(all.source);
  if (knowledge === undefined) throw new Error('proxies are not defined here');
  const each = (1000 * knowledge.seconds) / knowledge.rows.length;
  console.log(`${knowledge.rows.length} architectures measured, ${each.toFixed(0)} ms each, compiling included.\n`);
  const inputs = standardise(all.features, fitScaler(all.features));
  const distiller = distil(selectRows(inputs, knowledge.rows), knowledge.scores, seededRandom(seed));
  if (distiller === undefined) throw new Error('proxies tell nothing apart here');
  const columns = distilled(distiller, inputs);
  console.log('| proxy | tau, measured | tau, distilled, all rows | told by features (correlation) |\n| --- | --- | --- | --- |'); // prettier-ignore
  distiller.proxies.forEach((name, k) => {
    const known = knowledge.rows.filter((_, i) => Number.isFinite(knowledge.scores[i]?.[name]));
    const measured = knowledge.scores.flatMap((score) => (Number.isFinite(score[name]) ? [score[name]] : []));
    const learnt = Float64Array.from(architectures.keys(), (row) => rowOf(columns, row)[k] as number);
    console.log(`| ${name} | ${kendallTau(measured, at(test, known)).toFixed(3)} | ${kendallTau(learnt, test).toFixed(3)} | ${(distiller.reliability[k] as number).toFixed(2)} |`); // prettier-ignore
  });
  const judged = seededRandom(`${seed}/judged`).shuffle(Array.from(architectures.keys())).slice(0, MOST_JUDGED);
  console.log('\n| labels | learners | Kendall tau-b |\n| --- | --- | --- |');
  for (const count of job.labels) {
    for (const [name, learners] of Object.entries(members))
      await report(`${count} | ${name}`, learners, all, labels, test, count, judged);
  }
  if (job.real > 0) await measuredColumns(job, all, columns, labels, test);
  console.log('');
}

/** (b): labels and judged rows are all among those that are measured. */
async function measuredColumns(
  job: (typeof jobs)[number],
  all: Required<Encoded>,
  columns: FeatureMatrix,
  labels: Float64Array,
  test: Float64Array,
): Promise<void> {
  // prettier-ignore
  const more = await spaceKnowledge(all.source, { count: job.real });
  if (more === undefined) throw new Error('proxies are not defined here');
  const part = select(all, more.rows);
  const variants = {
    features: part,
    'features and measured columns': { ...part, features: joined(part.features, measuredMatrix(more)) },
    'features and distilled columns': { ...part, features: joined(part.features, selectRows(columns, more.rows)) },
  };
  const rows = Array.from(more.rows.keys());
  for (const count of job.labels.slice(0, 2)) {
    for (const [name, encoded] of Object.entries(variants))
      await report(`${count} | of ${rows.length} measured rows: ${name}`, features, encoded, at(labels, more.rows), at(test, more.rows), count, rows); // prettier-ignore
  }
}

async function report(
  title: string,
  learners: readonly Learner[],
  all: Required<Encoded>,
  labels: Float64Array,
  test: Float64Array,
  count: number,
  judged: readonly number[],
): Promise<void> {
  // prettier-ignore
  const predictor = stackedPredictor({ name: 'bench', description: '', learners });
  const queries = select(all, judged);
  const taus: number[] = [];
  for (let draw = 0; draw < Number(draws); draw++) {
    const random = seededRandom(`${seed}/${count}/${draw}`);
    const rows = random.shuffle(Array.from(labels.keys())).slice(0, count);
    const outcome = await predictor.fit({ ...select(all, rows), labels: at(labels, rows) }, { pool: all, random });
    if ('error' in outcome) throw new Error(outcome.error);
    taus.push(kendallTau((await outcome.value.predict(queries)).mean, at(test, judged)));
  }
  const { mean, std } = spread(taus);
  console.log(`| ${title} | ${mean.toFixed(3)} ± ${std.toFixed(3)} |`);
}

function select({ features, source }: Required<Encoded>, rows: readonly number[]): Required<Encoded> {
  const architectures = rows.flatMap((row) => source.architectures[row] ?? []);
  return { features: selectRows(features, rows), source: { space: source.space, architectures } };
}

function at(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}

function joined(a: FeatureMatrix, b: FeatureMatrix): FeatureMatrix {
  const result = featureMatrix(a.rows, a.columns + b.columns);
  for (let row = 0; row < a.rows; row++) {
    rowOf(result, row).set(rowOf(a, row));
    rowOf(result, row).set(rowOf(b, row), a.columns);
  }
  return result;
}

/** Undefined scores as the lowest of their column. */
function measuredMatrix({ scores }: SpaceKnowledge): FeatureMatrix {
  const result = featureMatrix(scores.length, proxyNames.length);
  proxyNames.forEach((name, column) => {
    const lowest = scores.reduce((least, score) => (score[name] < least ? score[name] : least), Infinity);
    scores.forEach((score, row) => {
      rowOf(result, row)[column] = Number.isFinite(score[name]) ? score[name] : lowest;
    });
  });
  return result;
}
