import { describe, expect, it } from 'vitest';
import { stopsEarly, type Curve, type EarlyStop } from '../../../../../engine/evaluate/command/early-stop.ts';

const rule: EarlyStop = { metric: 'accuracy', goal: 'maximize', from: 1, others: 3 };
const curve = (...values: number[]): Curve => values.map((value, i) => ({ step: i + 1, value }));
// Averages up to step 2: 15, 35, 55.
const others = [curve(10, 20, 90), curve(30, 40, 90), curve(50, 60, 90)];

describe('the median rule', () => {
  it('ends what is below the median of the averages up to its step', () => {
    expect(stopsEarly(curve(20, 34), others, rule)).toBe(
      'was stopped early at step 2: accuracy 34 is worse than 35, the median of 3 others',
    );
    expect(stopsEarly(curve(20, 35), others, rule)).toBeUndefined();
  });

  it('goes by the best so far', () => {
    expect(stopsEarly(curve(40, 1), others, rule)).toBeUndefined();
  });

  it('takes trainings that report a hundred thousand steps', () => {
    const long = Array.from({ length: 200_000 }, (_, i) => ({ step: i + 1, value: 20 }));
    expect(stopsEarly(long, others, rule)).toContain('accuracy 20 is worse than');
  });

  it('waits for its first step and for others enough', () => {
    expect(stopsEarly(curve(0, 0), others, { ...rule, from: 3 })).toBeUndefined();
    expect(stopsEarly(curve(0, 0), others, { ...rule, others: 4 })).toBeUndefined();
    expect(stopsEarly(curve(0), [...others, [{ step: 5, value: 90 }]], { ...rule, others: 4 })).toBeUndefined();
    expect(stopsEarly([], others, rule)).toBeUndefined();
  });

  it('is turned round where less is better', () => {
    const less = { ...rule, metric: 'loss', goal: 'minimize' } as const;
    expect(stopsEarly(curve(40, 36), others, less)).toContain('loss 36 is worse than 35');
    expect(stopsEarly(curve(40, 34), others, less)).toBeUndefined();
  });
});
