/**
 * The evaluations of a run as the page keeps them: columns that grow, ascending by position. A row is an index into them. Points arrive in the
 * order in which they were evaluated, so they are appended almost always; what replaces known positions makes everything anew.
 */
import type { Columns } from '../../pareto/contract.ts';

export interface Points {
  count: number;
  /** Evaluations of the run, those that have not arrived included. */
  total: number;
  position: Float64Array;
  status: Float64Array;
  seconds: Float64Array;
  readonly metrics: Map<string, Float64Array>;
  readonly predictedMean: Map<string, Float64Array>;
  readonly predictedStd: Map<string, Float64Array>;
  /** By decision: the alternative's number, -1 where inactive. */
  readonly choices: Float64Array[];
}

export function noPoints(): Points {
  return {
    count: 0,
    total: 0,
    position: new Float64Array(0),
    status: new Float64Array(0),
    seconds: new Float64Array(0),
    metrics: new Map(),
    predictedMean: new Map(),
    predictedStd: new Map(),
    choices: [],
  };
}

/**
 * Takes the columns in. `appended`: rows from the former count on are new, all else is as it was. `replaced`: anything may have changed.
 * Or one sentence, for columns of unequal lengths.
 */
export function takeIn(points: Points, columns: Columns): 'appended' | 'replaced' | { readonly error: string } {
  const added = columns.position.length;
  const all = [
    columns.status,
    columns.seconds,
    ...columns.metrics.values(),
    ...columns.predictedMean.values(),
    ...columns.predictedStd.values(),
    ...columns.choices,
  ];
  const wrong = all.find((column) => column.length !== added);
  if (wrong !== undefined) return { error: `columns of ${added} and of ${wrong.length} points do not fit together` };
  points.total = columns.total;
  const last = points.count === 0 ? -1 : (points.position[points.count - 1] as number);
  if (isAscending(columns.position, last)) {
    append(points, columns);
    return 'appended';
  }
  merge(points, columns);
  return 'replaced';
}

/** Row of a position, -1 where it is not there. */
export function rowOf(points: Points, position: number): number {
  let low = 0;
  let high = points.count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = points.position[middle] as number;
    if (found === position) return middle;
    if (found < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function isAscending(positions: Float64Array, last: number): boolean {
  let before = last;
  for (const position of positions) {
    if (!(position > before)) return false;
    before = position;
  }
  return true;
}

function append(points: Points, columns: Columns): void {
  const from = points.count;
  const to = from + columns.position.length;
  points.position = grown(points.position, from, to, columns.position);
  points.status = grown(points.status, from, to, columns.status);
  points.seconds = grown(points.seconds, from, to, columns.seconds);
  for (const kind of ['metrics', 'predictedMean', 'predictedStd'] as const) {
    for (const name of new Set([...points[kind].keys(), ...columns[kind].keys()]))
      points[kind].set(name, grown(points[kind].get(name), from, to, columns[kind].get(name)));
  }
  const decisions = Math.max(points.choices.length, columns.choices.length);
  for (let d = 0; d < decisions; d++) points.choices[d] = grown(points.choices[d], from, to, columns.choices[d]);
  points.count = to;
}

/** The column with room for `to` values; what is missing is NaN. */
function grown(
  column: Float64Array | undefined,
  from: number,
  to: number,
  added: Float64Array | undefined,
): Float64Array {
  // The first columns that arrive belong to the page: nothing is gained by a copy of them.
  if (from === 0 && added !== undefined) return added;
  let held = column;
  if (held === undefined || held.length < to) {
    held = new Float64Array(Math.max(to, Math.ceil(1.5 * (column?.length ?? 0))));
    if (column !== undefined) held.set(column.subarray(0, from));
    held.fill(NaN, column === undefined ? 0 : from);
  }
  if (added === undefined) held.fill(NaN, from, to);
  else held.set(added, from);
  return held;
}

/** Old and new rows in the order of their positions; of equal positions the one that came last. */
function merge(points: Points, columns: Columns): void {
  const before: Columns = { ...points, ...trimmed(points) };
  const rows = new Map<number, readonly [Columns, number]>();
  for (const source of [before, columns]) source.position.forEach((position, row) => rows.set(position, [source, row]));
  const order = [...rows.keys()]
    .sort((a, b) => a - b)
    .map((position) => rows.get(position) as readonly [Columns, number]);
  const gather = (read: (source: Columns) => Float64Array | undefined): Float64Array =>
    Float64Array.from(order, ([source, row]) => read(source)?.[row] ?? NaN);
  const names = (kind: 'metrics' | 'predictedMean' | 'predictedStd'): string[] => [
    ...new Set([...before[kind].keys(), ...columns[kind].keys()]),
  ];
  for (const kind of ['metrics', 'predictedMean', 'predictedStd'] as const)
    for (const name of names(kind))
      points[kind].set(
        name,
        gather((source) => source[kind].get(name)),
      );
  const decisions = Math.max(before.choices.length, columns.choices.length);
  for (let d = 0; d < decisions; d++) points.choices[d] = gather((source) => source.choices[d]);
  points.status = gather((source) => source.status);
  points.seconds = gather((source) => source.seconds);
  points.position = gather((source) => source.position);
  points.count = order.length;
}

function trimmed(points: Points): Pick<Columns, 'position' | 'status' | 'seconds'> {
  const cut = (column: Float64Array): Float64Array => column.slice(0, points.count);
  return { position: cut(points.position), status: cut(points.status), seconds: cut(points.seconds) };
}
