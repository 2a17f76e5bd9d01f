/**
 * What the parts of a hypernetwork are worth: trained without one of them on the architectures of a space, then held against trained accuracies (the table
 * of train-table.ts) and used on larger cells than it has met. As tables 6 to 9 of Zhang, Ren and Urtasun (arXiv 1810.05749), in kind.
 *
 *   node bench/ghn/ablation.ts [--steps 400] [--seeds 1,2,3] [--only neither,1-round] [--known] [options of train-table.ts]
 *
 * Hypernetworks and scores are kept in the user's cache folder, and gone on with after a kill or with more steps; `--known` only prints what is there.
 * Variants of one seed see the same architectures and images. One thread.
 */
import { parseArgs } from 'node:util';
import type { Network } from '../../dsl/graph/network.ts';
import { seededRandom } from '../../dsl/random.ts';
import { keptPrograms, openBackend } from '../../engine/compute/index.ts';
import { openGenerator } from '../../engine/hypernetwork/ghn/generator.ts';
import { median } from '../../engine/statistics/quantiles.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { agreement, betterHalf } from './agreement.ts';
import { largerNetworks } from './larger-networks.ts';
import { appendLine, readLines } from './lines.ts';
import { pairedDifference } from './paired.ts';
import { randomLoss } from './random-weights.ts';
import { openTask, taskOptions } from './task.ts';
import { trainedGhn, validationImages } from './trained-ghn.ts';
import { readTable } from './trained-table.ts';

const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'share-and-pass': {},
  'pass-only': { share: false },
  neither: { share: false, pass: false },
  'share-only': { pass: false },
  '3-rounds': { rounds: 3 },
  '1-round': { rounds: 1 },
  synchronous: { order: 'synchronous' },
  parallel: { form: 'parallel', learning_rate: 0.003 },
  'no-virtual-edges': { virtual_edges: 1 },
  'no-shapes': { shape_embedding: false },
};
const WHOLE = 'share-and-pass';
const RANDOM = 'random-weights';
/** Images that a generated network is scored on. */
const SCORED = 256;
const LARGER = 20;
const NODES = '10..17';
const parts = ['met', 'larger'] as const;

/** One network with the weights of one hypernetwork, or with random ones. */
interface Score {
  readonly variant: string;
  readonly seed: number;
  /** That the hypernetwork has learnt for. */
  readonly steps: number;
  readonly part: (typeof parts)[number];
  readonly index: number;
  /** Percent; not of random weights. */
  readonly accuracy?: number;
  readonly loss: number;
}

const { values } = parseArgs({
  options: {
    ...taskOptions,
    steps: { type: 'string', default: '400' },
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string', default: [...Object.keys(variants), RANDOM].join(',') },
    known: { type: 'boolean', default: false },
  },
});
const steps = Number(values.steps);
const seeds = values.seeds.split(',').map(Number);
const task = openTask(values);
const rows = readTable(task.file).filter(({ status }) => status === 'ok');
const truth = rows.map(({ testAccuracy }) => testAccuracy);
const half = betterHalf(truth);
const networks: Record<Score['part'], readonly Network[]> = {
  met: rows.map(({ index }) => task.space.network(task.architectures[index] as (typeof task.architectures)[number])),
  larger: largerNetworks(values.space, NODES, LARGER),
};
const file = task.file.replace(/\.jsonl$/, '.ablation.jsonl');
const known = readLines<Score>(file);
if (!values.known) await measure();
report();

async function measure(): Promise<void> {
  const dataset = await task.open();
  const images = validationImages(dataset, SCORED);
  const backend = await openBackend('onnx', { threads: 1 });
  for (const seed of seeds)
    for (const variant of values.only.split(',')) {
      const wanted = missing(variant, seed);
      if (wanted.length === 0) continue;
      if (variant === RANDOM) {
        const programs = keptPrograms(backend);
        for (const { part, index } of wanted) {
          const random = seededRandom(`random ${seed} ${part} ${index}`);
          const loss = await randomLoss(networks[part][index] as Network, images, random, programs);
          keep({ variant, seed, steps: 0, part, index, loss });
        }
        await programs.dispose();
        continue;
      }
      const options = variants[variant];
      if (options === undefined)
        throw new Error(`no variant ${variant}: ${Object.keys(variants).join(', ')}, ${RANDOM}`);
      const ghn = await trainedGhn(task, dataset, backend, {
        seed,
        steps,
        options,
        name: `ablation-${variant}-${seed}`,
      });
      if (ghn.step !== steps) throw new Error(`${variant}, seed ${seed}, has learnt for ${ghn.step} steps already, ${steps} are wanted`); // prettier-ignore
      const generator = await openGenerator(ghn, backend);
      for (const { part, index } of wanted) {
        const score = await generator.score(networks[part][index] as Network, images);
        if ('error' in score) throw new Error(score.error);
        keep({ variant, seed, steps, part, index, accuracy: score.value.accuracy, loss: score.value.loss });
      }
      await generator.dispose();
      console.error(`${variant}, seed ${seed}: scored after ${steps} steps`);
    }
  await backend.dispose();
  dataset.close();
}

