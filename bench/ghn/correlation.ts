/**
 * How well scores of networks tell what they reach when they are really trained: those of a graph hypernetwork, the beginning of the training, sizes,
 * and proxies of untrained networks. As table 4 of Zhang, Ren and Urtasun (arXiv 1810.05749), on the table that `train-table.ts` has made.
 *
 *   node bench/ghn/correlation.ts [--steps 400] [--seeds 3] [options of train-table.ts]
 *
 * Hypernetworks are kept in the user's cache folder, and gone on with after a kill. One thread.
 */
import { parseArgs } from 'node:util';
import { openBackend, type Backend } from '../../engine/compute/index.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { openGenerator } from '../../engine/hypernetwork/ghn/generator.ts';
import type { Ghn } from '../../engine/hypernetwork/ghn/ghn.ts';
import { computeProxies } from '../../engine/proxies/compute-proxies.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { agreement, betterHalf } from './agreement.ts';
import { processorSeconds } from './processor-seconds.ts';
import { openTask, taskOptions, type GhnTask } from './task.ts';
import { shortTraining, trainedGhn, validationImages } from './trained-ghn.ts';
import { readTable, type TrainedRow } from './trained-table.ts';

/** Images that a generated network is scored on. */
const SCORED = 512;
const FEWEST = 20;

/** One score of every row, higher is better; `seconds`: of the processor, an architecture. */
interface Scores {
  readonly name: string;
  readonly values: readonly number[];
  readonly seconds: number;
  readonly paper?: string;
}

const { values } = parseArgs({
  options: { ...taskOptions, steps: { type: 'string', default: '400' }, seeds: { type: 'string', default: '3' } },
});
const task = openTask(values);
const dataset = await task.open();
const backend = await openBackend('onnx', { threads: 1 });
const ghns: Ghn[] = [];
for (let seed = 1; seed <= Number(values.seeds); seed++)
  ghns.push(await trainedGhn(task, dataset, backend, { seed, steps: Number(values.steps) }));

const rows = readTable(task.file).filter(({ status }) => status === 'ok');
if (rows.length < FEWEST) throw new Error(`${task.file} has ${rows.length} rows; train-table.ts makes them, ${FEWEST} are needed`); // prettier-ignore
const truth = rows.map(({ testAccuracy }) => testAccuracy);
const half = betterHalf(truth);

const generated: Scores[][] = [];
for (const ghn of ghns) generated.push(await scored(task, rows, dataset, backend, ghn));
const scores = [
  ...generated.flat(),
  ...(generated.length > 1 ? [meanOf(generated.map(([first]) => first as Scores))] : []),
  ...early(rows),
  { name: 'parameters', values: rows.map(({ params }) => params), seconds: 0 },
  { name: 'MACs', values: rows.map(({ macs }) => macs), seconds: 0 },
  ...(await proxies(task, rows)),
];
await backend.dispose();
dataset.close();

const { mean, std } = spread(truth);
const validation = agreement(rows.map(({ valAccuracy }) => valAccuracy), truth); // prettier-ignore
const whole = rows.map(({ processorSeconds: seconds }) => seconds);
console.log(
  `${rows.length} architectures of ${task.space.name}, trained alike for ${task.epochs} epochs on ${dataset.train.size} images of ${dataset.name}, ` +
    `seed ${task.seed}: test accuracy ${mean.toFixed(1)} ± ${std.toFixed(1)} %, from ${Math.min(...truth).toFixed(1)} to ${Math.max(...truth).toFixed(1)}; ` +
    `${spread(whole).mean.toFixed(1)} s of the processor each. Its correlation with their validation accuracy: ` +
    `Pearson ${validation.pearson.mean.toFixed(2)}, Kendall ${validation.kendall.mean.toFixed(2)}.\n` +
    `Hypernetworks: ${ghns.map(({ step }) => step).join(', ')} steps of ${shortTraining.meta_batch} architectures and ${shortTraining.batch} of the same images, scored on ${SCORED} validation images; ± of resampled architectures.\n`,
);
console.log('| score | Pearson | Kendall | Pearson, better half | Kendall, better half | processor, s | paper: Pearson, better half |'); // prettier-ignore
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const score of scores) console.log(line(score));

