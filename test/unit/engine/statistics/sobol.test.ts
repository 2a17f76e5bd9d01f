import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { firstOrderShares } from '../../../../engine/statistics/sobol.ts';

/** Inputs of `k` classes each, uniform and independent, and a value of them. */
function sample(n: number, k: readonly number[], valueOf: (x: readonly number[]) => number) {
  const random = seededRandom('sobol');
  const inputs = k.map((classes) => Int32Array.from({ length: n }, () => random.int(classes)));
  const values = Float64Array.from({ length: n }, (_, i) => valueOf(inputs.map((input) => input[i] as number)));
  return { inputs, values };
}
const shares = ({ inputs, values }: ReturnType<typeof sample>) => firstOrderShares(inputs, values, seededRandom(1));

describe('first-order shares', () => {
  it('of a sum are the shares of the variances', () => {
    // Uniform on 0..k-1 has the variance (k^2 - 1) / 12: 3 * 3 * 2/3 = 6, 15/12, 35/12.
    const variances = [6, 1.25, 35 / 12];
    const whole = variances.reduce((sum, each) => sum + each, 0);
    const found = shares(sample(2000, [3, 4, 6], ([a = 0, b = 0, c = 0]) => 3 * a + b + c));
    found.forEach(({ share, error }, i) => {
      expect(Math.abs(share - (variances[i] as number) / whole)).toBeLessThan(3 * error + 1e-9);
      expect(error).toBeLessThan(0.03);
    });
  });

  it('of a pure interaction are none, though chance puts something between classes', () => {
    const found = shares(sample(400, [2, 2, 8], ([a = 0, b = 0]) => (a === b ? 1 : -1)));
    for (const { share, error } of found) expect(share).toBeLessThan(3 * error + 0.01);
    expect(found.reduce((sum, { share }) => sum + share, 0) / 3).toBeLessThan(0.02);
  });

  it('have errors that tell how far they are off', () => {
    const random = seededRandom('errors');
    const off: number[] = [];
    for (let i = 0; i < 60; i++) {
      const [x, y] = [0, 1].map(() => Int32Array.from({ length: 150 }, () => random.int(3))) as [
        Int32Array,
        Int32Array,
      ];
      const values = Float64Array.from(
        { length: 150 },
        (_, j) => (x[j] as number) + (y[j] as number) + random.normal(),
      );
      const [found] = firstOrderShares([x], values, random);
      // Var(x) = 2/3, Var(y) = 2/3, and one of noise.
      off.push(((found?.share ?? 0) - 2 / 7) / (found?.error ?? 0));
    }
    const within = off.filter((each) => Math.abs(each) < 1).length / off.length;
    expect(within).toBeGreaterThan(0.5);
    expect(within).toBeLessThan(0.85);
  });

  it('of an input that others switch off count only what it does where it is there', () => {
    const { inputs, values } = sample(3000, [2, 3], ([on = 0, x = 0]) => (on === 1 ? 10 + 0.1 * x : 0));
    const [on, x] = inputs as [Int32Array, Int32Array];
    const gated = Int32Array.from(x, (value, i) => (on[i] === 1 ? value : -1));
    const [first, second] = firstOrderShares([on, gated], values, seededRandom(1));
    expect(first?.share).toBeGreaterThan(0.99);
    expect(second?.share).toBeLessThan(0.001);
    expect(second?.share).toBeGreaterThan(0);
  });

  it('are zero where all values are equal, and where an input has one class', () => {
    expect(shares(sample(100, [3], () => 7.3))).toEqual([{ share: 0, error: 0 }]);
    expect(shares(sample(100, [1, 3], ([, b = 0]) => b))[0]).toEqual({ share: 0, error: 0 });
  });
});
