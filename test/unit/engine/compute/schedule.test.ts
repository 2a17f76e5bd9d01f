/** Learning-rate schedules. */
import { describe, expect, it } from 'vitest';
import { constantRate, cosine, steps, warmUp } from '../../../../engine/compute/index.ts';

const at = (schedule: (step: number) => number, ...when: number[]): number[] =>
  when.map((step) => Number(schedule(step).toFixed(6)));

describe('schedules', () => {
  it('constant', () => expect(at(constantRate(0.1), 0, 999)).toEqual([0.1, 0.1]));
  it('cosine, from the rate to the floor, and no further', () =>
    expect(at(cosine(1, 100, 0.2), 0, 50, 100, 150)).toEqual([1, 0.6, 0.2, 0.2]));
  it('steps', () => expect(at(steps(1, [10, 20]), 9, 10, 20)).toEqual([1, 0.1, 0.01]));
  it('warm-up, then its own course', () => expect(at(warmUp(4, cosine(1, 10)), 0, 3, 4, 14)).toEqual([0.2, 0.8, 1, 0]));
});
