/**
 * A network as a sequence of small graphs, the way global encodings read it (HyperNAS, arXiv 2509.18151): cells in the order of the network, stem,
 * reductions and head as positions of their own; in macro spaces the layers take the place of cells.
 */

/** Facts of a node beside its operator, in this order. */
export const SCALARS = ['kernel', 'log2 stride', 'log2 channels', 'log2 resolution', 'log params', 'log macs'] as const;

export type Scalars = readonly number[];

export interface GraphNode {
  /** Name of the operator; `input 0`, ... for what enters the position; `sum`, `concat`, ... for merges. */
  readonly operator: string;
  /** As long as `SCALARS`. */
  readonly scalars: Scalars;
}

export interface PositionGraph {
  /** In topological order. */
  readonly nodes: readonly GraphNode[];
  /** From, to: numbers of nodes, from < to. */
  readonly edges: readonly (readonly [number, number])[];
}
