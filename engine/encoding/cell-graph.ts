/**
 * The live part of a cell, compact: what the graph features are computed on.
 *
 * Steps are the live edges in topological order. Taking a step applies the operator on the edge, then the one on the vertex
 * that it enters, so that spaces with operators on edges (NAS-Bench-201, DARTS) and on vertices (NAS-Bench-101) read alike.
 */
import type { CellTopology } from '../../dsl/graph/network.ts';

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
  const edges = topology.edges.filter((edge) => edge.live).sort((a, b) => a.to - b.to || a.from - b.from);
  const number = (operator: string | undefined): number =>
    operator === undefined ? PLAIN : (alphabet.get(operator) ?? PLAIN);
  return {
    inputs: topology.inputs.length,
    vertices,
    from: Int32Array.from(edges, (edge) => edge.from),
    to: Int32Array.from(edges, (edge) => edge.to),
    edgeOperator: Int32Array.from(edges, (edge) => number(edge.operator)),
    vertexOperator: Int32Array.from(topology.vertices, (vertex) => (vertex.live ? number(vertex.operator) : PLAIN)),
    live: Uint8Array.from(topology.vertices, (vertex) => (vertex.live ? 1 : 0)),
  };
}
