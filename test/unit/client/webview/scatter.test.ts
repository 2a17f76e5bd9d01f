/** What stands in the scatter beside its points: requirements as lines, room for what was predicted; and what an infeasible point does not keep. */
import { describe, expect, it } from 'vitest';
import { emptyFront, goOn } from '../../../../client/webview/runs/front-builder.ts';
import { pageRun, type PageRun } from '../../../../client/webview/runs/page-run.ts';
import { brokenBy } from '../../../../client/webview/views/point-text.ts';
import { boundMarks } from '../../../../client/webview/views/scatter/bounds.ts';
import { withIntervals } from '../../../../client/webview/views/scatter/intervals.ts';
import type { Placing } from '../../../../client/webview/views/scatter/projection.ts';
import type { View } from '../../../../client/webview/view.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import type { Constraint } from '../../../../engine/search/objective.ts';
import { pointsOf, setup, type Row } from './runs.ts';

const latency = { metric: 'latency', device: 'a', unit: undefined } as const;
const most = (max: number, exclusive?: boolean): Constraint => ({
  ...{ ...latency, text: `require latency(device: "a") <= ${max}`, max },
  ...(exclusive === undefined ? {} : { exclusive }),
});

function runOf(constraints: readonly Constraint[], rows: readonly Row[] = []): PageRun {
  const filled = constraints.map((each) => ({
    ...{ min: undefined, max: undefined, exclusive: undefined, device: undefined, unit: undefined },
    ...each,
  }));
  const run = pageRun({ ...setup, constraints: filled }, {} as RunSummary, 0);
  run.points = pointsOf(rows);
  run.front = emptyFront([{ key: 'accuracy', direction: 'maximize' }]);
  goOn(run.front, run.points, constraints, () => false);
  return run;
}

const viewOf = (...runs: readonly PageRun[]): View =>
  ({
    shown: runs.map((run) => ({ run })),
    state: { show: { intervals: true } },
    palette: { text: '#000000', ground: '#ffffff' },
  }) as unknown as View;

describe('requirements in the scatter', () => {
  const scale = { log: false, low: 0, high: 0.02, start: 0, end: 200 };
  const placing = (xKey: string, yKey: string): Placing => ({
    ...{ x: scale, y: { ...scale, start: 100, end: 0 }, xKey, yKey },
    box: { left: 0, top: 0, right: 200, bottom: 100 },
  });
  const drawn = (view: View, at: Placing): string[] =>
    boundMarks(view, at).map((mark) => (mark.kind === 'text' ? mark.text : mark.kind === 'path' ? mark.d : mark.kind));

  it('are a line where an axis shows what they bound, with what they demand', () => {
    const view = viewOf(runOf([most(0.012)]));
    expect(drawn(view, placing('latency(a)', 'accuracy'))).toEqual(['M120 0V100', '≤ 12 ms']);
    expect(drawn(view, placing('accuracy', 'latency(a)'))).toEqual(['M0 40H200', '≤ 12 ms']);
    expect(drawn(view, placing('params', 'accuracy'))).toEqual([]);
  });

  it('are one line for runs that share them, and none where the bound is out of sight', () => {
    const at = placing('latency(a)', 'accuracy');
    expect(drawn(viewOf(runOf([most(0.012)]), runOf([most(0.012)]), runOf([most(0.005, true)])), at)).toEqual([
      'M120 0V100',
      '≤ 12 ms',
      'M50 0V100',
      '< 5 ms',
    ]);
    expect(drawn(viewOf(runOf([most(0.05)])), at)).toEqual([]);
  });
});

it('an infeasible point says what it does not keep, and what is not known of it', () => {
  const run = runOf(
    [most(0.012)],
    [
      { position: 0, metrics: { accuracy: 90, 'latency(a)': 0.02 } },
      { position: 1, metrics: { accuracy: 91 } },
      { position: 2, metrics: { accuracy: 92, 'latency(a)': 0.012 } },
    ],
  );
  expect([0, 1, 2].map((row) => brokenBy({ run, row }))).toEqual([
    ['Does not keep: latency(device: "a") <= 0.012'],
    ['Not known to keep: latency(device: "a") <= 0.012'],
    [],
  ]);
});

describe('room for the intervals of predictions', () => {
  const axis = { key: 'accuracy', log: false, least: 80, most: 90 };
  const predicting = (mean: number, std: number): View => {
    const run = runOf([], [{ position: 0, metrics: { accuracy: 90 }, predicted: { accuracy: mean } }]);
    run.points.predictedStd.set('accuracy', Float64Array.of(std));
    return viewOf(run);
  };

  it('is as much as they need', () => {
    const roomy = withIntervals(axis, predicting(91, 1));
    expect(roomy.least).toBe(80);
    expect(roomy.most).toBeCloseTo(91 + 1.2816, 3);
  });

  it('is less than half of what the points have, and none on a logarithmic axis or where they are not shown', () => {
    expect(withIntervals(axis, predicting(85, 50))).toMatchObject({ least: 76, most: 94 });
    expect(withIntervals({ ...axis, log: true }, predicting(85, 50))).toMatchObject({ most: 90 });
    const hidden = { ...predicting(85, 50), state: { show: { intervals: false } } } as unknown as View;
    expect(withIntervals(axis, hidden)).toBe(axis);
  });
});
