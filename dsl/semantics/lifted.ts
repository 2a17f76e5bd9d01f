/**
 * Functions over decision-dependent values: apply a function to every combination of the alternatives that its arguments
 * depend on, and keep the result as small as it is (decisions on which it does not vary are dropped).
 */
import {
  isError,
  isLifted,
  isList,
  isOpaque,
  kindOf,
  OPAQUE,
  sameValue,
  type Concrete,
  type Lifted,
  type Value,
} from './values.ts';

/** Most combinations that one value is followed through. */
export const TABLE_LIMIT = 20_000;

/** `f` over concrete arguments, lifted to arguments that may depend on decisions. Lists and records are looked into by `deepen`. */
export function lift(values: readonly Value[], f: (concrete: Concrete[]) => Value): Value {
  if (values.every(isSettled)) return f(values as Concrete[]);
  const args = values.map(deepen);
  if (args.some(isOpaque)) return args.find(isError) ?? OPAQUE;
  const axes = unionAxes(args.filter(isLifted));
  const size = axes.reduce((product, axis) => product * axis.size, 1);
  if (size > TABLE_LIMIT) return OPAQUE;
  const readers = args.map((arg) => reader(arg as Concrete | Lifted, axes));
  const table: Value[] = [];
  for (let i = 0; i < size; i++) table.push(f(readers.map((read) => read(i))));
  return settleTable(axes, table);
}

/** The value under a (partial) assignment that covers its decisions; INACTIVE reads as the first alternative. */
export function at(value: Value, choices: ArrayLike<number>): Concrete {
  if (!isLifted(value)) return value as Concrete;
  let index = 0;
  for (let i = 0; i < value.deps.length; i++) {
    const choice = choices[value.deps[i] as number] as number;
    index = index * (value.sizes[i] as number) + (choice < 0 ? 0 : choice);
  }
  return value.table[index] as Concrete;
}

/** `condition` ? a : b, entry by entry. */
export function select(condition: Value, a: Value, b: Value): Value {
  if (condition === true) return a;
  if (condition === false) return b;
  return lift([condition, a, b], ([c, x, y]) => (c === true ? x : y) as Concrete);
}

export function and(a: Value, b: Value): Value {
  if (a === true) return b;
  if (b === true) return a;
  return lift([a, b], ([x, y]) => x === true && y === true);
}

export function not(a: Value): Value {
  return lift([a], ([x]) => x !== true);
}

/** The value of a decision as a table over itself. */
export function decisionTable(decision: number, alternatives: readonly Concrete[]): Value {
  const first = alternatives[0];
  if (alternatives.length === 1 && first !== undefined) return first;
  return { kind: 'lifted', deps: [decision], sizes: [alternatives.length], table: alternatives };
}

/** Combines tables over `outer` whose entries may themselves be lifted into one table. */
function settleTable(axes: readonly Axis[], table: readonly Value[]): Value {
  if (table.some(isOpaque)) return OPAQUE;
  const inner = table.filter(isLifted);
  if (inner.length === 0) return shrink(axes, table as Concrete[]);
  const all = unionAxes([...inner, { deps: axes.map((a) => a.dep), sizes: axes.map((a) => a.size) }]);
  const size = all.reduce((product, axis) => product * axis.size, 1);
  if (size > TABLE_LIMIT) return OPAQUE;
  const outerIndex = indexer(axes, all);
  const readers = table.map((entry) => reader(entry as Concrete | Lifted, all));
  const merged: Concrete[] = [];
  for (let i = 0; i < size; i++) merged.push((readers[outerIndex(i)] as (i: number) => Concrete)(i));
  return shrink(all, merged);
}

/** Whether a value has no open decision inside. Operators keep theirs in their arguments, which their application looks at. */
function isSettled(value: Value): boolean {
  if (typeof value !== 'object') return true;
  if (isList(value)) return value.every(isSettled);
  if (value.kind === 'record') {
    for (const field of value.fields.values()) if (!isSettled(field)) return false;
    return true;
  }
  return value.kind !== 'lifted' && value.kind !== 'opaque';
}

