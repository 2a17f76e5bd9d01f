/**
 * Values of the language while a space is interpreted.
 *
 * One interpreter serves two purposes. To *trace* a space, decisions stay open: a value that depends on them is `Lifted`, a
 * table over the alternatives of the decisions it depends on. To *build* one architecture, decisions are made and every value
 * is concrete. Problems are values too (`ErrorValue`): they are reported where a statement uses them, and only if the alternatives
 * that lead to them can really occur together.
 */
import type { DiagnosticCode, Place } from '../diagnostics/catalogue.ts';
import { sameShape, showShape, type Shape } from '../graph/shape.ts';
import type { BlockItem, CellItem, OpItem } from '../syntax/ast.ts';
import type { Environment } from './environment.ts';

export type Value = Concrete | Lifted | Opaque;

export type Concrete =
  | number
  | boolean
  | string
  | readonly Value[]
  | RangeValue
  | RecordValue
  | ShapeValue
  | OpValue
  | VertexValue
  | MergeValue
  | MetricValue
  | FunctionValue
  | ErrorValue;

/** Depends on decisions: entry `sum(choice[deps[i]] * stride[i])` of the table, strides from `sizes`, last one fastest. */
export interface Lifted {
  readonly kind: 'lifted';
  readonly deps: readonly number[];
  readonly sizes: readonly number[];
  readonly table: readonly Concrete[];
}

/** Depends on more combinations than a table may hold (`TABLE_LIMIT`). Followed no further; nothing is claimed about it. */
export interface Opaque {
  readonly kind: 'opaque';
}

export interface RangeValue {
  readonly kind: 'range';
  readonly from: number;
  readonly to: number;
}

export interface RecordValue {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
}

export interface ShapeValue {
  readonly kind: 'shape';
  readonly shape: Shape;
}

/** An operator, block or cell, with the arguments bound so far. */
export interface OpValue {
  readonly kind: 'op';
  readonly item: OpItem | BlockItem | CellItem;
  readonly environment: Environment;
  readonly args: ReadonlyMap<string, Value>;
}

/** A vertex of the cell being interpreted, by its index in the cell's full vertex list. */
export interface VertexValue {
  readonly kind: 'vertex';
  readonly index: number;
  readonly name: string;
}

/** `concat(n)` and its like, in a cell's output. */
export interface MergeValue {
  readonly kind: 'merge';
  readonly merge: string;
  readonly of: Value;
}

/** `params`, `flops`, `accuracy`, ... in a `require` or objective. */
export interface MetricValue {
  readonly kind: 'metric';
  readonly metric: string;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
}

export interface Problem {
  readonly code: DiagnosticCode;
  readonly place: Place;
  readonly parameters: unknown;
}

/** `problem` is undefined where the cause has been reported already (by the parser, or at another place). */
export interface ErrorValue {
  readonly kind: 'error';
  readonly problem: Problem | undefined;
}

export const REPORTED: ErrorValue = { kind: 'error', problem: undefined };
export const OPAQUE: Opaque = { kind: 'opaque' };

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Narrow by `kind`, which numbers, booleans, strings and lists do not have. */
export function kindOf(value: Value): string {
  if (typeof value !== 'object') return typeof value;
  return isList(value) ? 'list' : value.kind;
}

export function isError(value: Value): value is ErrorValue {
  return kindOf(value) === 'error';
}

export function isLifted(value: Value): value is Lifted {
  return kindOf(value) === 'lifted';
}

export function isOpaque(value: Value): value is Opaque {
  return kindOf(value) === 'opaque';
}

export function isOp(value: Value): value is OpValue {
  return kindOf(value) === 'op';
}

export function isShape(value: Value): value is ShapeValue {
  return kindOf(value) === 'shape';
}

/** What a message calls a value's type. */
export function typeName(value: Value): string {
  const kind = kindOf(value);
  switch (kind) {
    case 'op':
      return 'an operator';
    case 'vertex':
      return 'a node of the cell';
    case 'metric':
      return 'a metric';
    case 'function':
      return 'a function';
    case 'lifted':
      return isLifted(value) ? typeName(value.table.find((entry) => !isError(entry)) ?? REPORTED) : kind;
    default:
      return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
  }
}

/** The text of a value in the language: `3.5`, `relu`, `conv3x3(out: 16)`, `[x, v[0]]`. */
export function show(value: Value): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'nan';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(show).join(', ')}]`;
  switch (value.kind) {
    case 'range':
      return `${value.from}..${value.to}`;
    case 'record':
      return `{ ${[...value.fields].map(([key, field]) => `${key}: ${show(field)}`).join(', ')} }`;
    case 'shape':
      return showShape(value.shape);
    case 'op':
      if (value.args.size === 0) return value.item.name.text;
      return `${value.item.name.text}(${[...value.args].map(([key, arg]) => `${key}: ${showArgument(arg)}`).join(', ')})`;
    case 'vertex':
      return value.name;
    case 'merge':
      return `${value.merge}(${show(value.of)})`;
    case 'metric':
      return value.metric;
    case 'function':
      return value.name;
    case 'lifted':
      return value.table.map(show).join(' | ');
    case 'opaque':
      return '…';
    case 'error':
      return '?';
  }
}

/** An argument that other decisions decide is shown as the list of what it can be: it must read back as a value. */
function showArgument(value: Value): string {
  if (isOpaque(value)) return '[]';
  return isLifted(value) ? `[${[...new Set(value.table.map(show))].join(', ')}]` : show(value);
}

/** Structural equality; operators are equal when declaration and arguments are. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return Number.isNaN(a) && Number.isNaN(b);
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i] as Value));
  if (isList(b) || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'range':
      return b.kind === 'range' && a.from === b.from && a.to === b.to;
    case 'record':
      return b.kind === 'record' && sameFields(a.fields, b.fields);
    case 'shape':
      return b.kind === 'shape' && sameShape(a.shape, b.shape);
    case 'op':
      return b.kind === 'op' && a.item === b.item && sameFields(a.args, b.args);
    case 'vertex':
      return b.kind === 'vertex' && a.index === b.index;
    case 'merge':
      return b.kind === 'merge' && a.merge === b.merge && sameValue(a.of, b.of);
    case 'metric':
      return b.kind === 'metric' && a.metric === b.metric;
    case 'function':
      return b.kind === 'function' && a.name === b.name;
    case 'lifted':
      return (
        b.kind === 'lifted' &&
        a.deps.length === b.deps.length &&
        a.deps.every((dep, i) => dep === b.deps[i]) &&
        a.table.every((entry, i) => sameValue(entry, b.table[i] as Value))
      );
    case 'opaque':
    case 'error':
      return false;
  }
}

function sameFields(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !sameValue(value, other)) return false;
  }
  return true;
}
