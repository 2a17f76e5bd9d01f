/**
 * Trainings that begin from generated weights against trainings that begin from random ones, on architectures that the hypernetwork has not seen.
 *
 *   node bench/ghn/initialise.ts [--steps 400] [--ghn 1] [--unseen 20] [--tuning 60] [--rates 0.1,0.03] [--svg docs/img/ghn-initialise.svg] [options of train-table.ts]
 *
 * Each way of beginning has each of the learning rates, constant; the mean curve with the best mean accuracy along it is the one that is compared. Every
 * curve is kept in the user's cache folder, so that a killed script goes on. One thread.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { primitivesOf } from '../../dsl/graph/primitives-of.ts';
import type { Network } from '../../dsl/graph/network.ts';
import { seededRandom } from '../../dsl/random.ts';
import { openBackend, openSession, type Backend, type HostTensor } from '../../engine/compute/index.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { initialWeights } from '../../engine/evaluate/train/initialise.ts';
import { modelWeights } from '../../engine/evaluate/train/model.ts';
import { readTrainOptions } from '../../engine/evaluate/train/options.ts';
import { buildPrograms } from '../../engine/evaluate/train/programs.ts';
import { scoreOf } from '../../engine/evaluate/train/score.ts';
import { trainNetwork } from '../../engine/evaluate/train/train-network.ts';
import { openGenerator } from '../../engine/hypernetwork/ghn/generator.ts';
import { appendLine, readLines } from './lines.ts';
import { curveSvg, type CurvePoint } from './curve-svg.ts';
import { meanCurve, stepsTo, type LearningCurve } from './learning-curves.ts';
import { distinct, openTask, taskOptions } from './task.ts';
import { trainedGhn, validationImages } from './trained-ghn.ts';

const POINTS = 6;
/** Images whose statistics are the first running ones. */
const STATISTICS = 512;
const beginnings = ['generated', 'random'] as const;
type Beginning = (typeof beginnings)[number];

interface Trained {
  readonly index: number;
  readonly beginning: Beginning;
  readonly rate: number;
  readonly curve: LearningCurve;
}

const { values } = parseArgs({
  options: {
    ...taskOptions,
    steps: { type: 'string', default: '400' },
    ghn: { type: 'string', default: '1' },
    unseen: { type: 'string', default: '20' },
    tuning: { type: 'string', default: '60' },
    rates: { type: 'string', default: '0.1,0.03' },
    svg: { type: 'string', default: '' },
  },
});
const task = openTask(values);
const tuning = Number(values.tuning);
const rates = values.rates.split(',').map(Number);
const dataset = await task.open();
const backend = await openBackend('onnx', { threads: 1 });
const ghn = await trainedGhn(task, dataset, backend, { seed: Number(values.ghn), steps: Number(values.steps) });
/** Random beginnings are the same whatever the hypernetwork. */
const files: Record<Beginning, string> = {
  generated: task.file.replace(/\.jsonl$/, `.begin-${values.ghn}-${ghn.step}-${tuning}.jsonl`),
  random: task.file.replace(/\.jsonl$/, `.begin-random-${tuning}.jsonl`),
};
const known = beginnings.flatMap((beginning) => readLines<Trained>(files[beginning]));
const generator = await openGenerator(ghn, backend);
const images = validationImages(dataset, STATISTICS);
for (const [index, architecture] of distinct(task.space, Number(values.unseen), 'unseen').entries()) {
  const missing = beginnings.flatMap((beginning) => rates.map((rate) => ({ index, beginning, rate }))).filter((wanted) => !known.some((row) => same(row, wanted))); // prettier-ignore
  if (missing.length === 0) continue;
  const network = task.space.network(architecture);
  const made = await generator.weights(network, images);
  if ('error' in made) throw new Error(made.error);
  for (const wanted of missing) {
    const graph = primitivesOf(network);
    const drawn = initialWeights(modelWeights(graph), seededRandom(`random ${index}`));
    const curve = await learningCurve(network, wanted.beginning === 'random' ? drawn : made.value, wanted.rate, dataset, backend); // prettier-ignore
    const row = { ...wanted, curve };
    known.push(row);
    appendLine(files[row.beginning], row);
    console.error(`${index}, ${row.beginning}, rate ${row.rate}: ${curve.map(({ accuracy }) => accuracy.toFixed(0)).join(' ')}`); // prettier-ignore
  }
}
await generator.dispose();
await backend.dispose();
dataset.close();
report();

function same(a: Omit<Trained, 'curve'>, b: Omit<Trained, 'curve'>): boolean {
  return a.index === b.index && a.beginning === b.beginning && a.rate === b.rate;
}

