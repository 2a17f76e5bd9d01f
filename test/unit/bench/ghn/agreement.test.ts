import { describe, expect, it } from 'vitest';
import { agreement, betterHalf } from '../../../../bench/ghn/agreement.ts';

describe('agreement of a score with the truth', () => {
  const truth = Array.from({ length: 40 }, (_, i) => i);

  it('is one for any rising line and minus one for a falling one, whatever is resampled', () => {
    expect(agreement(truth.map((value) => 3 * value + 1), truth)).toMatchObject({ pearson: { mean: expect.closeTo(1, 9), std: expect.closeTo(0, 6) }, kendall: { mean: 1 } }); // prettier-ignore
    expect(agreement(truth.map((value) => -value), truth)).toMatchObject({ pearson: { mean: expect.closeTo(-1, 9) }, kendall: { mean: -1 } }); // prettier-ignore
  });

  it('is less certain the fewer rows there are, and the same for the same rows', () => {
    const noisy = (value: number): number => value + 20 * Math.sin(7 * value);
    const many = agreement(truth.map(noisy), truth);
    const few = agreement(truth.slice(0, 10).map(noisy), truth.slice(0, 10));
    expect(many.pearson.std).toBeGreaterThan(0.02);
    expect(few.pearson.std).toBeGreaterThan(1.3 * many.pearson.std);
    expect(agreement(truth.map(noisy), truth)).toEqual(many);
  });

  it('is undefined for a constant score', () => {
    expect(agreement(truth.map(() => 1), truth).kendall.mean).toBeNaN(); // prettier-ignore
  });

  it('finds the better half, the middle row included', () => {
    expect(betterHalf([5, 1, 4, 2, 3])).toEqual([0, 2, 4]);
    expect(betterHalf([1, 2, 3, 4])).toEqual([2, 3]);
  });
});
