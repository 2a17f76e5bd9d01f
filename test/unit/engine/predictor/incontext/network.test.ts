/** The network against finite differences in float64, and what its answers may depend on. */
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { gradients, input, program } from '../../../../../engine/compute/index.ts';
import { selectRows } from '../../../../../engine/encoding/feature-matrix.ts';
import { normalScores } from '../../../../../engine/statistics/normal.ts';
import { answer, condition } from '../../../../../engine/predictor/incontext/condition.ts';
import { describe as describeRows, fitDescriber, maskOf } from '../../../../../engine/predictor/incontext/describe.ts';
import { releaseNetworks } from '../../../../../engine/predictor/incontext/inference.ts';
import { shippedCheckpoint } from '../../../../../engine/predictor/incontext/checkpoint.ts';
import {
  forward,
  initialWeights,
  network,
  NETWORK,
  regressionLoss,
} from '../../../../../engine/predictor/incontext/network.ts';
import {
  DISTANCES,
  TOKEN,
  viewQueries,
  viewTask,
  type Described,
} from '../../../../../engine/predictor/incontext/task-view.ts';
import { fitScaler, standardise } from '../../../../../engine/predictor/standardise.ts';
import { interpret } from '../../compute/support/reference.ts';
import { accuracyOf, features } from '../toy.ts';

const inputs = standardise(features, fitScaler(features));
const describer = fitDescriber({ inputs });
const rowsOf = (rows: readonly number[]): Described => describeRows(describer, { inputs: selectRows(inputs, rows) });
const support = Array.from({ length: 21 }, (_, i) => 3 * i);
const asked = Array.from({ length: 150 }, (_, i) => 100 + i);

afterAll(releaseNetworks);

describe('the network', () => {
  it('has the gradients that finite differences say, in each kind of weight', () => {
    const settings = { width: 4, heads: 2, layers: 2 };
    const shape = { batch: 1, support: 3, queries: 2 };
    const said = forward(settings, shape);
    const loss = regressionLoss(said, input('target', [1, 2]));
    const slopes = gradients(loss, said.parameters);
    const names = said.parameters.map((each) => (each.op === 'input' ? each.attributes.name : ''));
    const all = program({ outputs: { loss, ...Object.fromEntries(names.map((name, k) => [`d ${name}`, slopes[k] as never])) } }); // prettier-ignore
    const random = seededRandom('gradients');
    const numbers = (count: number, scale: number): Float64Array => Float64Array.from({ length: count }, () => scale * random.normal()); // prettier-ignore
    const feeds: Record<string, Float64Array> = {
      measured: numbers(3 * TOKEN, 1),
      asked: numbers(2 * TOKEN, 1),
      near: numbers(9 * DISTANCES, 1).map(Math.abs),
      far: numbers(6 * DISTANCES, 1).map(Math.abs),
      hidden: Float64Array.of(0, 0, -1e9),
      base: numbers(2, 1),
      target: numbers(2, 1),
    };
    said.parameters.forEach((parameter, k) => {
      const size = parameter.shape.reduce((product, axis) => product * axis, 1);
      feeds[names[k] as string] = numbers(size, 0.4).map((value) => value + ((names[k] as string).endsWith('scale') ? 1 : 0)); // prettier-ignore
    });
    const analytic = interpret(all, feeds) as Record<string, Float64Array>;
    const justLoss = program({ outputs: { loss } });
    const lossAt = (name: string, index: number, shift: number): number => {
      const moved = Float64Array.from(feeds[name] as Float64Array);
      moved[index]! += shift;
      return interpret(justLoss, { ...feeds, [name]: moved }).loss[0] as number;
    };
    const chosen = names.filter((name) => /^(embed|layer0|answer|norm)/.test(name));
    expect(chosen.length).toBeGreaterThan(15);
    for (const name of chosen) {
      const index = (feeds[name] as Float64Array).length >> 1;
      const numeric = (lossAt(name, index, 1e-5) - lossAt(name, index, -1e-5)) / 2e-5;
      expect((analytic[`d ${name}`] as Float64Array)[index], name).toBeCloseTo(numeric, 6);
    }
    expect(names.some((name) => Math.abs((analytic[`d ${name}`] as Float64Array)[0] as number) > 1e-3)).toBe(true);
  });

  it('starts as the Gaussian process, and has at most 300,000 weights', async () => {
    const weights = initialWeights(NETWORK, seededRandom(1));
    const scores = normalScores(accuracyOf(support));
    const started = await condition(
      { settings: NETWORK, weights },
      rowsOf(support),
      scores,
      maskOf(describer),
      seededRandom(2),
    );
    const { mean } = await answer({ settings: NETWORK, weights }, started, rowsOf(asked));
    const { base } = viewQueries(viewTask(rowsOf(support), scores, maskOf(describer), seededRandom(2)), rowsOf(asked));
    mean.forEach((value, i) => { expect(value).toBeCloseTo(base[i] as number, 5); }); // prettier-ignore
    const count = network(NETWORK).parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count).toBeLessThan(300_000);
  });

  it('answers each query from the support alone: not from what else is asked, nor from the order of the support', async () => {
    const model = shippedCheckpoint();
    const mask = maskOf(describer);
    const scores = normalScores(accuracyOf(support));
    const conditioned = await condition(model, rowsOf(support), scores, mask, seededRandom(2));
    const together = await answer(model, conditioned, rowsOf(asked));
    const alone = await answer(model, conditioned, rowsOf([asked[140] as number]));
    expect(alone.mean[0]).toBe(together.mean[140]);
    expect(alone.variance[0]).toBe(together.variance[140]);
    const turned = [...support].reverse();
    const other = await condition(model, rowsOf(turned), normalScores(accuracyOf(turned)), mask, seededRandom(2));
    const again = await answer(model, other, rowsOf(asked));
    together.mean.forEach((value, i) => { expect(again.mean[i]).toBeCloseTo(value, 3); }); // prettier-ignore
    // It does depend on the labels.
    const flipped = await condition(
      model,
      rowsOf(support),
      scores.map((score) => -score),
      mask,
      seededRandom(2),
    );
    expect((await answer(model, flipped, rowsOf(asked))).mean[0]).not.toBeCloseTo(together.mean[0] as number, 2);
  });
});
