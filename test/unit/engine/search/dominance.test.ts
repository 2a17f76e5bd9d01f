import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdingDistances } from '../../../../engine/search/crowding.ts';
import { constraintDominates, dominates, nonDominated, nonDominatedSort } from '../../../../engine/search/dominance.ts';

const vectors = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 25,
  });
const points = (objectives: number) =>
  fc.array(
    fc.record({
      vector: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: objectives, maxLength: objectives }),
      violation: fc.constantFrom(0, 0, 0, 1, 2),
    }),
    { maxLength: 25 },
  );

describe('dominance', () => {
  it('needs one better and none worse', () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 4], [2, 3])).toBe(false);
  });

  it('puts feasibility before the objectives', () => {
    const good = { vector: [9, 9], violation: 0 };
    const cheap = { vector: [0, 0], violation: 0.1 };
    const worse = { vector: [0, 0], violation: 0.2 };
    expect(constraintDominates(good, cheap)).toBe(true);
    expect(constraintDominates(cheap, worse)).toBe(true);
    expect(constraintDominates({ ...cheap }, cheap)).toBe(false);
  });

  it('finds exactly the vectors that no other dominates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }).chain(vectors), (set) => {
        const brute = [...set.keys()].filter((i) => !set.some((other) => dominates(other, set[i] ?? [])));
        expect(nonDominated(set)).toEqual(brute);
      }),
    );
  });

  it('sorts into fronts: peeling the best off again and again gives the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }).chain(points), (set) => {
        let left = [...set.keys()];
        const peeled: number[][] = [];
        while (left.length > 0) {
          const front = left.filter((i) => !left.some((j) => constraintDominates(set[j]!, set[i]!)));
          peeled.push(front);
          left = left.filter((i) => !front.includes(i));
        }
        expect(nonDominatedSort(set)).toEqual(peeled);
      }),
    );
  });
});

describe('crowding distance', () => {
  it("is the neighbours' gap as a share of the span, infinite at the ends", () => {
    expect(
      crowdingDistances([
        [0, 4],
        [1, 3],
        [4, 0],
      ]),
    ).toEqual([Infinity, 1 + 1, Infinity]);
  });

  it('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 3, maxLength: 12 }), (xs) => {
        const front = xs.map((x) => [x, -x]);
        const forward = crowdingDistances(front);
        const backward = crowdingDistances([...front].reverse()).reverse();
        expect(backward).toEqual(forward);
      }),
    );
  });

  it('is infinite for one or two points and empty for none', () => {
    expect(crowdingDistances([])).toEqual([]);
    expect(crowdingDistances([[3, 3]])).toEqual([Infinity]);
  });
});
