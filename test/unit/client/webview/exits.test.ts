import { describe, expect, it } from 'vitest';
import { exitCurveOf, isOfExit, lastBudget } from '../../../../client/webview/runs/exits.ts';
import { pageRun, type PageRun } from '../../../../client/webview/runs/page-run.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { pointsOf, setup, type Row } from './runs.ts';

function runOf(metrics: NonNullable<Row['metrics']>[], objectives: typeof setup.objectives = []): PageRun {
  const run = pageRun({ ...setup, objectives }, {} as RunSummary, 0);
  run.points = pointsOf(metrics.map((each, position) => ({ position, metrics: each })));
  return run;
}

const guess = { 'macs@0': 0, 'accuracy@0': 10 };
const early = { ...guess, 'macs@1': 100, 'accuracy@1': 60, 'macs@2': 300, 'accuracy@2': 50 };
const anytime = (device: string | undefined) =>
  [{ metric: 'anytime', device, unit: undefined, direction: 'maximize' }] as const;

describe('the exits of a point', () => {
  it('are read from its metrics, with the corners of its curve', () => {
    const run = runOf([early, { ...guess, 'macs@1': 200, 'accuracy@1': 70 }, { accuracy: 80 }]);
    expect(exitCurveOf({ run, row: 0 })).toEqual({
      exits: [
        { number: 1, macs: 100, accuracy: 60 },
        { number: 2, macs: 300, accuracy: 50 },
      ],
      steps: [
        { macs: 0, accuracy: 10 },
        { macs: 100, accuracy: 60 },
        { macs: 300, accuracy: 60 },
      ],
    });
    expect(exitCurveOf({ run, row: 1 })?.exits).toHaveLength(1);
    expect(exitCurveOf({ run, row: 2 })).toBeUndefined();
  });

  it('are no axes', () => {
    expect(['accuracy@0', 'macs@12'].every(isOfExit)).toBe(true);
    expect(['accuracy', 'macs', 'accuracy@1 at 1/3', 'anytime(3M)', 'x@1'].some(isOfExit)).toBe(false);
  });

  it.each([
    [undefined, 300],
    ['200', 300],
    ['1.5K', 1500],
    ['3M', 3e6],
  ])('are shown up to the budget %s of an objective, and to the last of them at least', (device, end) => {
    const run = runOf([early], [...anytime(device)]);
    const point = { run, row: 0 };
    expect(lastBudget([point], [exitCurveOf(point) ?? { exits: [], steps: [] }])).toBe(end);
  });
});
