import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { chooseBatch, type Goal, type Uncertain } from '../../../../engine/search/acquisition.ts';

const goal: Goal = {
  objectives: [
    { direction: 'maximize', metric: 'accuracy' },
    { direction: 'minimize', metric: 'params' },
  ],
  constraints: [],
};
const guess = (accuracy: number, params: number, std = 0): Uncertain => ({
  known: { params },
  predicted: { accuracy: { mean: accuracy, std } },
});
/** Of minimised vectors: an accuracy negated, and parameters. */
const sure = ([error, params]: readonly [number, number]): Uncertain => guess(-error, params);
const measured = [
  [-90, 100],
  [-70, 10],
];

describe('choice of a batch', () => {
  it('takes what adds most to the front when everything is certain', () => {
    const candidates = [sure([-71, 90]), sure([-85, 40]), sure([-60, 200])];
    expect(chooseBatch(candidates, measured, 1, goal, seededRandom(1))).toEqual([1]);
  });

  it('spreads a batch: what is beside an earlier choice adds little', () => {
    const candidates = [sure([-85, 40]), sure([-84.9, 40.1]), sure([-95, 150])];
    expect(chooseBatch(candidates, measured, 2, goal, seededRandom(1)).sort()).toEqual([0, 2]);
  });

  it('takes what is expected to break a requirement last, and of two such the one that breaks it less', () => {
    const bounded: Goal = { ...goal, constraints: [{ metric: 'accuracy', min: 80, text: 'accuracy >= 80%' }] };
    const candidates = [guess(60, 1), guess(85, 500), guess(79, 400)];
    for (const rule of [{ kind: 'thompson' }, { kind: 'ucb', optimism: 1 }] as const) {
      expect(chooseBatch(candidates, measured, 1, bounded, seededRandom(1), rule)).toEqual([1]);
      expect(chooseBatch(candidates, measured, 5, bounded, seededRandom(1), rule)).toEqual([1, 2, 0]);
    }
  });

  it('hopes to come between two bounds, not past the second', () => {
    const between: Goal = {
      objectives: [{ direction: 'minimize', metric: 'params' }],
      constraints: [{ metric: 'accuracy', min: 80, max: 90, exclusive: true, text: '80% < accuracy < 90%' }],
    };
    const ucb = { kind: 'ucb', optimism: 1 } as const;
    // Both may lie within: the cheaper one wins, from whichever side it comes.
    for (const mean of [10, 160]) {
      const candidates = [guess(85, 20, 1), guess(mean, 10, 75)];
      expect(chooseBatch(candidates, [], 1, between, seededRandom(1), ucb)).toEqual([1]);
    }
  });

  it('gives what may satisfy a requirement a chance, the larger the likelier it is', () => {
    const bounded: Goal = {
      objectives: [{ direction: 'minimize', metric: 'params' }],
      constraints: [{ metric: 'accuracy', min: 80, text: 'accuracy >= 80%' }],
    };
    // The cheaper one satisfies it in one draw of six.
    const candidates = [guess(77, 10, 3), guess(95, 20, 1)];
    const first = Array.from(
      { length: 200 },
      (_, seed) => chooseBatch(candidates, [], 1, bounded, seededRandom(seed))[0],
    );
    const daring = first.filter((i) => i === 0).length;
    expect(daring).toBeGreaterThan(15);
    expect(daring).toBeLessThan(60);
    const optimistic = (optimism: number): number[] =>
      chooseBatch(candidates, [], 1, bounded, seededRandom(1), { kind: 'ucb', optimism });
    expect(optimistic(0.5)).toEqual([1]);
    expect(optimistic(1.5)).toEqual([0]);
  });

  it('stays between two bounds, however uncertain a prediction is', () => {
    const bounded: Goal = {
      objectives: [{ direction: 'minimize', metric: 'params' }],
      constraints: [{ metric: 'accuracy', min: 80, max: 82, text: 'accuracy in 80..82' }],
    };
    const chosen = chooseBatch([guess(60, 10, 50), guess(81, 20)], [], 1, bounded, seededRandom(1), {
      kind: 'ucb',
      optimism: 1,
    });
    expect(chosen).toEqual([0]);
  });

  it('explores: of two equal guesses the uncertain one is chosen at times, the certain one too', () => {
    const candidates: Uncertain[] = [sure([-88, 50]), guess(86, 50, 6)];
    const first = Array.from(
      { length: 40 },
      (_, seed) => chooseBatch(candidates, measured, 1, goal, seededRandom(seed))[0],
    );
    expect(first.filter((i) => i === 1).length).toBeGreaterThan(5);
    expect(first.filter((i) => i === 0).length).toBeGreaterThan(5);
  });

  it('by upper confidence takes the better optimistic end, and draws nothing', () => {
    const candidates: Uncertain[] = [sure([-88, 50]), guess(86, 50, 3)];
    const first = (optimism: number): number | undefined => {
      const random = seededRandom(1);
      const before = random.state();
      const [chosen] = chooseBatch(candidates, measured, 1, goal, random, { kind: 'ucb', optimism });
      expect(random.state()).toBe(before);
      return chosen;
    };
    expect(first(0)).toBe(0);
    expect(first(1)).toBe(1);
  });

  it('works with one objective, and with nothing measured', () => {
    const single: Goal = { ...goal, objectives: [{ direction: 'maximize', metric: 'accuracy' }] };
    const three = [guess(1, 0), guess(3, 0), guess(2, 0)];
    expect(chooseBatch(three, [[-2.5]], 1, single, seededRandom(1))).toEqual([1]);
    expect(chooseBatch([sure([-1, 5]), sure([-3, 4])], [], 1, goal, seededRandom(1))).toEqual([1]);
    expect(chooseBatch([], measured, 3, goal, seededRandom(1))).toEqual([]);
  });
});
