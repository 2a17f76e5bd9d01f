/** What a trace looks at when a cell is used: that all its uses decide the same, and which operators it may take. */
import type { CellStructure, CellUse } from '../semantics/cells.ts';
import { settle } from '../semantics/machine.ts';
import { problem } from '../semantics/problem.ts';
import { kindOf, type OpValue } from '../semantics/values.ts';
import { entriesOf } from './cell-costs.ts';
import type { Trace } from './trace.ts';

/** A cell is decided once for all its uses, so arguments must not change what there is to decide. */
export function checkSameStructure(trace: Trace, use: CellUse, structure: CellStructure): void {
  const first = trace.structures.get(structure.name)?.vertices.length;
  if (first === structure.vertices.length) return;
  const why = `has ${structure.vertices.length} nodes here and ${first ?? 0} at its first use: copy it, \`cell Other = ${structure.name}\``;
  settle(trace, problem('invalid-value', use.place, { what: `cell "${structure.name}"`, why }));
}

/** The declarations of the operators that edges and nodes may take are used. */
export function markOperators(trace: Trace, structure: CellStructure): void {
  for (const { edges = [], op } of structure.vertices) {
    for (const entry of [...edges, op].flatMap(entriesOf))
      if (kindOf(entry) === 'op') trace.used.add((entry as OpValue).item);
  }
}
