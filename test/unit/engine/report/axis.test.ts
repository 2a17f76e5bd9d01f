import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf } from '../../../../engine/report/axis.ts';

describe('axis', () => {
  it.each([
    [[61, 94], false, [0, 100], [60, 70, 80, 90], false],
    [[92.1, 94.4], false, [0, 100], [92, 93, 94], false],
    [[1000, 14_000], true, undefined, [1000, 2000, 5000, 10_000], true],
    [[10, 1e9], true, undefined, [1e2, 1e4, 1e6, 1e8], true],
    [[1200, 5200], true, undefined, [1000, 2000, 3000, 4000, 5000], false],
    [[7, 7], true, undefined, [6.5, 7, 7.5], false],
  ] as const)('of %j has ticks %j', (values, allowLog, limits, ticks, log) => {
    const axis = axisOf(values, { allowLog, ...(limits === undefined ? {} : { limits }) });
    expect(axis.ticks).toEqual(ticks);
    expect(axis.log).toBe(log);
  });

  it('holds every value between its ends and few ticks, whatever the values', () => {
    const value = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), fc.boolean(), (values, allowLog) => {
        const axis = axisOf(values, { allowLog });
        for (const v of values) {
          expect(axis.place(v)).toBeGreaterThanOrEqual(0);
          expect(axis.place(v)).toBeLessThanOrEqual(1);
        }
        expect(axis.ticks.length).toBeLessThanOrEqual(12);
        for (const tick of axis.ticks) expect(axis.place(tick)).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  it('is bare without values', () => {
    expect(axisOf([], { allowLog: true }).ticks).toEqual([]);
  });
});
