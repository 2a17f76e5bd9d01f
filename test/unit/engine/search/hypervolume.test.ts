import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume, hypervolumeGain } from '../../../../engine/search/hypervolume.ts';

const side = 5;

/** Counts the unit cells of the integer grid that some vector dominates. */
function byCounting(vectors: readonly (readonly number[])[], objectives: number): number {
  let count = 0;
  for (let cell = 0; cell < side ** objectives; cell++) {
    const corner = Array.from({ length: objectives }, (_, m) => Math.floor(cell / side ** m) % side);
    if (vectors.some((vector) => vector.every((value, m) => value <= (corner[m] ?? 0)))) count++;
  }
  return count;
}

const sets = fc.integer({ min: 1, max: 4 }).chain((objectives) =>
  fc.tuple(
    fc.constant(objectives),
    fc.array(fc.array(fc.integer({ min: 0, max: side }), { minLength: objectives, maxLength: objectives }), {
      maxLength: 12,
    }),
  ),
);

describe('hypervolume', () => {
  it('equals the count of dominated grid cells with one to four objectives', () => {
    fc.assert(
      fc.property(sets, ([objectives, vectors]) => {
        const reference = new Array<number>(objectives).fill(side);
        expect(hypervolume(vectors, reference)).toBe(byCounting(vectors, objectives));
      }),
      { numRuns: 300 },
    );
  });

  it('gains exactly the difference that a further vector makes', () => {
    fc.assert(
      fc.property(sets, ([objectives, vectors]) => {
        const [first, ...others] = vectors;
        if (first === undefined) return;
        const reference = new Array<number>(objectives).fill(side);
        const gain = hypervolume(vectors, reference) - hypervolume(others, reference);
        expect(hypervolumeGain(first, others, reference)).toBe(gain);
      }),
    );
  });

  it('knows a worked example in three objectives', () => {
    // Two boxes of 2x2x1 and 1x1x2 that share 1x1x1.
    expect(
      hypervolume(
        [
          [0, 0, 1],
          [1, 1, 0],
        ],
        [2, 2, 2],
      ),
    ).toBe(4 + 2 - 1);
  });

  it('is quick for a front of a hundred points in three objectives', () => {
    const vectors = Array.from({ length: 100 }, (_, i) => [i, 99 - i, (i * 37) % 100]);
    expect(hypervolume(vectors, [100, 100, 100])).toBeGreaterThan(0);
  });
});
