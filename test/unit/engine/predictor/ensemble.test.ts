import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows } from '../../../../engine/encoding/feature-matrix.ts';
import { ensemblePredictor, treesPredictor } from '../../../../engine/predictor/ensemble/ensemble-predictors.ts';
import { gpLearner } from '../../../../engine/predictor/ensemble/gp-learner.ts';
import { crossFit, drawFolds, type Learner } from '../../../../engine/predictor/ensemble/learner.ts';
import { ontoSimplex, stackingShares } from '../../../../engine/predictor/ensemble/simplex.ts';
import { stackedPredictor } from '../../../../engine/predictor/ensemble/stacked-predictor.ts';
import { targetScales, targetsOf } from '../../../../engine/predictor/ensemble/targets.ts';
import { fitGaussianProcess, posterior, posteriorMeans, withTargets } from '../../../../engine/predictor/gaussian-process.ts'; // prettier-ignore
import { rowProducts } from '../../../../engine/statistics/products.ts';
import { kendallTau } from '../../../../engine/statistics/kendall.ts';
import { accuracy, everything, fitted } from './toy.ts';

const rows = Array.from({ length: 60 }, (_, i) => i);
const number = fc.double({ min: -5, max: 5, noNaN: true });

describe('shares', () => {
  it('are the nearest point of the simplex', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 6 }), fc.integer(), (values, seed) => {
        const point = ontoSimplex(values);
        expect(point.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        expect(point.every((share) => share >= 0)).toBe(true);
        const distance = (to: ArrayLike<number>): number =>
          values.reduce((sum, value, i) => sum + (value - (to[i] as number)) ** 2, 0);
        const random = seededRandom(seed);
        const others = values.map(() => random.next() + 1e-9);
        const total = others.reduce((sum, value) => sum + value, 0);
        expect(distance(point)).toBeLessThanOrEqual(distance(others.map((value) => value / total)) + 1e-9);
      }),
    );
  });

  it('sum to one, and go to the member that is right', () => {
    const random = seededRandom('shares');
    const truth = Float64Array.from({ length: 50 }, () => random.normal());
    const off = truth.map((value) => value + 0.5 * random.normal());
    const noise = truth.map(() => random.normal());
    const shares = stackingShares([noise, truth, off], truth, 1e-6, [1, 1, 1]);
    expect(shares[1]).toBeGreaterThan(0.99);
    const drawn = stackingShares([noise, truth, off], truth, 1e6, [2, 1, 1]);
    [0.5, 0.25, 0.25].forEach((prior, k) => expect(drawn[k]).toBeCloseTo(prior, 4));
  });

  it('are better than any member alone on the rows they were chosen on', () => {
    const random = seededRandom('mix');
    const truth = Float64Array.from({ length: 80 }, () => random.normal());
    const members = [0.6, 0.7].map((noise) => truth.map((value) => value + noise * random.normal()));
    const shares = stackingShares(members, truth, 0, [1, 1]);
    const error = (prediction: (i: number) => number): number =>
      truth.reduce((sum, value, i) => sum + (prediction(i) - value) ** 2, 0);
    const mixture = error((i) => members.reduce((sum, each, k) => sum + (shares[k] as number) * (each[i] as number), 0)); // prettier-ignore
    for (const member of members) expect(mixture).toBeLessThan(error((i) => member[i] as number));
  });
});

describe('targets', () => {
  const labels = Float64Array.of(10, 90, 91, 93.5, 93.5, 94, 60);

  it.each(targetScales)('%s keeps the order, and goes back to the normal scores it came from', (scale) => {
    const { values, scoreAt } = targetsOf(labels)[scale];
    expect(kendallTau(values, labels)).toBeCloseTo(1, 12);
    const scores = targetsOf(labels).rank.values;
    values.forEach((value, i) => expect(scoreAt(value)).toBeCloseTo(scores[i] as number, 9));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const grid = Array.from({ length: 50 }, (_, i) => low - 1 + (i / 49) * (high - low + 2)).map(scoreAt);
    expect([...grid].sort((a, b) => a - b)).toEqual(grid);
  });

  it('of labels whose median is the best are finite', () => {
    expect(targetsOf(Float64Array.of(1, 5, 5, 5, 5)).log.values.every(Number.isFinite)).toBe(true);
  });
});

