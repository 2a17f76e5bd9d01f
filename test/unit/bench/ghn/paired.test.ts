import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../../../bench/ghn/paired.ts';

describe('differences over seeds', () => {
  const theirs = [[1, 2, 3], [2, 3, 4], [5, 6, 7]]; // prettier-ignore

  it('are the medians of each seed, whatever one subject does', () => {
    const ours = [[1.1, 2.1, 300], [2.2, 3.2, 4.3], [4, 6.3, 7.3]]; // prettier-ignore
    const { mean, each, higher, pairs } = pairedDifference(ours, theirs);
    expect(each).toEqual([expect.closeTo(0.1, 9), expect.closeTo(0.2, 9), expect.closeTo(0.3, 9)]);
    expect(mean).toBeCloseTo(0.2, 9);
    expect([higher, pairs]).toEqual([8, 9]);
  });

  it('are as certain as the seeds agree, by the t of their number', () => {
    const shifted = (by: readonly number[]) => theirs.map((values, seed) => values.map((value) => value + (by[seed] ?? 0))); // prettier-ignore
    expect(pairedDifference(shifted([0.1, 0.2, 0.3]), theirs).within).toBeCloseTo((4.303 * 0.1) / Math.sqrt(3), 6);
    expect(pairedDifference(shifted([0.2, 0.2, 0.2]), theirs).within).toBeCloseTo(0, 9);
    expect(pairedDifference(shifted([0.1, 0.3]).slice(0, 2), theirs).within).toBeCloseTo(12.706 * 0.1, 6);
  });

  it('say nothing of how certain one seed is', () => {
    expect(pairedDifference([[2, 3, 4]], theirs)).toEqual({
      mean: 1,
      within: undefined,
      each: [1],
      higher: 3,
      pairs: 3,
    });
  });
});
