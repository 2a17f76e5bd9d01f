import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kendallTau } from '../../../../engine/statistics/kendall.ts';

/** The definition, pair by pair. */
function definition(a: readonly number[], b: readonly number[]): number {
  let difference = 0;
  let untiedA = 0;
  let untiedB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const x = Math.sign((a[i] as number) - (a[j] as number));
      const y = Math.sign((b[i] as number) - (b[j] as number));
      difference += x * y;
      untiedA += x * x;
      untiedB += y * y;
    }
  }
  return difference / Math.sqrt(untiedA * untiedB);
}

const pairOfSamples = fc
  .integer({ min: 2, max: 60 })
  .chain((n) =>
    fc.tuple(
      fc.array(fc.integer({ min: -6, max: 6 }), { minLength: n, maxLength: n }),
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: n, maxLength: n }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }),
    ),
  );

describe('kendallTau', () => {
  it('agrees with the O(n^2) definition, ties or not', () => {
    fc.assert(
      fc.property(pairOfSamples, ([few, real, digits]) => {
        for (const [a, b] of [
          [few, real],
          [few, digits],
          [real, digits],
        ] as const) {
          const expected = definition(a, b);
          const found = kendallTau(a, b);
          if (Number.isNaN(expected)) expect(found).toBeNaN();
          else expect(found).toBeCloseTo(expected, 12);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the value of a worked example with ties', () => {
    // 10 pairs: 6 concordant, 2 discordant, (2, 2) tied in a, (3, 3) tied in b.
    expect(kendallTau([1, 2, 2, 3, 4], [1, 2, 3, 3, 2.5])).toBeCloseTo(4 / 9, 12);
    expect(kendallTau([1, 2, 3, 4], [1, 2, 3, 4])).toBe(1);
    expect(kendallTau([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
    expect(kendallTau([1, 2, 3], [1, 3, 2])).toBeCloseTo(1 / 3, 12);
  });

  it('is not defined on constants and on single values', () => {
    expect(kendallTau([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(kendallTau([1], [2])).toBeNaN();
  });

  it('sorts 200,000 values in well under a few seconds', () => {
    const n = 200_000;
    const a = Float64Array.from({ length: n }, (_, i) => (i * 7919) % 104_729);
    const start = performance.now();
    expect(kendallTau(a, a)).toBeCloseTo(1, 12);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('refuses lengths that differ', () => {
    expect(() => kendallTau([1, 2], [1])).toThrow('2 and 1 values');
  });
});