/** A list or record with lifted parts becomes a lifted list or record. */
export function deepen(value: Value): Value {
  if (isSettled(value)) return value;
  if (Array.isArray(value)) {
    return liftFlat((value as readonly Value[]).map(deepen), (concrete) => concrete);
  }
  if (kindOf(value) !== 'record') return value;
  const fields = (value as { fields: ReadonlyMap<string, Value> }).fields;
  const deep = [...fields.values()].map(deepen);
  const keys = [...fields.keys()];
  return liftFlat(deep, (concrete) => ({
    kind: 'record',
    fields: new Map(keys.map((key, i) => [key, concrete[i] as Concrete])),
  }));
}

function liftFlat(args: readonly Value[], f: (concrete: Concrete[]) => Concrete): Value {
  if (args.some(isOpaque)) return OPAQUE;
  const axes = unionAxes(args.filter(isLifted));
  const size = axes.reduce((product, axis) => product * axis.size, 1);
  if (size > TABLE_LIMIT) return OPAQUE;
  const readers = args.map((arg) => reader(arg as Concrete | Lifted, axes));
  const table: Concrete[] = [];
  for (let i = 0; i < size; i++) table.push(f(readers.map((read) => read(i))));
  return shrink(axes, table);
}

interface Axis {
  readonly dep: number;
  readonly size: number;
}

export function unionAxes(values: readonly { deps: readonly number[]; sizes: readonly number[] }[]): Axis[] {
  const sizes = new Map<number, number>();
  for (const value of values) value.deps.forEach((dep, i) => sizes.set(dep, value.sizes[i] as number));
  return [...sizes].sort((a, b) => a[0] - b[0]).map(([dep, size]) => ({ dep, size }));
}

/** Maps an index over `axes` to the index over the sub-list `inner`. */
function indexer(inner: readonly Axis[], axes: readonly Axis[]): (index: number) => number {
  const strides = new Map<number, number>();
  let stride = 1;
  for (let i = inner.length - 1; i >= 0; i--) {
    strides.set((inner[i] as Axis).dep, stride);
    stride *= (inner[i] as Axis).size;
  }
  const steps = axes.map((axis) => strides.get(axis.dep) ?? 0);
  return (index) => {
    let out = 0;
    for (let i = axes.length - 1; i >= 0; i--) {
      const size = (axes[i] as Axis).size;
      out += (index % size) * (steps[i] as number);
      index = Math.floor(index / size);
    }
    return out;
  };
}

function reader(value: Concrete | Lifted, axes: readonly Axis[]): (index: number) => Concrete {
  if (!isLifted(value)) return () => value as Concrete;
  const own = value.deps.map((dep, i) => ({ dep, size: value.sizes[i] as number }));
  const toOwn = indexer(own, axes);
  return (index) => value.table[toOwn(index)] as Concrete;
}

/** Drops the axes on which the table does not vary. */
function shrink(axes: readonly Axis[], table: readonly Concrete[]): Value {
  const first = table[0] as Concrete;
  if (table.every((entry) => sameValue(entry, first))) return first;
  let kept = axes.slice();
  let entries = table;
  for (let i = axes.length - 1; i >= 0 && kept.length > 1; i--) {
    const position = kept.findIndex((axis) => axis.dep === (axes[i] as Axis).dep);
    const dropped = dropAxis(kept, entries, position);
    if (dropped !== undefined) {
      entries = dropped;
      kept = kept.filter((_, k) => k !== position);
    }
  }
  return { kind: 'lifted', deps: kept.map((a) => a.dep), sizes: kept.map((a) => a.size), table: entries };
}

function dropAxis(axes: readonly Axis[], table: readonly Concrete[], position: number): Concrete[] | undefined {
  const size = (axes[position] as Axis).size;
  const inner = axes.slice(position + 1).reduce((product, axis) => product * axis.size, 1);
  const outer = table.length / (size * inner);
  const out: Concrete[] = [];
  for (let o = 0; o < outer; o++) {
    for (let n = 0; n < inner; n++) {
      const base = o * size * inner + n;
      const value = table[base] as Concrete;
      for (let s = 1; s < size; s++) if (!sameValue(table[base + s * inner] as Concrete, value)) return undefined;
      out.push(value);
    }
  }
  return out;
}
