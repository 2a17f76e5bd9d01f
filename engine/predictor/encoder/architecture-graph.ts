/**
 * One small graph an architecture, as the graph encoder reads it: the decided cells side by side (vertices and operators are nodes), and, where
 * more than cells is decided, the network around them as a graph of layers (operators of one block together, a cell as one node).
 */
import { elementsOf, type Shape } from '../../../dsl/graph/shape.ts';
import type { CellTopology, Network, OperatorNode } from '../../../dsl/graph/network.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';

export interface GraphNode {
  /** What it is: `Cell/conv3x3`, `Cell/=sum` for a merge, `MBConv` for a layer. All that is the same in two nodes of one kind is learnt with it. */
  readonly kinds: readonly string[];
  /** Of a layer its sizes, see `SIZES`; none for the nodes of cells, whose sizes follow from the network around them. */
  readonly sizes: readonly number[] | undefined;
}

export interface ArchitectureGraph {
  readonly nodes: readonly GraphNode[];
  /** From source to target. */
  readonly edges: readonly (readonly [number, number])[];
}

/** Numbers of a layer: logarithms of parameters, multiply-accumulates, width, widest value inside, positions; largest kernel, and its operators. */
export const SIZES = 7;

export function architectureGraph(space: DecisionSpace, architecture: Architecture): ArchitectureGraph {
  const nodes: GraphNode[] = [];
  const edges: [number, number][] = [];
  const decided = space.topologies?.(architecture);
  const network = decided === undefined ? space.network(architecture) : undefined;
  const topologies = decided ?? [...new Set(network?.cells.map(({ topology }) => topology))];
  for (const topology of topologies) addCell(topology, nodes, edges);
  if (network !== undefined) addLayers(network, nodes, edges);
  return { nodes, edges };
}

/** Live vertices, and operators on live edges as nodes between them. */
function addCell(
  { cell, inputs, vertices, edges: all }: CellTopology,
  nodes: GraphNode[],
  edges: [number, number][],
): void {
  const add = (...kinds: string[]): number => nodes.push({ kinds: kinds.map((kind) => `${cell}/${kind}`), sizes: undefined }) - 1; // prettier-ignore
  // A vertex through which nothing comes is no part of the cell, whatever leads to it.
  const used = new Set(all.flatMap(({ from, to, live }) => (live ? [from, to] : [])));
  const places = vertices.map((vertex, v) => {
    if (!used.has(v)) return -1;
    if (v < inputs.length) return add(`<${v}`);
    const kind = vertex.operator ?? (v === vertices.length - 1 ? '>' : `=${vertex.merge}`);
    return vertex.live ? add(kind) : -1;
  });
  for (const { from, to, operator, live } of all) {
    if (!live) continue;
    const [source, target] = [places[from] ?? -1, places[to] ?? -1];
    if (source < 0 || target < 0) continue;
    if (operator === undefined) edges.push([source, target]);
    else {
      const between = add(operator);
      edges.push([source, between], [between, target]);
    }
  }
}

/** Operators that follow each other in one block (or one cell) are a layer. */
function addLayers({ nodes: operators }: Network, nodes: GraphNode[], edges: [number, number][]): void {
  const layers: OperatorNode[][] = [];
  const layerOf: number[] = [];
  let last = '';
  for (const operator of operators) {
    const block = operator.cell >= 0 ? `cell ${operator.cell}` : operator.path.slice(0, operator.path.lastIndexOf('.'));
    if (block !== last || layers.length === 0) layers.push([]);
    last = block;
    (layers.at(-1) as OperatorNode[]).push(operator);
    layerOf.push(layers.length - 1);
  }
  const first = nodes.length;
  for (const layer of layers) nodes.push(layerNode(layer));
  const known = new Set<string>();
  operators.forEach(({ inputs }, i) => {
    for (const input of inputs) {
      const [source, target] = [layerOf[input] as number, layerOf[i] as number];
      if (source === target || known.has(`${source}>${target}`)) continue;
      known.add(`${source}>${target}`);
      edges.push([first + source, first + target]);
    }
  });
}

function layerNode(layer: readonly OperatorNode[]): GraphNode {
  let [params, macs, widest, kernel, weighted] = [0, 0, 0, 0, 0];
  for (const { expansion, shape } of layer) {
    params += expansion.params;
    macs += expansion.macs;
    widest = Math.max(widest, widthOf(shape));
    if (expansion.params > 0) weighted++;
    for (const { op, attributes } of expansion.nodes) {
      if (op === 'conv') kernel = Math.max(kernel, Number(attributes['kh']), Number(attributes['kw']));
    }
  }
  const { shape } = layer.at(-1) as OperatorNode;
  const sizes = [params, macs, widthOf(shape), widest, elementsOf(shape) / widthOf(shape)].map((size) => Math.log1p(size)); // prettier-ignore
  const kinds = [...new Set(layer.map(({ operator, cell }) => (cell >= 0 ? '/cell' : operator)))];
  return { kinds, sizes: [...sizes, kernel, weighted] };
}

function widthOf(shape: Shape): number {
  return Math.max(1, shape.kind === 'image' ? shape.channels : shape.kind === 'logits' ? shape.classes : shape.width);
}
