/**
 * What the parts of a hypernetwork are worth: trained without one of them on the architectures of a space, then held against trained accuracies (the table
 * of train-table.ts) and used on larger cells than it has met. As tables 6 to 9 of Zhang, Ren and Urtasun (arXiv 1810.05749), in kind.
 *
 *   node bench/ghn/ablation.ts [--steps 300] [--seeds 1] [--only share] [options of train-table.ts]
 *
 * Hypernetworks are kept in the user's cache folder, and gone on with after a kill. One thread.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Network } from '../../dsl/graph/network.ts';
import { seededRandom } from '../../dsl/random.ts';
import { loadProgram } from '../../dsl/semantics/program.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { openBackend } from '../../engine/compute/index.ts';
import { openGenerator } from '../../engine/hypernetwork/ghn/generator.ts';
import { loadGhn } from '../../engine/hypernetwork/ghn/file.ts';
import type { Ghn } from '../../engine/hypernetwork/ghn/ghn.ts';
import { sampledNetworks } from '../../engine/hypernetwork/ghn/networks.ts';
import { newGhn } from '../../engine/hypernetwork/ghn/new-ghn.ts';
import { readGhnOptions } from '../../engine/hypernetwork/ghn/options.ts';
import { trainGhn } from '../../engine/hypernetwork/ghn/train.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { agreement, betterHalf } from './agreement.ts';
import { openTask, taskOptions } from './task.ts';
import { shortTraining, validationImages } from './trained-ghn.ts';
import { readTable } from './trained-table.ts';

const variants: readonly { readonly name: string; readonly options: Readonly<Record<string, unknown>> }[] = [
  { name: 'share and pass, 5 rounds', options: {} },
  { name: 'pass only', options: { share: false } },
  { name: 'share only', options: { pass: false } },
  { name: 'neither', options: { share: false, pass: false } },
  { name: '3 rounds', options: { rounds: 3 } },
  { name: '1 round', options: { rounds: 1 } },
  { name: 'synchronous', options: { order: 'synchronous' } },
  { name: 'no virtual edges', options: { virtual_edges: 1 } },
  { name: 'no shapes', options: { shape_embedding: false } },
  { name: 'parallel, rate 0.003', options: { form: 'parallel', learning_rate: 0.003 } },
];
/** Images that a generated network is scored on. */
const SCORED = 512;
/** Larger networks, and how many nodes their cells have. */
const LARGER = 20;
const NODES = '10..17';

const { values } = parseArgs({
  options: {
    ...taskOptions,
    steps: { type: 'string', default: '300' },
    seeds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const task = openTask(values);
const dataset = await task.open();
const images = validationImages(dataset, SCORED);
const backend = await openBackend('onnx', { threads: 1 });
const rows = readTable(task.file).filter(({ status }) => status === 'ok');
const truth = rows.map(({ testAccuracy }) => testAccuracy);
const half = betterHalf(truth);
const ofTable = rows.map(({ index }) =>
  task.space.network(task.architectures[index] as (typeof task.architectures)[number]),
);
const larger = drawn(largerCells(values.space), LARGER);

console.log(`Trained for ${values.steps} steps on cells of ${task.space.name}; ${rows.length} trained architectures, ${LARGER} with cells of ${NODES} nodes; mean ± deviation over ${values.seeds} seeds.`); // prettier-ignore
console.log('| hypernetwork | Pearson | better half | Kendall | loss, met sizes | loss, larger cells |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const { name, options } of variants.filter((variant) => variant.name.includes(values.only))) {
  const found: Record<'pearson' | 'half' | 'kendall' | 'met' | 'larger', number[]> = { pearson: [], half: [], kendall: [], met: [], larger: [] }; // prettier-ignore
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const ghn = await trained(`${name.replaceAll(/\W+/g, '-')}-${seed}`, { ...shortTraining, ...options, seed });
    const [met, far] = [await scored(ghn, ofTable), await scored(ghn, larger)];
    const accuracies = met.map(({ accuracy }) => accuracy);
    const all = agreement(accuracies, truth);
    const best = agreement(half.map((row) => accuracies[row] as number), half.map((row) => truth[row] as number)); // prettier-ignore
    found.pearson.push(all.pearson.mean);
    found.kendall.push(all.kendall.mean);
    found.half.push(best.pearson.mean);
    found.met.push(spread(met.map(({ loss }) => loss)).mean);
    found.larger.push(spread(far.map(({ loss }) => loss)).mean);
  }
  const cells = (['pearson', 'half', 'kendall', 'met', 'larger'] as const).map((column) => {
    const { mean, std } = spread(found[column]);
    return found[column].length > 1 ? `${mean.toFixed(2)} ± ${std.toFixed(2)}` : mean.toFixed(2);
  });
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}
await backend.dispose();
dataset.close();

/** The hypernetwork of one variant and seed: read from the cache, gone on with, or begun. */
async function trained(name: string, options: Readonly<Record<string, unknown>>): Promise<Ghn> {
  const steps = Number(values.steps);
  const file = task.file.replace(/\.jsonl$/, `.ablation-${steps}-${name}.ghn`);
  const read = readGhnOptions({ ...options, steps });
  if ('error' in read) throw new Error(read.error);
  const known = existsSync(file) ? loadGhn(readFileSync(file)) : { value: newGhn(read.value) };
  if ('error' in known) throw new Error(`${file}: ${known.error}`);
  if (known.value.step >= steps) return known.value;
  mkdirSync(dirname(file), { recursive: true });
  const result = await trainGhn({
    ghn: known.value,
    networks: sampledNetworks(task.space, read.value.seed),
    dataset,
    backend,
    checkpoint: {
      every: 30,
      save: (bytes) => {
        writeFileSync(`${file}.part`, bytes);
        renameSync(`${file}.part`, file);
      },
    },
    onProgress: ({ step, loss }) => {
      if (step % 50 === 0) console.error(`${name}: step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    },
  });
  if (result.status !== 'ok') throw new Error(result.message);
  return result.ghn;
}

async function scored(ghn: Ghn, networks: readonly Network[]) {
  const generator = await openGenerator(ghn, backend);
  const scores = [];
  for (const network of networks) {
    const score = await generator.score(network, images);
    if ('error' in score) throw new Error(score.error);
    scores.push(score.value);
  }
  await generator.dispose();
  return scores;
}

/** The space of a file with larger cells. */
function largerCells(path: string): DecisionSpace {
  const text = readFileSync(path, 'utf8').replace(/n\[choice [\d.]+\]/, `n[choice ${NODES}]`);
  const program = loadProgram(path, { read: () => ({ text }), resolve: (_, to) => to }).value;
  const lowered = program === undefined ? undefined : lowerSpace(program);
  if (lowered?.value === undefined) throw new Error(`${path} with larger cells: ${lowered?.diagnostics[0]?.message}`);
  return lowered.value;
}

function drawn(space: DecisionSpace, count: number): Network[] {
  return Array.from({ length: count }, (_, i) => {
    const architecture = space.sample(seededRandom(`larger ${i}`));
    if (architecture === undefined) throw new Error(`${space.name} is empty`);
    return space.network(architecture);
  });
}
