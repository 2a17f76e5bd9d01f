/**
 * Graph features of a cell, in the manner of GRAF (Kadlecová et al., "Surprisingly strong performance prediction with neural
 * graph features", arXiv 2404.16551): counts, and for sets of operators the shortest path of only these, the most of them on
 * a path and their number beside input and output; here also counts of paths, of two-letter words along paths, receptive fields, and
 * how much of the output's variance comes through each operator. The order is that of `cellSchema`'s names.
 */
import { PLAIN, type CellGraph } from './cell-graph.ts';
import type { CellSchema } from './cell-schema.ts';
import { pathCounts, writeHistogram, writePathMeans, writeReceptiveFields } from './path-features.ts';
import { writeVarianceShares } from './variance-features.ts';
import { writeWordCounts } from './word-features.ts';

/** Writes `schema.names.length` numbers to `out` from `offset` on and returns the offset after them. */
export function writeCellFeatures(graph: CellGraph, schema: CellSchema, out: Float64Array, offset: number): number {
  let at = writeCounts(graph, schema, out, offset);
  const ends = endVertices(graph);
  for (const mask of schema.subsets) at = writeSubset(graph, ends, schema.maxVertices, mask, out, at);
  const paths = pathCounts(graph);
  out[at++] = paths.total;
  out[at++] = Math.log1p(paths.total);
  at = writeReceptiveFields(graph, schema, paths, out, at);
  at = writeHistogram(graph, schema.weighted, out, at);
  at = writeHistogram(graph, schema.spatial, out, at);
  at = writePathMeans(graph, schema, paths, out, at);
  if (schema.letters > 0) at = writeWordCounts(graph, schema, paths, out, at);
  at = writeVarianceShares(graph, schema, out, at);
  return writeInputs(graph, schema, out, at);
}

function writeCounts(graph: CellGraph, schema: CellSchema, out: Float64Array, at: number): number {
  const { edgeOperator, vertexOperator, from, to, live } = graph;
  const operators = schema.operators.length;
  let total = 0;
  out.fill(0, at, at + operators);
  for (const list of [edgeOperator, vertexOperator]) {
    for (const operator of list) {
      if (operator === PLAIN) continue;
      out[at + operator]! += 1;
      total++;
    }
  }
  at += operators;
  let vertices = 0;
  for (const flag of live) vertices += flag;
  let direct = 0;
  for (let e = 0; e < from.length; e++) {
    if ((from[e] as number) < graph.inputs && to[e] === graph.vertices - 1) direct++;
  }
  out[at++] = total;
  out[at++] = vertices;
  out[at++] = direct;
  return at;
}

/** Vertices that hold an input's value, and those whose value goes to the output, as they are: reached by plain edges alone. */
interface EndVertices {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

function endVertices(graph: CellGraph): EndVertices {
  const { from, to, edgeOperator, vertexOperator, vertices, inputs } = graph;
  const first = new Uint8Array(vertices).fill(1, 0, inputs);
  const last = new Uint8Array(vertices);
  last[vertices - 1] = 1;
  const plain = (e: number): boolean => edgeOperator[e] === PLAIN && vertexOperator[to[e] as number] === PLAIN;
  for (let e = 0; e < from.length; e++) if (plain(e) && first[from[e] as number] === 1) first[to[e] as number] = 1;
  for (let e = from.length - 1; e >= 0; e--) if (plain(e) && last[to[e] as number] === 1) last[from[e] as number] = 1;
  return { first, last };
}

/** Scratch of `writeSubset`: shortest, most and paths by vertex. Cells have few vertices; it grows when one has more. */
let shortest = new Float64Array(64);
let most = new Float64Array(64);
let only = new Float64Array(64);

function writeSubset(
  graph: CellGraph,
  ends: EndVertices,
  unreachable: number,
  mask: number,
  out: Float64Array,
  at: number,
): number {
  const { from, to, edgeOperator, vertexOperator, vertices, inputs } = graph;
  if (shortest.length < vertices) {
    shortest = new Float64Array(vertices);
    most = new Float64Array(vertices);
    only = new Float64Array(vertices);
  }
  for (let v = 0; v < vertices; v++) {
    shortest[v] = v < inputs ? 0 : unreachable;
    most[v] = v < inputs ? 0 : -unreachable;
    only[v] = v < inputs ? 1 : 0;
  }
  let first = 0;
  let last = 0;
  for (let e = 0; e < from.length; e++) {
    const source = from[e] as number;
    const target = to[e] as number;
    const onEdge = edgeOperator[e] as number;
    const onVertex = vertexOperator[target] as number;
    const inEdge = onEdge === PLAIN ? 0 : (mask >>> onEdge) & 1;
    const inVertex = onVertex === PLAIN ? 0 : (mask >>> onVertex) & 1;
    most[target] = Math.max(most[target] as number, (most[source] as number) + inEdge + inVertex);
    if (ends.first[source] === 1 && (onEdge === PLAIN ? inVertex : inEdge) === 1) first++;
    if (ends.last[target] === 1 && onVertex === PLAIN) {
      const before = vertexOperator[source] as number;
      if (onEdge === PLAIN ? before !== PLAIN && ((mask >>> before) & 1) === 1 : inEdge === 1) last++;
    }
    if ((onEdge !== PLAIN && inEdge === 0) || (onVertex !== PLAIN && inVertex === 0)) continue;
    const steps = (onEdge === PLAIN ? 0 : 1) + (onVertex === PLAIN ? 0 : 1);
    shortest[target] = Math.min(shortest[target] as number, (shortest[source] as number) + steps);
    only[target]! += only[source] as number;
  }
  out[at++] = Math.min(shortest[vertices - 1] as number, unreachable);
  out[at++] = Math.max(most[vertices - 1] as number, -1);
  out[at++] = first;
  out[at++] = last;
  out[at++] = Math.log1p(only[vertices - 1] as number);
  return at;
}

/** For each input its live edges, and the fewest live edges from it to the output (one more than possible where there is no way). */
function writeInputs(graph: CellGraph, schema: CellSchema, out: Float64Array, at: number): number {
  const { from, to, vertices } = graph;
  const distance = new Float64Array(vertices).fill(schema.maxVertices);
  distance[vertices - 1] = 0;
  const degree = new Float64Array(vertices);
  for (let e = from.length - 1; e >= 0; e--) {
    const source = from[e] as number;
    distance[source] = Math.min(distance[source] as number, (distance[to[e] as number] as number) + 1);
    degree[source]! += 1;
  }
  for (let i = 0; i < schema.inputs; i++) {
    out[at++] = degree[i] as number;
    out[at++] = distance[i] as number;
  }
  return at;
}