function keep(score: Score): void {
  known.push(score);
  appendLine(file, score);
}

/** Of one hypernetwork, in the networks' order; random weights have learnt for no steps. */
function scoresOf(variant: string, seed: number, part: Score['part']): readonly (Score | undefined)[] {
  const after = variant === RANDOM ? 0 : steps;
  const own = known.filter((score) => score.variant === variant && score.seed === seed && score.steps === after && score.part === part); // prettier-ignore
  return networks[part].map((_, index) => own.find((score) => score.index === index));
}

function missing(variant: string, seed: number): Pick<Score, 'part' | 'index'>[] {
  return parts.flatMap(
    (part) =>
    [...scoresOf(variant, seed, part).entries()].flatMap(([index, score]) => score === undefined ? [{ part, index }] : []), // prettier-ignore
  );
}

/** The seeds of which all scores are known. */
function wholeSeeds(variant: string): readonly number[] {
  return seeds.filter((seed) => missing(variant, seed).length === 0);
}

function report(): void {
  console.log(`Learnt for ${steps} steps on cells of ${task.space.name}; ${rows.length} trained architectures and ${LARGER} with cells of ${NODES} nodes, ${SCORED} images; mean ± standard deviation over the seeds. Losses are medians over the architectures; "more": the median difference from ${WHOLE} on the same architectures, one a seed (of three seeds and more their mean with its 95 % interval), and on how many of them the loss is higher.\n`); // prettier-ignore
  console.log('| hypernetwork | seeds | Pearson | Pearson, better half | Kendall | Kendall by loss | loss, met sizes | more | loss, larger cells | more |'); // prettier-ignore
  console.log(`|${' --- |'.repeat(10)}`);
  for (const variant of [...Object.keys(variants), RANDOM]) {
    const own = wholeSeeds(variant);
    if (own.length > 0) console.log(`| ${[variant, own.length, ...agreements(variant, own), ...parts.flatMap((part) => losses(variant, own, part))].join(' | ')} |`); // prettier-ignore
  }
  const { pearson, kendall } = agreement(rows.map(({ params }) => params), truth); // prettier-ignore
  const best = agreement(half.map((row) => rows[row]?.params as number), half.map((row) => truth[row] as number)); // prettier-ignore
  console.log(`| ${['parameters', '-', ...[pearson, best.pearson, kendall].map(({ mean }) => mean.toFixed(2)), ...'-----'].join(' | ')} |`); // prettier-ignore
}

/** With trained accuracy: of the accuracies over all and over the better half, and of the losses, whose outliers ranks do not feel. */
function agreements(variant: string, own: readonly number[]): readonly string[] {
  const met = own.map((seed) => scoresOf(variant, seed, 'met') as readonly Score[]);
  const byLoss = met.map((scores) => agreement(scores.map(({ loss }) => -loss), truth).kendall.mean); // prettier-ignore
  if (variant === RANDOM) return ['-', '-', '-', shown(byLoss)];
  const accuracies = met.map((scores) => scores.map(({ accuracy }) => accuracy as number));
  const all = accuracies.map((each) => agreement(each, truth));
  const best = accuracies.map((each) => agreement(half.map((row) => each[row] as number), half.map((row) => truth[row] as number))); // prettier-ignore
  return [all.map(({ pearson }) => pearson.mean), best.map(({ pearson }) => pearson.mean), all.map(({ kendall }) => kendall.mean), byLoss].map((each) => shown(each)); // prettier-ignore
}

/** The loss of a part, and how much more it is than the whole hypernetwork's. */
function losses(variant: string, own: readonly number[], part: Score['part']): readonly [string, string] {
  const lossesOf = (name: string, each: readonly number[]) => each.map((seed) => (scoresOf(name, seed, part) as readonly Score[]).map(({ loss }) => loss)); // prettier-ignore
  const loss = shown(lossesOf(variant, own).map(median), 3);
  const both = own.filter((seed) => wholeSeeds(WHOLE).includes(seed));
  if (variant === WHOLE || both.length === 0) return [loss, '-'];
  const { mean, within, each, higher, pairs } = pairedDifference(lossesOf(variant, both), lossesOf(WHOLE, both));
  const more = each.length < 3 || within === undefined ? each.map((value) => value.toFixed(3)).join(', ') : `${mean.toFixed(3)} ± ${within.toFixed(3)}`; // prettier-ignore
  return [loss, `${more} (${higher} of ${pairs})`];
}

function shown(each: readonly number[], digits = 2): string {
  const { mean, std } = spread(each);
  return each.length > 1 ? `${mean.toFixed(digits)} ± ${std.toFixed(digits)}` : mean.toFixed(digits);
}
