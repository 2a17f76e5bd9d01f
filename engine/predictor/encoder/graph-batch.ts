/**
 * Architectures as the arrays that the graph encoder is fed: node inputs, adjacency and which nodes are there, padded to a common number of
 * nodes. Kinds and scales are learnt from sampled architectures, so that they depend on the space alone.
 */
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { architectureGraph, SIZES, type ArchitectureGraph } from './architecture-graph.ts';

/** Plain data, stored with a predictor. */
export interface GraphVocabulary {
  readonly kinds: readonly string[];
  /** Mean and standard deviation of each size over the layers; empty where no node has sizes. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** The most nodes of a sampled architecture; others may have more. */
  readonly nodes: number;
}

export interface GraphBatch {
  readonly rows: number;
  readonly nodes: number;
  /** [rows, nodes, inputs], [rows, nodes, nodes] with 1 from source to target, [rows, nodes] with 1 where a node is. */
  readonly inputs: Float32Array;
  readonly adjacency: Float32Array;
  readonly present: Float32Array;
}

export function graphVocabulary(graphs: readonly ArchitectureGraph[]): GraphVocabulary {
  const kinds = new Set<string>();
  const sums = new Float64Array(SIZES);
  const squares = new Float64Array(SIZES);
  let [sized, most] = [0, 1];
  for (const { nodes } of graphs) {
    most = Math.max(most, nodes.length);
    for (const node of nodes) {
      for (const kind of node.kinds) kinds.add(kind);
      if (node.sizes === undefined) continue;
      sized++;
      node.sizes.forEach((size, k) => {
        sums[k]! += size;
        squares[k]! += size * size;
      });
    }
  }
  const means = sized === 0 ? [] : Array.from(sums, (sum) => sum / sized);
  const spread = (mean: number, k: number): number => Math.sqrt(Math.max(0, (squares[k] as number) / sized - mean * mean)); // prettier-ignore
  const deviations = means.map(spread).map((deviation) => (deviation > 1e-6 ? deviation : 1));
  return { kinds: [...kinds].sort(), means, deviations, nodes: most };
}

/** Numbers of a node: one a kind, then its sizes in standard deviations, at most three. */
export function inputWidth({ kinds, means }: GraphVocabulary): number {
  return kinds.length + means.length;
}

/** A kind that the vocabulary lacks leaves its node without one. `rows` beyond the graphs are empty. */
export function graphBatch(
  graphs: readonly ArchitectureGraph[],
  vocabulary: GraphVocabulary,
  rows = graphs.length,
): GraphBatch {
  const nodes = graphs.reduce((most, graph) => Math.max(most, graph.nodes.length), vocabulary.nodes);
  const width = inputWidth(vocabulary);
  const { kinds, means, deviations } = vocabulary;
  const number = new Map(kinds.map((kind, k) => [kind, k]));
  const inputs = new Float32Array(rows * nodes * width);
  const adjacency = new Float32Array(rows * nodes * nodes);
  const present = new Float32Array(rows * nodes);
  graphs.forEach((graph, row) => {
    graph.nodes.forEach((node, i) => {
      const at = (row * nodes + i) * width;
      present[row * nodes + i] = 1;
      for (const kind of node.kinds) {
        const k = number.get(kind);
        if (k !== undefined) inputs[at + k] = 1;
      }
      means.forEach((mean, k) => {
        const size = node.sizes?.[k] ?? mean;
        inputs[at + kinds.length + k] = Math.max(-3, Math.min(3, (size - mean) / (deviations[k] as number)));
      });
    });
    for (const [from, to] of graph.edges) adjacency[(row * nodes + from) * nodes + to] = 1;
  });
  return { rows, nodes, inputs, adjacency, present };
}

export function graphsOf(space: DecisionSpace, architectures: readonly Architecture[]): ArchitectureGraph[] {
  return architectures.map((architecture) => architectureGraph(space, architecture));
}
