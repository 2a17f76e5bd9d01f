/** Columns of a run, however its evaluations come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { unpackColumn } from '../../../../../engine/protocol/columns.ts';
import { MOST_POINTS } from '../../../../../engine/protocol/runs.ts';
import { paretoFront } from '../../../../../engine/search/front.ts';
import { pointsOf } from '../../../../../engine/serve/runs/run-messages.ts';
import { addRows, newTable, sizeOf } from '../../../../../engine/serve/runs/run-table.ts';
import { sampleEvaluation, sampleSetup } from '../../store/sample-run.ts';

const run = { ...sampleSetup, constraints: [{ metric: 'params', text: 'params <= 9000', max: 9000 }] };

const evaluations = (n: number) =>
  Array.from({ length: n }, (_, p) => {
    const predicted = p % 4 === 3 ? { accuracy: { mean: 70 + p, std: 2 } } : undefined;
    return sampleEvaluation(p, p % 5 === 4 ? { status: 'failed', why: 'it failed', predicted } : { predicted });
  });

describe('a table of a run', () => {
  it('is the same in whatever order and parts the evaluations come, and however often', () => {
    const all = evaluations(700);
    const through = newTable();
    addRows(through, all, run);
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 300 }), (seed, part) => {
        const shuffled = seededRandom(seed).shuffle(all);
        const table = newTable();
        for (let from = 0; from < shuffled.length; from += part)
          addRows(table, shuffled.slice(Math.max(0, from - 3), from + part), run);
        expect(pointsOf(table, 0, 700, 3)).toEqual(pointsOf(through, 0, 700, 3));
        expect([table.count, table.complete, table.failures]).toEqual([700, 700, 140]);
        expect(table.front.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
          paretoFront(
            all.map(({ metrics, status }) => ({ metrics, ok: status === 'ok' })),
            run.objectives,
            run.constraints,
          ),
        );
      }),
      { numRuns: 10 },
    );
  });

  it('knows the least position that is missing, and gives what is beyond it all the same', () => {
    const table = newTable();
    addRows(table, [0, 1, 3, 5].map((p) => sampleEvaluation(p)), run); // prettier-ignore
    expect([table.complete, table.count, table.size]).toEqual([2, 4, 6]);
    expect([...(unpackColumn(pointsOf(table, 2, 4, 3).position) ?? [])]).toEqual([3, 5]);
    addRows(table, [sampleEvaluation(2)], run);
    expect(table.complete).toBe(4);
  });

  it('gives columns of equal length: NaN where there is nothing, -1 where a decision is not there', () => {
    const table = newTable();
    addRows(table, evaluations(10), run);
    const { total, position, status, seconds, metrics, predictedMean, choices } = pointsOf(table, 2, 10, 3);
    expect(total).toBe(10);
    const column = (packed: string | undefined): number[] => [...(unpackColumn(packed ?? '', 8) ?? [])];
    expect(column(position)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(column(status)).toEqual([0, 0, 2, 0, 0, 0, 0, 2]);
    expect(column(seconds)).toEqual(new Array(8).fill(1.5));
    expect(column(metrics.get('params'))[0]).toBe(sampleEvaluation(2).metrics['params']);
    expect(column(predictedMean.get('accuracy'))).toEqual([NaN, 73, NaN, NaN, NaN, 77, NaN, NaN]);
    expect(choices.map((each) => column(each)[1])).toEqual([3, 1, -1]);
  });

  it('is told in answers of bounded size', () => {
    const table = newTable();
    addRows(table, Array.from({ length: MOST_POINTS + 5 }, (_, p) => sampleEvaluation(p)), run); // prettier-ignore
    const first = unpackColumn(pointsOf(table, 0, table.count, 3).position);
    expect([first?.length, first?.at(-1)]).toEqual([MOST_POINTS, MOST_POINTS - 1]);
    expect(unpackColumn(pointsOf(table, MOST_POINTS, table.count, 3).position)?.length).toBe(5);
    expect(sizeOf(table)).toBeGreaterThan(MOST_POINTS * 8 * 5);
  });
});
