import { describe, expect, it } from 'vitest';
import { crowdedOrder } from '../../../../engine/search/crowded-order.ts';
import type { Constraint, Objective } from '../../../../engine/search/objective.ts';
import type { Result, ResultStatus } from '../../../../engine/search/strategy.ts';

const objectives: readonly Objective[] = [
  { direction: 'minimize', metric: 'a' },
  { direction: 'minimize', metric: 'b' },
];
const result = (a: number, b: number, status: ResultStatus = 'ok'): Result => ({
  architecture: { choices: [] },
  hash: `${a} ${b}`,
  status,
  metrics: { a, b },
});

describe('the crowded order', () => {
  it('goes by rank before all else', () => {
    expect(crowdedOrder([result(2, 2), result(1, 1), result(3, 3)], objectives, [])).toEqual([1, 0, 2]);
  });

  it('of one front puts the ends first, then what stands more alone', () => {
    const results = [result(0, 10), result(1, 8), result(2, 7), result(10, 0)];
    const places = crowdedOrder(results, objectives, []);
    expect(places.slice(1, 3)).toEqual([3, 2]);
  });

  it('of equally crowded ones puts the younger first', () => {
    expect(crowdedOrder([result(0, 1), result(1, 0)], objectives, [])).toEqual([1, 0]);
  });

  it('puts what breaks a requirement behind what meets all, and what has no value last, the younger first', () => {
    const bounded: readonly Constraint[] = [{ metric: 'a', max: 5, text: 'a <= 5' }];
    const results = [result(1, 1, 'failed'), result(9, 0), result(5, 5), result(7, 7), result(1, 1, 'diverged')];
    expect(crowdedOrder(results, objectives, bounded)).toEqual([4, 2, 0, 1, 3]);
  });
});
