/** The shipped in-context network on measured tables, and what adding a task does to earlier ones. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { addTask } from '../../../../engine/predictor/incontext/adapt.ts';
import { shippedCheckpoint } from '../../../../engine/predictor/incontext/checkpoint.ts';
import type { Model } from '../../../../engine/predictor/incontext/condition.ts';
import { incontextPredictor } from '../../../../engine/predictor/incontext/incontext-predictor.ts';
import { releaseNetworks } from '../../../../engine/predictor/incontext/inference.ts';
import { judgeTau } from '../../../../engine/predictor/incontext/meta/judge.ts';
import { poolOf, samplePool, type Pool } from '../../../../engine/predictor/incontext/meta/pool.ts';
import { metaTrain, type SavedTraining } from '../../../../engine/predictor/incontext/meta/train.ts';
import { initialWeights } from '../../../../engine/predictor/incontext/network.ts';
import { gpPredictor } from '../../../../engine/predictor/gp-predictor.ts';
import type { Predictor } from '../../../../engine/predictor/predictor.ts';
import { readArchitectureTable } from '../../../../engine/evaluate/table/architecture-table.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import { kendallTau } from '../../../../engine/statistics/kendall.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const root = resolve(import.meta.dirname, '../../../..');
const nb201 = resolve(root, process.env['HNAS_DATA'] ?? '../shared/data', 'nasbench201.csv.gz');

afterAll(releaseNetworks);

describe('adding a task', () => {
  it('keeps the tau of earlier tasks within 0.01 with replay, and would not without', async () => {
    const shipped = shippedCheckpoint();
    const space = exampleSpace('nasbench201');
    const earlier = [samplePool(space, 300), samplePool(exampleSpace('darts'), 300)];
    const random = seededRandom('small is better');
    const architectures = Array.from({ length: 300 }, () => space.sample(random)).flatMap((each) => each ?? []);
    // A new task against what is known: the smaller the better.
    const labels = Float64Array.from(architectures, (each) => -space.costs(each).params * (1 + 0.1 * random.normal()));
    const added = [poolOf('small is better', space, architectures, labels)];
    const judge = (model: Model, pool: Pool): Promise<number> => judgeTau(model, pool, { support: 16, tasks: 64, seed: 1 }); // prettier-ignore
    const options = { seed: 1, steps: 60, learningRate: 5e-4 };
    const kept = await addTask(shipped, added, earlier, { ...options, random: seededRandom(1) });
    const alone = await addTask(shipped, added, [], { ...options, random: seededRandom(1), replayShare: 0, pull: 0 });
    const falls = { kept: 0, alone: 0 };
    for (const pool of earlier) {
      const before = await judge(shipped, pool);
      falls.kept = Math.max(falls.kept, before - (await judge(kept, pool)));
      falls.alone = Math.max(falls.alone, before - (await judge(alone, pool)));
    }
    console.log(`largest fall of tau: with replay ${falls.kept.toFixed(4)}, without ${falls.alone.toFixed(4)}`);
    expect(falls.kept).toBeLessThan(0.01);
    expect(falls.alone).toBeGreaterThan(0.01);
    const [task] = added as [Pool];
    expect(await judge(kept, task)).toBeGreaterThan(await judge(shipped, task));
    expect(kept.origin.tables).toEqual(['small is better']);
  });
});

describe('meta-training', () => {
  it('goes on from where it was saved as if it had not stopped, and stops when told to', async () => {
    const settings = { width: 8, heads: 2, layers: 2 };
    const sources = [{ pool: samplePool(exampleSpace('nasbench201'), 120), share: 1 }];
    const weights = initialWeights(settings, seededRandom('weights'));
    const common = { settings, weights, sources, steps: 6, learningRate: 1e-3 };
    const saved: SavedTraining[] = [];
    const whole = await metaTrain({
      ...common,
      random: seededRandom(1),
      onStep: async (step, _loss, save) => {
        if (step === 3) saved.push(await save());
      },
    });
    const [half] = saved as [SavedTraining];
    const rest = await metaTrain({ ...common, random: seededRandom('not used'), resume: structuredClone(half) });
    expect(rest).toEqual(whole);
    expect(whole.weights).not.toEqual(weights);
    const stopped = metaTrain({ ...common, random: seededRandom(1), signal: AbortSignal.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe.skipIf(!existsSync(nb201))('incontext on NAS-Bench-201 (needs ../shared/data)', () => {
  it('is far better than the Gaussian process on ten labels, and no worse on 39', async () => {
    const space = exampleSpace('nasbench201');
    const read = await readArchitectureTable(space, { file: nb201, numbers: ['c10_valid', 'c10_test'] });
    if ('error' in read) throw new Error(read.error);
    const architectures = read.value.architectures.filter((_, i) => i % 8 === 0);
    const [label, test] = read.value.numbers.map((values) => values.filter((_, i) => i % 8 === 0)) as [Float64Array, Float64Array]; // prettier-ignore
    const all = { features: encodeAll(space, architectures), source: { space, architectures } };
    const gain = async (count: number): Promise<number> => {
      let sum = 0;
      for (let draw = 0; draw < 6; draw++) {
        const random = seededRandom(`slow/${count}/${draw}`);
        const rows = random.shuffle(Array.from(label.keys())).slice(0, count);
        const support = {
          features: selectRows(all.features, rows),
          source: { space, architectures: rows.flatMap((row) => architectures[row] ?? []) },
          labels: Float64Array.from(rows, (row) => label[row] as number),
        };
        const tau = async (predictor: Predictor): Promise<number> => {
          const fit = await predictor.fit(support, { pool: all, random: seededRandom(draw) });
          if ('error' in fit) throw new Error(fit.error);
          return kendallTau((await fit.value.predict(all)).mean, test);
        };
        sum += ((await tau(incontextPredictor(shippedCheckpoint))) - (await tau(gpPredictor))) / 6;
      }
      return sum;
    };
    expect(await gain(10)).toBeGreaterThan(0.04);
    expect(await gain(39)).toBeGreaterThan(-0.005);
  });
});
