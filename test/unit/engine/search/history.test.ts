import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { paretoFront, type FrontInput } from '../../../../engine/search/front.ts';
import { hypervolumeHistory } from '../../../../engine/search/history.ts';
import { hypervolumeShare } from '../../../../engine/search/reference.ts';
import { objectiveVector, type Objective } from '../../../../engine/search/objective.ts';

const keys = ['accuracy', 'params', 'macs', 'latency'] as const;
const random = seededRandom('history');
const points: FrontInput[] = Array.from({ length: 60 }, (_, i) => ({
  ok: i % 7 !== 3,
  metrics: Object.fromEntries(keys.map((key) => [key, random.next() * 100])),
}));
const constraints = [{ metric: 'params', max: 90, text: '' }];
const objectivesOf = (count: number): Objective[] =>
  keys.slice(0, count).map((metric, i) => ({ metric, direction: i === 0 ? 'maximize' : 'minimize' }));

describe('the hypervolume over evaluations', () => {
  it.each([1, 2, 3, 4])('is that of the front after each of them, with %i objectives', (count) => {
    const objectives = objectivesOf(count);
    const box = { reference: objectives.map((_, i) => (i === 0 ? 0 : 100)), ideal: objectives.map((_, i) => (i === 0 ? -100 : 0)) }; // prettier-ignore
    const history = hypervolumeHistory(points, objectives, constraints, box);
    expect(history?.own).toBe(false);
    let last = 0;
    for (let end = 1; end <= points.length; end++) {
      const known = points.slice(0, end);
      const front = paretoFront(known, objectives, constraints).map((i) => objectiveVector(objectives, known[i]?.metrics ?? {}) ?? []); // prettier-ignore
      const expected = hypervolumeShare(front, box);
      last = history?.steps.findLast(({ point }) => point < end)?.hypervolume ?? 0;
      expect(last).toBeCloseTo(expected, 10);
    }
    expect(last).toBeGreaterThan(0.2);
  });

  it('has a box of its own where the objectives have no natural ends', () => {
    const history = hypervolumeHistory(points, objectivesOf(4), constraints);
    expect(history?.own).toBe(true);
    expect(history?.steps.length).toBeGreaterThan(5);
    for (const { hypervolume } of history?.steps ?? []) expect(hypervolume).toBeLessThanOrEqual(1);
  });

  it('is not there while nothing is feasible', () => {
    expect(hypervolumeHistory(points, objectivesOf(2), [{ metric: 'params', max: -1, text: '' }])).toBeUndefined();
  });
});
