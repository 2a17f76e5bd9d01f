import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diverseSubset } from '../../../../engine/search/diverse.ts';

describe('diverse subset', () => {
  it('starts in the middle and then takes the corners', () => {
    const rows = [
      [0, 0],
      [0.1, 0],
      [1, 1],
      [0, 1],
      [1, 0],
      [0.5, 0.5],
      [0.6, 0.5],
    ];
    const chosen = diverseSubset(rows, 5);
    expect(chosen[0]).toBe(5);
    expect([...chosen].sort()).toEqual([0, 2, 3, 4, 5]);
  });

  it('takes distinct rows, as many as asked for where there are as many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer({ min: 0, max: 2 }), fc.constant(7)), { maxLength: 20 }),
        fc.integer({ min: 0, max: 25 }),
        (rows, n) => {
          const chosen = diverseSubset(rows, n);
          expect(new Set(chosen).size).toBe(chosen.length);
          expect(chosen).toHaveLength(Math.min(n, rows.length));
        },
      ),
    );
  });
});
