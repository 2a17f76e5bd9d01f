/** First weights: deviations by fan, and the same seed the same numbers. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fans, filled, glorotUniform, heNormal } from '../../../../engine/compute/index.ts';

const deviation = (data: ArrayLike<number>): number =>
  Math.sqrt(Array.from(data).reduce((sum, v) => sum + v * v, 0) / data.length);

describe('initial weights', () => {
  it('know the fans of dense weights and filters', () => {
    expect(fans([20, 30])).toEqual({ fanIn: 20, fanOut: 30 });
    expect(fans([16, 8, 3, 3])).toEqual({ fanIn: 72, fanOut: 144 });
  });

  it('have the deviation of their definition', () => {
    expect(deviation(heNormal([200, 50], seededRandom(1)).data)).toBeCloseTo(Math.sqrt(2 / 200), 2);
    const { data } = glorotUniform([100, 100], seededRandom(1));
    const limit = Math.sqrt(6 / 200);
    expect(deviation(data)).toBeCloseTo(limit / Math.sqrt(3), 2);
    expect(Math.max(...data)).toBeLessThanOrEqual(limit);
  });

  it('are the same for the same seed', () => {
    expect(heNormal([3, 3], seededRandom('a'))).toEqual(heNormal([3, 3], seededRandom('a')));
    expect(filled([2], 1)).toEqual({ shape: [2], data: Float32Array.of(1, 1) });
  });
});
