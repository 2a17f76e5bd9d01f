import { describe, expect, it } from 'vitest';
import { noPoints, rowOf, takeIn } from '../../../../client/webview/runs/points.ts';
import { columnsOf } from './runs.ts';

describe('points as the page keeps them', () => {
  it('are appended in the order of their positions, gaps included', () => {
    const points = noPoints();
    expect(
      takeIn(
        points,
        columnsOf([
          { position: 0, metrics: { a: 1 } },
          { position: 2, metrics: { a: 3 } },
        ]),
      ),
    ).toBe('appended');
    expect(takeIn(points, columnsOf([{ position: 5, metrics: { b: 7 } }]))).toBe('appended');
    expect(points.count).toBe(3);
    expect([0, 1, 2].map((row) => points.metrics.get('a')?.[row])).toEqual([1, 3, NaN]);
    expect([0, 1, 2].map((row) => points.metrics.get('b')?.[row])).toEqual([NaN, NaN, 7]);
    expect([0, 1, 2, 5].map((position) => rowOf(points, position))).toEqual([0, -1, 1, 2]);
  });

  it('replace those of the same position, wherever they are', () => {
    const points = noPoints();
    takeIn(
      points,
      columnsOf([
        { position: 0, metrics: { a: 1 } },
        { position: 1, metrics: { a: 2 } },
        { position: 3, metrics: { a: 4 } },
      ]),
    );
    expect(
      takeIn(
        points,
        columnsOf([
          { position: 1, metrics: { a: 20 } },
          { position: 2, metrics: { a: 30 } },
        ]),
      ),
    ).toBe('replaced');
    expect([...points.position]).toEqual([0, 1, 2, 3]);
    expect([...(points.metrics.get('a') ?? [])]).toEqual([1, 20, 30, 4]);
  });

  it('come in any pieces: many small ones are what one large one is', () => {
    const rows = Array.from({ length: 57 }, (_, position) => ({
      position,
      metrics: { a: position * 2 },
      choices: [position % 3],
    }));
    const whole = noPoints();
    takeIn(whole, columnsOf(rows));
    const pieces = noPoints();
    for (let from = 0; from < rows.length; from += 5) takeIn(pieces, columnsOf(rows.slice(from, from + 5)));
    expect(pieces.count).toBe(57);
    expect([...(pieces.metrics.get('a') ?? [])].slice(0, 57)).toEqual([...(whole.metrics.get('a') ?? [])]);
    expect([...(pieces.choices[0] ?? [])].slice(0, 57)).toEqual([...(whole.choices[0] ?? [])]);
  });

  it('refuse columns that do not fit together, and stay as they are', () => {
    const points = noPoints();
    const wrong = { ...columnsOf([{ position: 0 }, { position: 1 }]), seconds: new Float64Array(1) };
    expect(takeIn(points, wrong)).toEqual({ error: 'columns of 2 and of 1 points do not fit together' });
    expect(points.count).toBe(0);
  });
});
