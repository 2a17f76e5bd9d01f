/** Values that only traces use: what an operator costs at a place, and whether two lists of alternatives are the same. */
import { flopsOf } from '../graph/flops.ts';
import type { Expansion } from '../graph/network.ts';
import type { Shape } from '../graph/shape.ts';
import { isLifted, isList, isOp, REPORTED, sameValue, type Concrete, type Value } from '../semantics/values.ts';

/** Equal alternatives but for the arguments of operators, which may follow the cell's width. */
export function alike(a: Value, b: Value): boolean {
  if (isLifted(a) && isLifted(b))
    return a.table.length === b.table.length && a.table.every((entry, i) => alike(entry, b.table[i] as Value));
  if (isList(a) && isList(b)) return a.length === b.length && a.every((entry, i) => alike(entry, b[i] as Value));
  if (isOp(a) && isOp(b)) return a.item === b.item;
  return sameValue(a, b);
}

export function costRecord(expansion: Expansion, inputs: readonly Shape[]): Concrete {
  return {
    kind: 'record',
    fields: new Map<string, Value>([
      ['shape', { kind: 'shape', shape: expansion.shape }],
      ['params', expansion.params],
      ['macs', expansion.macs],
      ['flops', flopsOf(expansion, inputs)],
    ]),
  };
}

export function field(record: Concrete, name: string, otherwise: Concrete = REPORTED): Concrete {
  if (typeof record === 'object' && !isList(record) && record.kind === 'record') {
    return (record.fields.get(name) as Concrete | undefined) ?? otherwise;
  }
  return otherwise;
}
