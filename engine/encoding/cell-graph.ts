/**
 * The live part of a cell, compact: what the graph features are computed on.
 *
 * Steps are the live edges in topological order. Taking a step applies the operator on the edge, then the one on the vertex
 * that it enters, so that spaces with operators on edges (NAS-Bench-201, DARTS) and on vertices (NAS-Bench-101) read alike.
 */
import type { CellEdge, CellTopology, CellVertex } from '../../dsl/graph/network.ts';

/** No operator there. */
export const PLAIN = -1;

export interface CellGraph {
  readonly inputs: number;
  readonly vertices: number;
  /** Live edges by target, so that all steps into a vertex come before those out of it. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Operator on the edge: its number in the alphabet, or PLAIN. */
  readonly edgeOperator: Int32Array;
  /** Operator on the vertex, dead or absent ones PLAIN. */
  readonly vertexOperator: Int32Array;
  /** 1 for live vertices. */
  readonly live: Uint8Array;
}

/** `alphabet` numbers the operators; one that it lacks reads as PLAIN. */
export function cellGraph(topology: CellTopology, alphabet: ReadonlyMap<string, number>): CellGraph {
  const vertices = topology.vertices.length;
  const edges = liveEdges(topology);
  const number = (operator: string | undefined): number =>
    operator === undefined ? PLAIN : (alphabet.get(operator) ?? PLAIN);
  // Filled in loops: several times faster than `from` with a function.
  const from = new Int32Array(edges.length);
  const to = new Int32Array(edges.length);
  const edgeOperator = new Int32Array(edges.length);
  for (let e = 0; e < edges.length; e++) {
    const edge = edges[e] as CellEdge;
    from[e] = edge.from;
    to[e] = edge.to;
    edgeOperator[e] = number(edge.operator);
  }
  const vertexOperator = new Int32Array(vertices).fill(PLAIN);
  const live = new Uint8Array(vertices);
  for (let v = 0; v < vertices; v++) {
    const vertex = topology.vertices[v] as CellVertex;
    if (!vertex.live) continue;
    vertexOperator[v] = number(vertex.operator);
    live[v] = 1;
  }
  return { inputs: topology.inputs.length, vertices, from, to, edgeOperator, vertexOperator, live };
}

/** By target, then by source. Most cells come in this order. */
function liveEdges({ edges }: CellTopology): readonly CellEdge[] {
  const live: CellEdge[] = [];
  let isOrdered = true;
  for (const edge of edges) {
    if (!edge.live) continue;
    const last = live.at(-1);
    if (last !== undefined && inOrder(last, edge) > 0) isOrdered = false;
    live.push(edge);
  }
  return isOrdered ? live : live.sort(inOrder);
}

function inOrder(a: CellEdge, b: CellEdge): number {
  return a.to - b.to || a.from - b.from;
}
