import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile, normalScores } from '../../../../engine/statistics/normal.ts';
import { averageRanks } from '../../../../engine/statistics/ranks.ts';
import { spearman } from '../../../../engine/statistics/spearman.ts';
import { spread } from '../../../../engine/statistics/spread.ts';
import { studentQuantile } from '../../../../engine/statistics/student.ts';
import { precisionAtTop, regretOfTop, topOf } from '../../../../engine/statistics/top.ts';

describe('ranks', () => {
  it('share the mean rank among ties', () => {
    expect([...averageRanks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]);
    expect([...averageRanks([])]).toEqual([]);
  });

  it('sum to n (n + 1) / 2 whatever the ties', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (values) => {
        const total = averageRanks(values).reduce((a, b) => a + b, 0);
        expect(total).toBeCloseTo((values.length * (values.length + 1)) / 2, 9);
      }),
    );
  });
});

describe('spearman', () => {
  it('is 1 - 6 sum d^2 / (n (n^2 - 1)) without ties', () => {
    expect(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(1 - (6 * 4) / (5 * 24), 12);
  });

  it('does not change under a monotone map', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 3 }), (values) => {
        expect(spearman(values, values.map(Math.exp))).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("Student's t", () => {
  it.each([
    [0.9, 3, 1.6377],
    [0.9, 4, 1.5332],
    [0.9, 10, 1.3722],
    [0.9, 30, 1.3104],
    [0.95, 9, 1.8331],
    [0.1, 10, -1.3722],
  ])('has the quantiles of tables: %d with %d degrees of freedom', (p, freedom, expected) => {
    expect(Math.abs(studentQuantile(p, freedom) - expected)).toBeLessThan(0.002);
  });
});

describe('normal scores', () => {
  it('have the quantiles of tables', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
    expect(() => normalQuantile(1)).toThrow();
  });

  it('are symmetric, ordered as the values and shared by ties', () => {
    const scores = normalScores([3, 1, 2, 2]);
    expect(scores[0]).toBeCloseTo(-(scores[1] as number), 12);
    expect(scores[2]).toBe(scores[3]);
    expect(scores[2]).toBeCloseTo(0, 12);
  });
});

describe('the top of a ranking', () => {
  const truth = Array.from({ length: 100 }, (_, i) => i);

  it('counts the hits among the best', () => {
    expect(precisionAtTop(truth, truth, 0.1)).toBe(1);
    expect(precisionAtTop(truth.map((v) => -v), truth, 0.1)).toBe(0); // prettier-ignore
    const halfRight = truth.map((v) => (v >= 95 ? v : v < 5 ? 94.5 : v - 50));
    expect(precisionAtTop(halfRight, truth, 0.1)).toBe(0.5);
  });

  it('gives a constant prediction no luck', () => {
    expect(precisionAtTop(new Float64Array(100), truth, 0.1)).toBe(0);
    expect(topOf([1, 1, 1], 2)).toEqual([0, 1]);
  });

  it('measures regret against the best of all', () => {
    expect(regretOfTop([3, 2, 1], [90, 95, 94], 1)).toBe(5);
    expect(regretOfTop([3, 2, 1], [90, 95, 94], 2)).toBe(0);
  });
});

describe('spread', () => {
  it('is the sample standard deviation', () => {
    expect(spread([1, 2, 3, 4])).toEqual({ mean: 2.5, std: Math.sqrt(5 / 3) });
    expect(spread([7])).toEqual({ mean: 7, std: 0 });
    expect(spread([]).mean).toBeNaN();
  });
});
