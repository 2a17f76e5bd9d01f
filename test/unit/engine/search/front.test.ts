import { describe, expect, it } from 'vitest';
import { kneePoint, paretoFront } from '../../../../engine/search/front.ts';
import { objectiveVector, violation, type Objective } from '../../../../engine/search/objective.ts';

const objectives: Objective[] = [
  { direction: 'maximize', metric: 'accuracy' },
  { direction: 'minimize', metric: 'params' },
];
const point = (accuracy: number, params: number, ok = true) => ({ ok, metrics: { accuracy, params } });

describe('Pareto front', () => {
  it('keeps what no other point beats in both', () => {
    const points = [point(90, 100), point(80, 200), point(95, 300), point(90, 120)];
    expect(paretoFront(points, objectives, [])).toEqual([0, 2]);
  });

  it('leaves out what failed, what lacks a value and what breaks a constraint', () => {
    const points = [point(99, 10, false), { ok: true, metrics: { params: 1 } }, point(97, 5000), point(60, 50)];
    const bound = { metric: 'params', max: 1000, text: 'params <= 1K' };
    expect(paretoFront(points, objectives, [bound])).toEqual([3]);
  });

  it('has its knee where both objectives are near their best', () => {
    const vectors = [point(50, 10), point(88, 30), point(90, 200)].map(
      (p) => objectiveVector(objectives, p.metrics) ?? [],
    );
    expect(kneePoint(vectors)).toBe(1);
    expect(kneePoint([])).toBeUndefined();
    // The ends of a front are no compromise between others.
    expect(kneePoint([[1, 2]])).toBeUndefined();
    expect(
      kneePoint([
        [1, 2],
        [2, 1],
      ]),
    ).toBeUndefined();
  });
});

describe('constraints', () => {
  it('measure the relative excess and know exclusive bounds', () => {
    expect(violation([{ metric: 'params', max: 100, text: '' }], { params: 100 })).toBe(0);
    expect(violation([{ metric: 'params', max: 100, text: '' }], { params: 150 })).toBe(0.5);
    expect(violation([{ metric: 'params', max: 100, exclusive: true, text: '' }], { params: 100 })).toBeGreaterThan(0);
    expect(violation([{ metric: 'accuracy', min: 90, text: '' }], { accuracy: 45 })).toBe(0.5);
  });

  it('cannot be satisfied by a metric that was not measured, unless asked before the evaluation', () => {
    const bound = { metric: 'latency', device: 'edge', max: 1, text: '' };
    expect(violation([bound], {})).toBe(Infinity);
    expect(violation([bound], {}, 'ignored')).toBe(0);
    expect(violation([bound], { 'latency(edge)': 2 })).toBe(1);
  });
});
