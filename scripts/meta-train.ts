// Trains the in-context predictor's network on made-up tasks, and on measured tables where asked to.
//   node scripts/meta-train.ts [--out FILE] [--seed 1] [--steps 6000] [--rate 0.001] [--tables nb101,nb201,darts,accel,autoformer] [--from FILE]
// Without --tables no measured accuracy is seen: so was the shipped checkpoint made. Saves FILE.state every 500 steps and goes on from it when it is there.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { openSpace } from '../bench/predictor/open-space.ts';
import { tablePools } from '../bench/predictor/table-pools.ts';
import { seededRandom } from '../dsl/random.ts';
import { readCheckpoint, writeCheckpoint } from '../engine/predictor/incontext/checkpoint.ts';
import { samplePool } from '../engine/predictor/incontext/meta/pool.ts';
import { metaTrain, type SavedTraining, type Source } from '../engine/predictor/incontext/meta/train.ts';
import { initialWeights, NETWORK } from '../engine/predictor/incontext/network.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'engine/predictor/incontext/checkpoint/incontext.bin' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '6000' },
    rate: { type: 'string', default: '0.001' },
    samples: { type: 'string', default: '1500' },
    tables: { type: 'string', default: '' },
    from: { type: 'string' },
  },
});
const out = resolve(values.out);
const seed = Number(values.seed);
const steps = Number(values.steps);
const learningRate = Number(values.rate);
const tables = values.tables.split(',').filter((name) => name !== '');
const spaces = ['nasbench201', 'nasbench101', 'darts', 'autoformer_tiny', 'ofa_mobilenetv3', 'ghn_random'];

const made: Source[] = spaces.map((name) => ({ pool: samplePool(openSpace(`examples/spaces/${name}.hnas`), Number(values.samples)), share: 1 / spaces.length })); // prettier-ignore
// Measured tasks are as many as made-up ones: few tables would be learnt by heart otherwise.
const measured = (await tablePools(tables)).map((pool, _, all): Source => ({ pool, share: 1 / all.length }));
const start = values.from === undefined ? undefined : readCheckpoint(readFileSync(values.from));
if (start !== undefined && 'error' in start) throw new Error(start.error);
const stateFile = `${out}.state`;
const resume = existsSync(stateFile) ? (deserialize(readFileSync(stateFile)) as SavedTraining) : undefined;
if (resume !== undefined) console.log(`going on at step ${resume.step}`);

const began = performance.now();
const random = seededRandom(seed);
const settings = start?.value.settings ?? NETWORK;
const { weights, tasks } = await metaTrain({
  settings,
  weights: start?.value.weights ?? initialWeights(settings, random.fork('weights')),
  sources: [...made, ...measured],
  steps,
  learningRate,
  random,
  ...(resume === undefined ? {} : { resume }),
  onStep: async (step, loss, save) => {
    if (step % 100 === 0)
      console.log(
        `step ${step} of ${steps}, loss ${loss.toFixed(4)}, ${((performance.now() - began) / 1000).toFixed(0)} s`,
      );
    if (step % 500 === 0) writeFileSync(stateFile, serialize(await save()));
  },
});
const origin = { seed, steps, tasks, spaces, tables, learningRate };
writeFileSync(out, writeCheckpoint({ settings, origin, weights }));
rmSync(stateFile, { force: true });
console.log(`${out}: ${tasks} tasks, ${((performance.now() - began) / 60000).toFixed(1)} min`);
