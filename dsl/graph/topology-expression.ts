/**
 * The expression of a cell, as NAS-Bench-201 writes it to tell its cells apart (Dong and Yang 2020, section 2: 6,466 of 15,625).
 *
 * A vertex is the sorted list of its terms: `(expression of the source)@operator` for an operator on an edge, the source's
 * expression itself for `skip`, and `#` for `none` and for everything that reads a vertex which is exactly `#`.
 *
 * This is coarser than the live graph in one way (an operator used twice equals two operators used once) and finer in two
 * (every zero stays a term of the sum; terms that a skip brings along are not sorted in among the others). So it is the
 * benchmark's equivalence, needed to agree with its `iso_group`, and not the one by which networks are told apart here: that is
 * `topologyHash`, which knows 5,425 classes among the 15,625.
 */
import { digest } from './digest.ts';
import type { CellTopology } from './network.ts';
import { isPassThrough } from './topology-hash.ts';

const ZERO = '#';

/** Reads all edges, live or not: a connection that is cut counts as a zero. */
export function cellExpression(topology: CellTopology): string {
  const last = topology.vertices.length - 1;
  const texts: string[] = [];
  topology.vertices.forEach((vertex, v) => {
    if (v < topology.inputs.length) {
      texts.push(String(v));
      return;
    }
    const terms: string[] = [];
    for (const edge of topology.edges) {
      if (edge.to !== v) continue;
      const from = texts[edge.from] ?? ZERO;
      if (edge.operator === 'none' || from === ZERO) terms.push(ZERO);
      else terms.push(isPassThrough(edge.operator) ? from : `(${from})@${edge.operator}`);
    }
    const merge = v === last ? topology.output.merge : vertex.merge;
    const joined = terms.length === 0 ? ZERO : terms.sort().join('+');
    const value = merge === 'sum' || terms.length < 2 ? joined : `${merge}(${joined})`;
    const through = isPassThrough(vertex.operator) || value === ZERO;
    texts.push(through ? value : `(${value})@${vertex.operator}`);
  });
  return texts[last] ?? ZERO;
}

/** 32 hex digits of the expression. */
export function expressionHash(topology: CellTopology): string {
  return digest(cellExpression(topology));
}