function line({ name, values, seconds, paper }: Scores): string {
  const all = agreement(values, truth);
  const best = agreement(half.map((row) => values[row] as number), half.map((row) => truth[row] as number)); // prettier-ignore
  const cells = [all.pearson, all.kendall, best.pearson, best.kendall].map((value) => `${value.mean.toFixed(2)} ± ${value.std.toFixed(2)}`); // prettier-ignore
  return `| ${[name, ...cells, seconds === 0 ? '0' : seconds.toPrecision(2), paper ?? '-'].join(' | ')} |`;
}

/** Validation accuracy with the weights that a hypernetwork makes, and the loss, which grains less where images are few. */
async function scored(
  task: GhnTask,
  rows: readonly TrainedRow[],
  dataset: Dataset,
  backend: Backend,
  ghn: Ghn,
): Promise<Scores[]> {
  const { seed } = ghn.options;
  const generator = await openGenerator(ghn, backend);
  const images = validationImages(dataset, SCORED);
  const networkOf = ({ index }: TrainedRow) => task.space.network(task.architectures[index] as (typeof task.architectures)[number]); // prettier-ignore
  const measure = async (): Promise<{ accuracy: number; loss: number }[]> => {
    const found: { accuracy: number; loss: number }[] = [];
    for (const row of rows) {
      const score = await generator.score(networkOf(row), images);
      if ('error' in score) throw new Error(score.error);
      found.push(score.value);
    }
    return found;
  };
  const [found, seconds] = await processorSeconds(measure);
  await generator.dispose();
  const accuracies = found.map(({ accuracy }) => accuracy);
  const { mean, std } = spread(accuracies);
  console.error(`seed ${seed}: ${mean.toFixed(1)} ± ${std.toFixed(1)} % with generated weights, after ${ghn.seconds.toFixed(0)} s of training`); // prettier-ignore
  const each = seconds / rows.length;
  return [
    { name: `GHN, seed ${seed}, by accuracy`, values: accuracies, seconds: each, paper: '0.68, 0.48' },
    { name: `GHN, seed ${seed}, by loss`, values: found.map(({ loss }) => -loss), seconds: each },
  ];
}

function meanOf(scores: readonly Scores[]): Scores {
  const values = rows.map((_, row) => scores.reduce((sum, score) => sum + (score.values[row] as number), 0));
  return {
    name: `GHN, ${scores.length} seeds together`,
    values,
    seconds: scores.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** Validation accuracy after the first parts of the very training. */
function early(rows: readonly TrainedRow[]): Scores[] {
  return [0, 1].map((part) => {
    const [first] = rows;
    const step = first?.validation[part]?.step ?? 0;
    const share = step / (first?.steps ?? 1);
    return {
      name: `trained for ${step} of ${first?.steps} steps`,
      values: rows.map(({ validation }) => validation[part]?.accuracy ?? NaN),
      seconds: share * spread(rows.map(({ processorSeconds: seconds }) => seconds)).mean,
    };
  });
}

async function proxies(task: GhnTask, rows: readonly TrainedRow[]): Promise<Scores[]> {
  const architectures = rows.map(({ index }) => task.architectures[index] as (typeof task.architectures)[number]);
  const [found, seconds] = await processorSeconds(() => computeProxies(task.space, architectures));
  if ('error' in found) throw new Error(found.error);
  return (['naswot', 'synflow', 'jacov'] as const).map((name) => ({
    name: `${name} (untrained)`,
    values: found.value.scores.map((score) => score?.[name] ?? NaN),
    seconds: seconds / rows.length,
  }));
}
