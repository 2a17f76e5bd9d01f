/**
 * A cell's structure with its decisions made, read from the tables of the trace instead of interpreting the cell's text again: some ten
 * times quicker, which is what encoding a hundred thousand architectures needs.
 */
import type { CellStructure, InnerVertex } from '../semantics/cells.ts';
import { at, deepen } from '../semantics/lifted.ts';
import { takesNothing } from '../semantics/operators.ts';
import { isError, isLifted, isList, isOp, isOpaque, kindOf, type OpValue, type Value } from '../semantics/values.ts';

/**
 * Gives the structure under choices that cover its decisions; `out` and `stride` are those of the traced use. Undefined under choices that the
 * space does not allow: what is wrong with them, the text must tell.
 */
export type SettledStructure = (choices: ArrayLike<number>) => CellStructure | undefined;

/** Undefined where a part of the structure was beyond tables. */
export function settledStructure(traced: CellStructure): SettledStructure | undefined {
  const vertices = traced.vertices.map(prepared);
  const of = deepen(traced.output.of);
  if (!isReadable(of) || vertices.some((vertex) => vertex === undefined)) return undefined;
  const readable = vertices as readonly InnerVertex[];
  return (choices) => {
    const settled: InnerVertex[] = [];
    for (const vertex of readable) {
      const active = settle(vertex.active, choices);
      if (isError(active)) return undefined;
      if (active !== true) continue;
      const from = settle(vertex.from, choices);
      if (!isList(from)) return undefined;
      const edges = vertex.edges?.slice(0, from.length).map((edge) => settle(edge, choices));
      const op = vertex.op === undefined ? undefined : settle(vertex.op, choices);
      if (edges?.some(isError) === true || (op !== undefined && isError(op))) return undefined;
      settled.push({ ...vertex, active, from, edges, op });
    }
    const taken = settle(of, choices);
    return isError(taken) ? undefined : { ...traced, vertices: settled, output: { ...traced.output, of: taken } };
  };
}

function prepared(vertex: InnerVertex): InnerVertex | undefined {
  const from = deepen(vertex.from);
  const parts = [vertex.active, from, ...(vertex.edges ?? []), ...(vertex.op === undefined ? [] : [vertex.op])];
  return parts.every(isReadable) ? { ...vertex, from } : undefined;
}

/** Whether `settle` finds a value in it under choices that the space allows; under others it may be an error. */
function isReadable(value: Value): boolean {
  if (isError(value)) return true;
  if (isOpaque(value)) return false;
  if (isLifted(value)) return value.table.every(isReadable);
  if (isList(value)) return value.every(isReadable);
  if (isOp(value)) {
    const { item, environment, args } = value;
    return item.kind === 'op' && takesNothing(item, environment) && [...args.values()].every(isReadable);
  }
  return kindOf(value) !== 'record';
}

function settle(value: Value, choices: ArrayLike<number>): Value {
  if (typeof value !== 'object') return value;
  const chosen: Value = isLifted(value) ? at(value, choices) : value;
  if (isOp(chosen)) return settledOperator(chosen, choices);
  return isList(chosen) ? chosen.map((item) => settle(item, choices)) : chosen;
}

function settledOperator(op: OpValue, choices: ArrayLike<number>): OpValue {
  let isOpen = false;
  for (const value of op.args.values()) if (typeof value === 'object') isOpen = true;
  if (!isOpen) return op;
  return { ...op, args: new Map([...op.args].map(([name, value]) => [name, settle(value, choices)])) };
}
