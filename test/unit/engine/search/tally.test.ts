import { describe, expect, it } from 'vitest';
import type { ResultStatus } from '../../../../engine/search/strategy.ts';
import { tallyOf } from '../../../../engine/search/tally.ts';
import type { EvaluationRecord } from '../../../../engine/store/records.ts';

const spec = {
  objectives: [
    { direction: 'maximize', metric: 'accuracy' },
    { direction: 'minimize', metric: 'params' },
  ],
  constraints: [{ metric: 'params', max: 100, text: 'params <= 100' }],
} as const;

const record = (position: number, accuracy: number, params: number, status: ResultStatus = 'ok'): EvaluationRecord => ({
  ...{
    position,
    status,
    metrics: { accuracy, params },
    seconds: 2,
    architecture: '',
    choices: [],
    hash: `${position}`,
  },
  ...{ origin: 'random', why: undefined, predicted: undefined, finished: '' },
});

describe('the tally of a run', () => {
  it('is in the order of positions, in whatever order evaluations end', () => {
    const tally = tallyOf(spec, [record(2, 50, 50)]);
    for (const position of [0, 3, 1]) tally.add(record(position, 50, 50));
    expect(tally.evaluations.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    expect(tally.seconds).toBe(8);
  });

  it('has the front of what is feasible and has a value; what it surpasses leaves, what is equal stays', () => {
    const tally = tallyOf(spec, [record(0, 60, 40), record(1, 70, 60)]);
    expect(tally.front).toEqual([[-60, 40], [-70, 60]]); // prettier-ignore
    tally.add(record(2, 99, 101));
    tally.add(record(3, 99, 1, 'diverged'));
    tally.add(record(4, 50, 50));
    expect(tally.front).toHaveLength(2);
    tally.add(record(5, 70, 60));
    tally.add(record(6, 65, 40));
    expect(tally.front).toEqual([[-70, 60], [-70, 60], [-65, 40]]); // prettier-ignore
  });
});
