/**
 * Transfer: what tables of other spaces add where few labels of this one exist. The shipped checkpoint (made-up tasks only) is trained on with the other
 * tables, made-up tasks replayed, then conditioned on a few labels of the target, no accuracy of which it has seen.
 *
 *   node bench/predictor/transfer.ts [draws] [seed] [target]
 *
 * Kendall's tau-b on the target's rows (3,000 evenly spaced ones of larger tables), the same labels for all.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../../dsl/random.ts';
import { encodeAll } from '../../engine/encoding/encoder.ts';
import { addTask } from '../../engine/predictor/incontext/adapt.ts';
import { shippedCheckpoint } from '../../engine/predictor/incontext/checkpoint.ts';
import { answer, condition, type Model } from '../../engine/predictor/incontext/condition.ts';
import { describe, fitDescriber, maskOf } from '../../engine/predictor/incontext/describe.ts';
import { releaseNetworks } from '../../engine/predictor/incontext/inference.ts';
import { samplePool } from '../../engine/predictor/incontext/meta/pool.ts';
import { describedRows, viewQueries, viewTask } from '../../engine/predictor/incontext/task-view.ts';
import { fitScaler, standardise } from '../../engine/predictor/standardise.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { normalScores } from '../../engine/statistics/normal.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { openSpace } from './open-space.ts';
import { readTableSource, tablePools } from './table-pools.ts';

interface Job {
  readonly sources: readonly string[];
  readonly target: string;
}

const jobs: readonly Job[] = [
  { sources: ['nb101'], target: 'nb201' },
  { sources: ['nb101', 'darts', 'accel', 'autoformer'], target: 'nb201' },
  { sources: ['nb201'], target: 'nb101' },
  { sources: ['nb201', 'nb101', 'accel', 'autoformer'], target: 'darts' },
  { sources: ['nb201', 'nb101', 'darts', 'autoformer'], target: 'accel' },
];
const LABELS = [5, 10, 20, 39];
const TRAINING = { steps: 200, replayShare: 0.5, pull: 0.01 };

const { positionals } = parseArgs({ allowPositionals: true });
const [draws = '10', seed = '1', only] = positionals;
const shipped = shippedCheckpoint();
const spaces = ['nasbench201', 'nasbench101', 'darts', 'autoformer_tiny', 'ofa_mobilenetv3', 'ghn_random'];
const replay = spaces.map((name) => samplePool(openSpace(`examples/spaces/${name}.hnas`), 600));

console.log(
  `Mean ± standard deviation of ${draws} draws, seed ${seed}; gain: of the differences on the same labels.\n`,
);
console.log('| from | to | labels | Gaussian process | no transfer | transfer | gain |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const { sources, target } of jobs.filter((job) => only === undefined || job.target === only)) {
  const added = await tablePools(sources);
  const model = await addTask(shipped, added, replay, { random: seededRandom(`transfer/${seed}`), seed: Number(seed), ...TRAINING }); // prettier-ignore
  const { space, architectures, label, test } = await readTableSource(target);
  const raw = encodeAll(space, architectures);
  const inputs = standardise(raw, fitScaler(raw));
  const pool = { inputs, raw, source: { space, architectures } };
  const describer = fitDescriber(pool);
  const mask = maskOf(describer);
  const all = describe(describer, pool);
  for (const count of LABELS) {
    const figures = { process: [] as number[], without: [] as number[], transfer: [] as number[] };
    for (let draw = 0; draw < Number(draws); draw++) {
      const random = seededRandom(`${seed}/${count}/${draw}`);
      const rows = random.shuffle(Array.from(label.keys())).slice(0, count);
      const scores = normalScores(Float64Array.from(rows, (row) => label[row] as number));
      const support = describedRows(all, rows);
      const tau = async (asked: Model): Promise<number> => {
        const conditioned = await condition(asked, support, scores, mask, random.fork('process'));
        return kendallTau((await answer(asked, conditioned, all)).mean, test);
      };
      figures.process.push(kendallTau(viewQueries(viewTask(support, scores, mask, random.fork('process')), all).base, test)); // prettier-ignore
      figures.without.push(await tau(shipped));
      figures.transfer.push(await tau(model));
    }
    const gain = figures.transfer.map((value, i) => value - (figures.without[i] as number));
    const columns = [figures.process, figures.without, figures.transfer].map((values) => show(values));
    console.log(`| ${sources.join(', ')} | ${target} | ${count} | ${columns.join(' | ')} | ${show(gain, '+')} |`);
  }
  await releaseNetworks();
}

function show(values: readonly number[], plus = ''): string {
  const { mean, std } = spread(values);
  return `${mean > 0 ? plus : ''}${mean.toFixed(3)} ± ${std.toFixed(3)}`;
}
