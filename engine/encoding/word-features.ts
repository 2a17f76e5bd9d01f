/**
 * Two-letter words along paths: how many paths have operator b next after operator a, with identities left out and the ends of
 * the path as letters. They tell a convolution before a pool from one after it, which counts and subsets do not.
 */
import { PLAIN, type CellGraph } from './cell-graph.ts';
import type { CellSchema } from './cell-schema.ts';
import type { PathCounts } from './path-features.ts';

/** Writes letters * letters numbers: rows start, a, b, ...; columns a, b, ..., end. */
export function writeWordCounts(
  graph: CellGraph,
  schema: CellSchema,
  paths: PathCounts,
  out: Float64Array,
  at: number,
): number {
  const { from, to, edgeOperator, vertexOperator, vertices, inputs } = graph;
  const { letters, letterOf } = schema;
  const end = at + letters * letters;
  out.fill(0, at, end);
  // ending[v * letters + a]: paths from the inputs to v whose last letter is a; letter 0 is the start.
  const ending = new Float64Array(vertices * letters);
  for (let v = 0; v < inputs; v++) ending[v * letters] = 1;
  for (let e = 0; e < from.length; e++) {
    const source = (from[e] as number) * letters;
    const target = to[e] as number;
    const after = paths.after[target] as number;
    const first = letterAt(edgeOperator[e] as number, letterOf);
    const second = letterAt(vertexOperator[target] as number, letterOf);
    for (let a = 0; a < letters; a++) {
      const count = ending[source + a] as number;
      if (count === 0) continue;
      let letter = a;
      for (let next = first, i = 0; i < 2; i++, next = second) {
        if (next === 0) continue;
        out[at + letter * letters + next - 1]! += count * after;
        letter = next;
      }
      ending[target * letters + letter]! += count;
    }
  }
  const output = (vertices - 1) * letters;
  for (let a = 0; a < letters; a++) out[at + a * letters + letters - 1] = ending[output + a] as number;
  return end;
}

/** 0 for identities and plain edges, which are no letters. */
function letterAt(operator: number, letterOf: Uint8Array): number {
  return operator === PLAIN ? 0 : (letterOf[operator] as number);
}
