/** From a built network to its sequence of position graphs. */
import type { Network, OperatorNode } from '../../../dsl/graph/network.ts';
import { nodeKind } from './cell-structure.ts';
import { placeScalars, scalarsOf } from './node-scalars.ts';
import type { GraphNode, PositionGraph, Scalars } from './position-graph.ts';

/** More positions than this are joined, neighbours first: a chain of hundreds would make the model's program too long. */
export const MOST_POSITIONS = 40;

/** Numbers of the network's nodes by position, in order; the network's input belongs to the first. */
export interface Position {
  /** Index into `Network.cells`, -1 outside of cells. */
  readonly cell: number;
  readonly nodes: readonly number[];
}

/** Cells are a position each; outside, what stands under one layer of the text (`network.stages[1].repeat[0].MBConv`) is one. */
export function positionsOf(network: Network): Position[] {
  const positions: { cell: number; nodes: number[]; key: string }[] = [];
  network.nodes.forEach((node, i) => {
    const last = positions.at(-1);
    const key = node.cell >= 0 ? `cell ${node.cell}` : layerOf(node);
    if (last !== undefined && (last.key === key || node.role === 'input')) last.nodes.push(i);
    else if (last !== undefined && last.nodes.length === 1 && last.nodes[0] === 0) {
      Object.assign(last, { cell: node.cell, key });
      last.nodes.push(i);
    } else positions.push({ cell: node.cell, nodes: [i], key });
  });
  if (positions.length <= MOST_POSITIONS) return positions;
  const joined = Math.ceil(positions.length / MOST_POSITIONS);
  return Array.from({ length: Math.ceil(positions.length / joined) }, (_, p) => {
    const parts = positions.slice(p * joined, (p + 1) * joined);
    return { cell: -1, nodes: parts.flatMap(({ nodes }) => nodes) };
  });
}

/** The path up to the last index and one name after it, without the operator's own name. */
function layerOf({ path }: OperatorNode): string {
  const names = path.split('.').slice(0, -1);
  const indexed = names.findLastIndex((name) => name.endsWith(']'));
  return names.slice(0, Math.max(indexed, 0) + 2).join('.');
}

/** The graph of one position: its operators, and a node for each value that enters. */
export function positionGraph(network: Network, { nodes }: Position): PositionGraph {
  const graph: GraphNode[] = [];
  const edges: [number, number][] = [];
  const number = new Map<number, number>();
  let entering = 0;
  for (const i of nodes) {
    const node = network.nodes[i] as OperatorNode;
    for (const source of node.inputs) {
      if (number.has(source)) continue;
      number.set(source, graph.length);
      const { shape } = network.nodes[source] as OperatorNode;
      graph.push({ operator: `input ${entering++}`, scalars: placeScalars(shape) });
    }
    const own = graph.length;
    number.set(i, own);
    graph.push({ operator: node.operator, scalars: scalarsIn(network, node) });
    for (const source of new Set(node.inputs)) edges.push([number.get(source) as number, own]);
  }
  return { nodes: graph, edges };
}

/** Kinds and scalars of a cell's operators; adapters are looked through. */
export function cellKinds(network: Network, cell: number): { readonly kind: string; readonly scalars: Scalars }[] {
  const readsInput = (node: OperatorNode): boolean =>
    node.inputs.some((i) => {
      const source = network.nodes[i] as OperatorNode;
      return source.cell !== cell || (source.role === 'adapter' && readsInput(source));
    });
  return network.nodes.flatMap((node) => {
    if (node.cell !== cell || node.role === 'adapter') return [];
    const kind = node.role === 'operator' ? nodeKind(node.operator, readsInput(node)) : node.operator;
    return [{ kind, scalars: scalarsIn(network, node) }];
  });
}

function scalarsIn(network: Network, node: OperatorNode): Scalars {
  const first = node.inputs[0];
  return scalarsOf(node, first === undefined ? undefined : (network.nodes[first] as OperatorNode).shape);
}
