/**
 * A network: one architecture of a space, as a graph. Two layers over the same computation:
 *
 * - operator layer (`Network.nodes`): one node an operator as the space names it (`relu_conv3x3_bn`, `sum`, `MBConv`'s
 *   `dwconv`, ...). Operators are nodes also where the space puts them on edges. This is what encodings read.
 * - primitive layer (`Expansion`): the primitives (`conv`, `batchnorm`, `relu`, ...) that an operator is made of, with
 *   shapes, parameters and MACs. Expansions are shared between equal operators at equal shapes. This is what costs, training
 *   and export read; `primitives(network)` splices them into one graph.
 */
import type { PrimitiveName } from './primitives.ts';
import type { Shape } from './shape.ts';

/** Resolved arguments of an operator or primitive, every default filled in. */
export type Attributes = Readonly<Record<string, number | string | boolean>>;

export interface PrimitiveNode {
  readonly op: PrimitiveName;
  readonly attributes: Attributes;
  /** References: `r < arity` is the r-th input of the expansion, `arity + i` is node i of the expansion. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-accumulates for one example. */
  readonly macs: number;
}

export interface Expansion {
  readonly arity: number;
  /** In topological order. */
  readonly nodes: readonly PrimitiveNode[];
  /** A reference in the sense of `PrimitiveNode.inputs`: an operator may pass an input through (`skip`). */
  readonly output: number;
  readonly shape: Shape;
  readonly params: number;
  readonly macs: number;
}

export interface OperatorNode {
  /** `input` for node 0; `sum`, `concat`, `max`, ... for merges; else the operator's name in the language. */
  readonly operator: string;
  readonly attributes: Attributes;
  /** Indices of earlier nodes in `Network.nodes`, in the order of the operator's inputs. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
  readonly expansion: Expansion;
  /** Index into `Network.cells`, -1 outside cells (stem, reductions, head, macro spaces). */
  readonly cell: number;
  /** Where it stands: decision-path style, such as `network.c[1].repeat[3].Cell.h[2].edge[0]`. */
  readonly path: string;
  /** `operator`: a decision or statement of the user; `adapter`: inserted to fit shapes; `merge`: sum, concat, ... */
  readonly role: 'input' | 'operator' | 'merge' | 'adapter';
}

/** One use of a cell in the network. All instances of one declaration share `topology`, by reference. */
export interface CellInstance {
  readonly topology: CellTopology;
  readonly path: string;
  /** Operator-layer indices of the values that enter, in the order of the cell's `inputs`. */
  readonly inputs: readonly number[];
  /** Operator-layer index of the cell's result. */
  readonly output: number;
  readonly stride: number;
  /** `out` of this instance: width of the nodes (operators on edges) or of the output (operators on nodes). */
  readonly width: number;
}

/**
 * The decided cell, before shapes: vertices 0..inputs-1 are the inputs, then the nodes in order, and the last one is the
 * output. Only live vertices and edges are `live`: those on a path from an input to the output that no `none` cuts.
 */
export interface CellTopology {
  /** Name of the declaration that owns the decisions. */
  readonly cell: string;
  readonly inputs: readonly string[];
  readonly vertices: readonly CellVertex[];
  readonly edges: readonly CellEdge[];
  readonly output: { readonly merge: string };
}

export interface CellVertex {
  readonly name: string;
  /** Operator on the vertex (NAS-Bench-101 style), undefined for operators on edges, inputs and the output. */
  readonly operator: string | undefined;
  readonly merge: string;
  readonly live: boolean;
}

export interface CellEdge {
  readonly from: number;
  readonly to: number;
  /** Operator on the edge (NAS-Bench-201 and DARTS style), undefined for plain edges. */
  readonly operator: string | undefined;
  readonly live: boolean;
}

export interface Network {
  /** The space's name. */
  readonly space: string;
  readonly input: Shape;
  /** Topological order, node 0 is the input; only live nodes (what `none` cuts off is not here). */
  readonly nodes: readonly OperatorNode[];
  /** Index of the node that is the network's result. */
  readonly output: number;
  /** Indices of the nodes that are results on the way, early exits, in the order of the text; none where there is but one result. */
  readonly exits?: readonly number[];
  readonly cells: readonly CellInstance[];
}

/** Exact costs of one example's forward pass at batch 1. */
export interface Costs {
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-accumulates; the convention is in docs/costs.md. */
  readonly macs: number;
  /** Multiply-accumulates and elementwise operations, as benchmark tables count FLOPs (flops.ts). */
  readonly flops: number;
  /** Bytes of the weights in float32. */
  readonly weightBytes: number;
  /** Bytes in float32 of the activations alive at the worst moment of a forward pass in topological order. */
  readonly activationBytes: number;
  /** Number of operators that hold weights on the longest path. */
  readonly depth: number;
}