describe('folds', () => {
  it('hold every row once, and nothing of a fold is seen when it is predicted', () => {
    const folds = drawFolds(19, 8, seededRandom(1));
    expect(folds.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, i) => i));
    expect(Math.max(...folds.map((fold) => fold.length)) - Math.min(...folds.map((fold) => fold.length))).toBe(1);
    const targets = targetsOf(Float64Array.from({ length: 19 }, (_, i) => i));
    const inputs = fromRows(Array.from({ length: 19 }, (_, i) => [i]));
    const [opinion] = crossFit(
      { inputs, targets, folds, pool: { inputs }, random: seededRandom(1) },
      1,
      (others, fold) => {
        expect(fold.some((row) => others.includes(row))).toBe(false);
        expect(others.length + fold.length).toBe(19);
        return [{ scores: Float64Array.from(fold), doubts: Float64Array.from(fold, (row) => 2 * row) }];
      },
    );
    expect([...(opinion?.scores ?? [])]).toEqual(Array.from({ length: 19 }, (_, i) => i));
    expect(opinion?.doubts[7]).toBe(14);
  });
});

describe('the process of several targets', () => {
  it('is the one fitted to each alone, and its quick means are the posterior ones', () => {
    const random = seededRandom('gp');
    const inputs = fromRows(Array.from({ length: 23 }, () => [random.normal(), random.normal()]));
    const first = Float64Array.from({ length: 23 }, () => random.normal());
    const second = first.map((value) => 3 * value + 1);
    const process = fitGaussianProcess(inputs, first, seededRandom(1));
    const other = withTargets(process, second);
    expect(other.signalVariance).toBeCloseTo(9 * process.signalVariance, 9);
    const queries = fromRows(Array.from({ length: 21 }, (_, i) => (i === 0 ? [...inputs.values.slice(0, 2)] : [random.normal(), random.normal()]))); // prettier-ignore
    const { means, nearness } = posteriorMeans([process, other], queries);
    const slow = posterior(process, queries).mean;
    slow.forEach((mean, i) => {
      expect(means[0]?.[i]).toBeCloseTo(mean, 9);
      expect(means[1]?.[i]).toBeCloseTo(3 * mean + 1, 9);
    });
    expect(nearness[0]).toBeCloseTo(1, 9);
    expect(nearness.every((near) => near >= 0 && near <= 1)).toBe(true);
  });

  it.each([
    [1, 1, 1],
    [2, 4, 3],
    [5, 7, 6],
    [16, 9, 2],
  ])('products of %i queries with %i rows of %i', (count, n, d) => {
    // prettier-ignore
    const random = seededRandom('products');
    const a = Float64Array.from({ length: (count + 1) * d }, () => random.normal());
    const b = Float64Array.from({ length: n * d }, () => random.normal());
    const out = new Float64Array(count * n);
    rowProducts(a, 1, count, b, n, d, out);
    for (let q = 0; q < count; q++) {
      for (let i = 0; i < n; i++) {
        let product = 0;
        for (let j = 0; j < d; j++) product += (a[(q + 1) * d + j] as number) * (b[i * d + j] as number);
        expect(out[q * n + i]).toBeCloseTo(product, 9);
      }
    }
  });
});

describe('a stacked predictor', () => {
  it.each([ensemblePredictor(), treesPredictor])(
    '$name tells the shares of its members, which sum to one',
    async (each) => {
      const shares = Object.values((await fitted(each, rows)).metrics.shares ?? {});
      expect(shares.length).toBeGreaterThanOrEqual(3);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    },
  );

  it('is no worse than its Gaussian process alone', async () => {
    const alone = stackedPredictor({ name: 'alone', description: '', learners: [gpLearner({ rank: 1 })] });
    const tau = async (each: typeof alone): Promise<number> =>
      kendallTau((await (await fitted(each, rows)).predict(everything)).mean.slice(60), accuracy.slice(60));
    expect(await tau(ensemblePredictor())).toBeGreaterThan((await tau(alone)) - 0.02);
  });

  it('does not ask members without a share', async () => {
    const random = seededRandom('useless');
    const opinion = (count: number): { scores: Float64Array; doubts: Float64Array } => ({
      scores: Float64Array.from({ length: count }, () => 10 * random.normal()),
      doubts: new Float64Array(count).fill(1),
    });
    const asked: number[] = [];
    const useless: Learner = {
      members: [{ name: 'useless', prior: 0 }],
      fit: ({ inputs }) => ({
        heldOut: [opinion(inputs.rows)],
        learnt: {
          opinions: (queries, members) => {
            asked.push(...members);
            return members.map(() => opinion(queries.inputs.rows));
          },
          snapshot: () => null,
        },
      }),
      restore: () => {
        throw new Error('nothing was stored');
      },
    };
    const learners = [useless, gpLearner({ rank: 1 })];
    const predictor = await fitted(stackedPredictor({ name: 'both', description: '', learners }), rows);
    expect(predictor.metrics.shares).toEqual({ useless: 0, 'gp-rank': 1 });
    expect(kendallTau((await predictor.predict(everything)).mean.slice(60), accuracy.slice(60))).toBeGreaterThan(0.7);
    expect(asked).toEqual([]);
  });
});