async function learningCurve(
  network: Network,
  initial: Readonly<Record<string, HostTensor>>,
  rate: number,
  dataset: Dataset,
  backend: Backend,
): Promise<LearningCurve> {
  const options = readTrainOptions({ optimizer: 'sgd', schedule: 'constant', warmup: 0, learning_rate: rate, steps: tuning, validations: POINTS }); // prettier-ignore
  if ('error' in options) throw new Error(options.error);
  const session = await openSession(backend, initial);
  const programs = buildPrograms(primitivesOf(network), options.value.batch, options.value);
  const before = await scoreOf(session, programs, dataset.val, dataset.shape, options.value.batch, undefined);
  await session.dispose();
  const { curves, status, message } = await trainNetwork(network, dataset, options.value, task.seed, backend, { initial }); // prettier-ignore
  if (status === 'failed') throw new Error(message);
  // A training that leaves the finite numbers guesses from there on.
  const finite = curves.validation.filter(({ loss }) => Number.isFinite(loss));
  const found = new Map(finite.map(({ step, accuracy }) => [step, accuracy]));
  const steps = Array.from({ length: POINTS }, (_, i) => Math.round(((i + 1) * tuning) / POINTS));
  const guessing = 100 / dataset.classes;
  return [{ step: 0, accuracy: before.accuracy }, ...steps.map((step) => ({ step, accuracy: found.get(step) ?? guessing, ...(found.has(step) ? {} : { lost: true }) }))]; // prettier-ignore
}

function report(): void {
  const count = Number(values.unseen);
  const means = beginnings.flatMap((beginning) =>
    rates.map((rate) => {
      const rows = known.filter((row) => row.beginning === beginning && row.rate === rate && row.index < count);
      return { beginning, rate, points: meanCurve(rows.map(({ curve }) => curve)) };
    }),
  );
  const height = ({ points }: (typeof means)[number]): number => points.reduce((sum, { y }) => sum + y, 0);
  const best = beginnings.map((beginning) => means.filter((mean) => mean.beginning === beginning).reduce((a, b) => (height(b) > height(a) ? b : a))); // prettier-ignore
  console.log(`${count} architectures of ${task.space.name} that the hypernetwork (seed ${values.ghn}, ${ghn.step} steps) has not seen: validation accuracy (%) along a training of ${tuning} steps of 64 images of ${dataset.name}, mean ± standard deviation over the architectures.\n`); // prettier-ignore
  const steps = means[0]?.points.map(({ x }) => x) ?? [];
  console.log(`| weights at first, learning rate | ${steps.map((step) => `${step} steps`).join(' | ')} |`);
  console.log(`| --- | ${steps.map(() => '---').join(' | ')} |`);
  for (const { beginning, rate, points } of means) {
    const lost = known.filter((row) => row.beginning === beginning && row.rate === rate && row.index < count && row.curve.some((point) => point.lost === true)).length; // prettier-ignore
    console.log(`| ${beginning}, ${rate}${lost === 0 ? '' : ` (${lost} diverged)`} | ${points.map(({ y, high }) => `${y.toFixed(1)} ± ${(high - y).toFixed(1)}`).join(' | ')} |`); // prettier-ignore
  }
  const [generated, random] = best as [(typeof means)[number], (typeof means)[number]];
  console.log(`\nSteps until the mean is at an accuracy, the better rate of each (generated ${generated.rate}, random ${random.rate}):\n\n| accuracy, % | generated | random | ratio |\n| --- | --- | --- | --- |`); // prettier-ignore
  const most = random.points.at(-1)?.y ?? NaN;
  for (const accuracy of [0.6, 0.8, 1].map((share) => share * most)) {
    const [a, b] = [stepsTo(generated.points, accuracy), stepsTo(random.points, accuracy)];
    console.log(`| ${accuracy.toFixed(1)} | ${shown(a)} | ${shown(b)} | ${Number.isFinite(a) && Number.isFinite(b) ? (a / b).toFixed(2) : '-'} |`); // prettier-ignore
  }
  const lost = known.filter((row) => row.index < count && best.some(({ beginning, rate }) => row.beginning === beginning && row.rate === rate) && row.curve.some((point) => point.lost === true)).map(({ index }) => index); // prettier-ignore
  const [a, b] = best.map(({ beginning, rate }) => meanCurve(known.filter((row) => row.beginning === beginning && row.rate === rate && row.index < count && !lost.includes(row.index)).map(({ curve }) => curve))) as [CurvePoint[], CurvePoint[]]; // prettier-ignore
  console.log(`\nWithout the architectures of which one diverged at these rates (${lost.length}): generated ${a.at(0)?.y.toFixed(1)} % at first, ${a.at(-1)?.y.toFixed(1)} % after ${tuning} steps, random ${b.at(-1)?.y.toFixed(1)} %.`); // prettier-ignore
  if (values.svg === '') return;
  const title = 'Training from generated and from random weights';
  const subtitle = `${count} unseen architectures, ${values.data === 'cifar' ? 'CIFAR-10 at 16 x 16 pixels' : values.data}: mean ± standard deviation`;
  const curves = best.map(({ beginning, points }) => ({ name: `${beginning} weights`, points }));
  writeFileSync(values.svg, curveSvg({ title, subtitle, x: 'training steps', y: 'validation accuracy, %', curves }));
}

function shown(steps: number): string {
  return Number.isFinite(steps) ? steps.toFixed(0) : 'never';
}
