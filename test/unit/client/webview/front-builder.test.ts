import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront } from '../../../../engine/search/front.ts';
import { hypervolumeShare } from '../../../../engine/search/reference.ts';
import type { Constraint } from '../../../../engine/search/objective.ts';
import {
  DIVERGED,
  emptyFront,
  FAILED,
  goOn,
  INCOMPLETE,
  INFEASIBLE,
  kneeRow,
  ON_FRONT,
  type FrontState,
} from '../../../../client/webview/runs/front-builder.ts';
import { bestSteps, boxOf, hypervolumeSteps } from '../../../../client/webview/runs/history.ts';
import { noPoints, takeIn, type Points } from '../../../../client/webview/runs/points.ts';
import { columnsOf, pointsOf, type Row } from './runs.ts';

const goals = [
  { key: 'accuracy', direction: 'maximize' },
  { key: 'params', direction: 'minimize' },
] as const;
const constraints: readonly Constraint[] = [{ metric: 'params', text: 'params <= 8', max: 8 }];

function classified(points: Points, bounds: readonly Constraint[] = []): FrontState {
  const state = emptyFront(goals);
  while (!goOn(state, points, bounds, () => true));
  return state;
}
const members = (state: FrontState): number[] => state.members.map(({ row }) => row).sort((a, b) => a - b);

const rows = fc.array(
  fc.record({
    accuracy: fc.integer({ min: 0, max: 9 }),
    params: fc.integer({ min: 1, max: 9 }),
    status: fc.constantFrom(0, 0, 0, 1, 2),
  }),
  { maxLength: 60 },
);
const asRows = (drawn: readonly { accuracy: number; params: number; status: number }[]): Row[] =>
  drawn.map(({ accuracy, params, status }, position) => ({ position, status, metrics: { accuracy, params } }));

describe('the front, point by point', () => {
  it('is the front of the engine, whatever the order and the pieces', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (drawn, piece) => {
        const all = asRows(drawn);
        const expected = paretoFront(
          drawn.map(({ accuracy, params, status }) => ({ metrics: { accuracy, params }, ok: status === 0 })),
          goals.map(({ key, direction }) => ({ metric: key, direction })),
          constraints,
        );
        const points = noPoints();
        const state = emptyFront(goals);
        for (let from = 0; from < all.length; from += piece) {
          takeIn(points, columnsOf(all.slice(from, from + piece)));
          while (!goOn(state, points, constraints, () => true));
        }
        expect(members(state)).toEqual(expected);
        expect(
          [...state.classes.subarray(0, points.count)].flatMap((kind, row) => (kind === ON_FRONT ? [row] : [])),
        ).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('tells why a point is not on it', () => {
    const state = classified(
      pointsOf([
        { position: 0, metrics: { accuracy: 5, params: 9 } },
        { position: 1, metrics: { params: 3 }, status: 1 },
        { position: 2, metrics: { params: 3 }, status: 2 },
        { position: 3, metrics: { params: 3 } },
        { position: 4, metrics: { accuracy: 1, params: 1 } },
      ]),
      constraints,
    );
    expect([...state.classes.subarray(0, 5)]).toEqual([INFEASIBLE, DIVERGED, FAILED, INCOMPLETE, ON_FRONT]);
  });

  it('pauses when it is time, and goes on where it was', () => {
    const points = pointsOf(
      Array.from({ length: 3000 }, (_, position) => ({
        position,
        metrics: { accuracy: position % 97, params: position % 89 },
      })),
    );
    const state = emptyFront(goals);
    expect(goOn(state, points, [], () => true)).toBe(false);
    expect(state.seen).toBe(256);
    while (!goOn(state, points, [], () => true));
    expect(members(state)).toEqual(members(classified(points)));
  });

  it('has a knee: the compromise whose worst objective is best', () => {
    const state = classified(
      pointsOf([
        { position: 0, metrics: { accuracy: 0, params: 0 } },
        { position: 1, metrics: { accuracy: 8, params: 2 } },
        { position: 2, metrics: { accuracy: 10, params: 10 } },
      ]),
    );
    expect(kneeRow(state)).toBe(1);
    expect(kneeRow(emptyFront(goals))).toBeUndefined();
  });
});

describe('the history of a run', () => {
  const box = { reference: [0, 10], ideal: [-10, 0] };

  it('ends with the hypervolume of the front, and never falls', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const points = pointsOf(asRows(drawn));
        const state = classified(points);
        const work = hypervolumeSteps(state.journal, points, box);
        let step = work.next();
        while (step.done !== true) step = work.next();
        const { value, at } = step.value;
        const expected = hypervolumeShare(
          state.members.map((member) => member.vector),
          box,
        );
        expect(value.at(-1) ?? 0).toBeCloseTo(expected, 10);
        for (let i = 1; i < value.length; i++) {
          expect(value[i] as number).toBeGreaterThan(value[i - 1] as number);
          expect(at[i] as number).toBeGreaterThan(at[i - 1] as number);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('takes the box of the run for the objectives of the run, in any order, and one of its own for others', () => {
    const said = { keys: ['accuracy', 'params'], box };
    expect(boxOf([goals[1]], said, [])).toEqual({ own: false, box: { reference: [10], ideal: [0] } });
    const state = classified(
      pointsOf([
        { position: 0, metrics: { accuracy: 4, params: 2 } },
        { position: 1, metrics: { accuracy: 8, params: 7 } },
      ]),
    );
    const own = boxOf(goals, { keys: [], box: undefined }, [state]);
    expect(own?.own).toBe(true);
    expect(own?.box.ideal).toEqual([-8, 2]);
    expect(own?.box.reference[1]).toBeCloseTo(7.5);
    expect(boxOf(goals, { keys: [], box: undefined }, [emptyFront(goals)])).toBeUndefined();
  });

  it('has the best feasible value so far', () => {
    const points = pointsOf([
      { position: 0, metrics: { accuracy: 5, params: 3 } },
      { position: 1, metrics: { accuracy: 9, params: 9 } },
      { position: 2, metrics: { accuracy: 4, params: 3 } },
      { position: 4, metrics: { accuracy: 7, params: 8 } },
    ]);
    expect(bestSteps(classified(points, constraints), points, goals[0])).toEqual({ at: [1, 5], value: [5, 7] });
    expect(bestSteps(classified(points, constraints), points, goals[1])).toEqual({ at: [1], value: [3] });
  });
});
