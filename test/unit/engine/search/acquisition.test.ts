import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { chooseBatch, type Uncertain } from '../../../../engine/search/acquisition.ts';

const sure = (mean: number[], feasible = true): Uncertain => ({ mean, std: mean.map(() => 0), feasible });
const measured = [
  [-90, 100],
  [-70, 10],
];

describe('choice of a batch', () => {
  it('takes what adds most to the front when everything is certain', () => {
    const candidates = [sure([-71, 90]), sure([-85, 40]), sure([-60, 200])];
    expect(chooseBatch(candidates, measured, 1, seededRandom(1))).toEqual([1]);
  });

  it('spreads a batch: what is beside an earlier choice adds little', () => {
    const candidates = [sure([-85, 40]), sure([-84.9, 40.1]), sure([-95, 150])];
    expect(chooseBatch(candidates, measured, 2, seededRandom(1)).sort()).toEqual([0, 2]);
  });

  it('takes what is expected to break a requirement last', () => {
    const candidates = [sure([-99, 1], false), sure([-50, 500])];
    expect(chooseBatch(candidates, measured, 1, seededRandom(1))).toEqual([1]);
    expect(chooseBatch(candidates, measured, 5, seededRandom(1))).toEqual([1, 0]);
  });

  it('explores: of two equal guesses the uncertain one is chosen at times, the certain one too', () => {
    const candidates: Uncertain[] = [sure([-88, 50]), { mean: [-86, 50], std: [6, 0], feasible: true }];
    const first = Array.from({ length: 40 }, (_, seed) => chooseBatch(candidates, measured, 1, seededRandom(seed))[0]);
    expect(first.filter((i) => i === 1).length).toBeGreaterThan(5);
    expect(first.filter((i) => i === 0).length).toBeGreaterThan(5);
  });

  it('works with one objective, and with nothing measured', () => {
    expect(chooseBatch([sure([-1]), sure([-3]), sure([-2])], [[-2.5]], 1, seededRandom(1))).toEqual([1]);
    expect(chooseBatch([sure([-1, 5]), sure([-3, 4])], [], 1, seededRandom(1))).toEqual([1]);
    expect(chooseBatch([], measured, 3, seededRandom(1))).toEqual([]);
  });
});
