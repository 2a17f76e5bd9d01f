/** Short runs for the tests of the page's parts. */
import type { Columns } from '../../../../client/pareto/contract.ts';
import { noPoints, takeIn, type Points } from '../../../../client/webview/runs/points.ts';
import type { RunSetupMessage } from '../../../../engine/protocol/runs.ts';

export interface Row {
  readonly position: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly predicted?: Readonly<Record<string, number>>;
  readonly status?: number;
  readonly choices?: readonly number[];
}

export function columnsOf(rows: readonly Row[]): Columns {
  const table = (
    read: (row: Row) => Readonly<Record<string, number>> | undefined,
  ): ReadonlyMap<string, Float64Array> => {
    const names = new Set(rows.flatMap((row) => Object.keys(read(row) ?? {})));
    return new Map([...names].map((name) => [name, Float64Array.from(rows, (row) => read(row)?.[name] ?? NaN)]));
  };
  return {
    total: rows.length,
    position: Float64Array.from(rows, (row) => row.position),
    status: Float64Array.from(rows, (row) => row.status ?? 0),
    seconds: Float64Array.from(rows, () => 1),
    metrics: table((row) => row.metrics),
    predictedMean: table((row) => row.predicted),
    predictedStd: new Map(),
    choices: (rows[0]?.choices ?? []).map((_, d) => Float64Array.from(rows, (row) => row.choices?.[d] ?? NaN)),
  };
}

export function pointsOf(rows: readonly Row[]): Points {
  const points = noPoints();
  takeIn(points, columnsOf(rows));
  return points;
}

export const setup: RunSetupMessage = {
  store: '/s',
  run: 'r',
  experiment: 'e',
  space: 'x',
  file: '/f',
  seed: 0,
  objectives: [],
  constraints: [],
  estimated: [],
  box: undefined,
  decisions: [
    { path: 'op', ordinal: false, alternatives: ['conv', 'pool'] },
    { path: 'width', ordinal: true, alternatives: ['8', '16', '32'] },
  ],
  note: undefined,
};
