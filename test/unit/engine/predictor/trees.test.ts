import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows, selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import { predictForest } from '../../../../engine/predictor/trees/forest.ts';
import { growForest } from '../../../../engine/predictor/trees/grow.ts';
import { normalScores } from '../../../../engine/statistics/normal.ts';

const full = { trees: 8, tried: 0.5, smallestSplit: 2 };

/** Rows that differ from each other, and a target each. */
const problems = fc
  .record({
    rows: fc.uniqueArray(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 30,
      selector: String,
    }),
    seed: fc.integer(),
  })
  .map(({ rows, seed }) => {
    const random = seededRandom(seed);
    return { inputs: fromRows(rows), targets: Float64Array.from(rows, () => random.normal()), seed };
  });

describe('extra-trees', () => {
  it('reproduce the targets of distinct rows when grown to the full', () => {
    fc.assert(
      fc.property(problems, ({ inputs, targets, seed }) => {
        const { mean, variance } = predictForest(growForest(inputs, targets, full, seededRandom(seed)), inputs);
        mean.forEach((value, i) => expect(value).toBeCloseTo(targets[i] as number, 9));
        expect(variance.every((value) => value >= 0 && value < 1e-9)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('never leave the range of the targets', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 2, max: 9 }), ({ inputs, targets, seed }, smallestSplit) => {
        const forest = growForest(inputs, targets, { ...full, smallestSplit }, seededRandom(seed));
        const random = seededRandom(seed);
        const queries = fromRows(Array.from({ length: 20 }, () => [9, 9, 9].map((scale) => scale * random.normal())));
        const [low, high] = [Math.min(...targets), Math.max(...targets)];
        for (const value of predictForest(forest, queries).mean) {
          expect(value).toBeGreaterThanOrEqual(low - 1e-9);
          expect(value).toBeLessThanOrEqual(high + 1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('on normal scores are the same trees for every monotone change of the labels', () => {
    fc.assert(
      fc.property(problems, ({ inputs, targets, seed }) => {
        const grow = (labels: Float64Array): ReturnType<typeof growForest> =>
          growForest(inputs, normalScores(labels), full, seededRandom(seed));
        expect(grow(targets.map((value) => Math.exp(value) * 7 - 2))).toEqual(grow(targets));
      }),
      { numRuns: 40 },
    );
  });

  it('give rows that no feature tells apart the mean of their targets', () => {
    const inputs = fromRows([[1, 2], [1, 2], [3, 2]]); // prettier-ignore
    const { mean } = predictForest(growForest(inputs, Float64Array.of(1, 2, 9), full, seededRandom(1)), inputs);
    expect([...mean]).toEqual([1.5, 1.5, 9]);
  });

  it('split at a value between the rows, where the step is', () => {
    const inputs = fromRows(Array.from({ length: 40 }, (_, i) => [i, (i * 7) % 40]));
    const targets = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1));
    const forest = growForest(inputs, targets, { trees: 200, tried: 1, smallestSplit: 2 }, seededRandom(1));
    const { mean } = predictForest(forest, fromRows([[4.5, 20], [34.5, 20]])); // prettier-ignore
    expect(mean[0]).toBeLessThan(0.1);
    expect(mean[1]).toBeGreaterThan(0.9);
  });

  it('refuse rows with another number of features', () => {
    const inputs = fromRows([[1, 2], [3, 4]]); // prettier-ignore
    const forest = growForest(inputs, Float64Array.of(1, 2), full, seededRandom(1));
    expect(() => predictForest(forest, selectRows(fromRows([[1]]), [0]))).toThrow('the trees know 2 features');
  });
});
