/**
 * What early exits cost and give: `node bench/anytime/together.ts [SEEDS]`. One chain of layers is trained with an exit behind each of them, all
 * together, and beside it, with the same steps, the networks that end at one of the exits, each alone. Means and standard deviations over
 * seeds, on digits that the project draws; a few minutes for five seeds on two busy cores.
 */
import { exitsOf } from '../../dsl/graph/exits.ts';
import type { Network } from '../../dsl/graph/network.ts';
import { programOf } from '../../dsl/semantics/program.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { openBackend } from '../../engine/compute/index.ts';
import { openDataset } from '../../engine/data/open-dataset.ts';
import { readTrainOptions } from '../../engine/evaluate/train/options.ts';
import { trainNetwork } from '../../engine/evaluate/train/train-network.ts';
import { anytimeAccuracy } from '../../engine/search/anytime.ts';
import { spread } from '../../engine/statistics/spread.ts';

const seeds = Number(process.argv[2] ?? 5);
const BUDGET = 1e6;
const GUESS = 10;

const layers = ['conv3x3(out: 12, stride: 2)', 'conv3x3(out: 24, stride: 2)', 'conv3x3(out: 48)', 'conv3x3(out: 64)'];
const head = 'global_avgpool >> linear(out: 10)';

/** The first layers, with an exit behind each but the last where wanted. */
function chain(count: number, exits: boolean): Network {
  const body = layers.slice(0, count).map((layer, i) => {
    const exit = exits && i < count - 1 ? `\n    exit { ${head} }` : '';
    return `    ${layer} >> batchnorm >> relu${exit}`;
  });
  const text = `space Chain {
  input image[1, 16, 16]
  output logits[10]
  network {
${body.join('\n')}
    ${head}
  }
}`;
  const space = lowerSpace(programOf(text), 'Chain').value;
  if (space === undefined) throw new Error('the space has errors');
  return space.network({ choices: [] });
}

const dataset = await openDataset('glyphs', { train: 3000, val: 1000, difficulty: 0.7 }, '.');
const options = readTrainOptions({ epochs: 6, validations: 1 });
if ('error' in dataset || 'error' in options) throw new Error('the data or the options are wrong');
const backend = await openBackend('onnx', { threads: 1 });

async function accuracies(network: Network, seed: number): Promise<readonly number[]> {
  if ('error' in dataset || 'error' in options) return [];
  const trained = await trainNetwork(network, dataset.value, options.value, seed, backend);
  return trained.exits ?? [trained.accuracy ?? NaN];
}

const show = (values: readonly number[]): string => {
  const { mean, std } = spread(values);
  return `${mean.toFixed(1)} ± ${std.toFixed(1)}`.padStart(12);
};

const together = chain(layers.length, true);
const macs = exitsOf(together).map((exit) => exit.macs);
const runs: (readonly number[])[] = [];
const alone: number[][] = layers.map(() => []);
for (let seed = 1; seed <= seeds; seed++) {
  runs.push(await accuracies(together, seed));
  for (const [i] of layers.entries()) alone[i]?.push(...(await accuracies(chain(i + 1, false), seed)));
}
console.log(`${seeds} seeds, ${backend.detail}`);
console.log('exit      MACs    together %       alone %');
macs.forEach((each, i) => {
  const own = runs.map((run) => run[i] ?? NaN);
  console.log(`${String(i + 1).padStart(4)}${String(each).padStart(10)}${show(own)}  ${show(alone[i] ?? [])}`);
});
const curve = (at: readonly number[], accuracy: readonly number[]) => [
  { macs: 0, accuracy: GUESS },
  ...at.map((each, i) => ({ macs: each, accuracy: Math.max(GUESS, ...accuracy.slice(0, i + 1)) })),
];
const withExits = runs.map((run) => anytimeAccuracy(curve(macs, run), BUDGET));
const endOnly = chain(layers.length, false);
const whole = exitsOf(endOnly).map((exit) => exit.macs);
const without = (alone.at(-1) ?? []).map((each) => anytimeAccuracy(curve(whole, [each]), BUDGET));
console.log(`anytime(1M): with exits ${show(withExits).trim()} %, the whole network alone ${show(without).trim()} %`);
await backend.dispose();
dataset.value.close();
