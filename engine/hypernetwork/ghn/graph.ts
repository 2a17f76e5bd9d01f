/**
 * A network as a hypernetwork reads it: the primitives that shape weights or paths are nodes; activations, normalisations and other steps between
 * two of them belong to one of the two, so that messages have fewer stations. Nodes stand in cells: those of the network, and the stretches between.
 */
import type { Network } from '../../../dsl/graph/network.ts';
import { primitivesOf, type OwnedPrimitive, type PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import type { PrimitiveName } from '../../../dsl/graph/primitives.ts';

export interface GhnNode {
  /** Positions in the primitive graph, in order; `main` is the one that it is named after. */
  readonly primitives: readonly number[];
  readonly main: number;
  /** Earlier nodes that it reads, each once. */
  readonly inputs: readonly number[];
  readonly cell: number;
}

export interface GhnGraph {
  readonly primitives: PrimitiveGraph;
  /** Topological order. */
  readonly nodes: readonly GhnNode[];
  /** Nodes by cell, each in order; cells in the order of their first node. */
  readonly cells: readonly (readonly number[])[];
}

/** Primitives that are nodes of their own; all others lie between. */
const STATIONS: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'input', 'conv', 'patchify', 'linear', 'attention', 'maxpool', 'avgpool', 'global_avgpool', 'class_token', 'position_embedding', 'sum', 'mean',
  'max', 'concat', 'multiply',
]); // prettier-ignore

/** Nodes of one cell, and of one stretch outside of cells: beyond, it is cut. */
const MOST_IN_CELL = 64;
const MOST_IN_STRETCH = 32;

/** `whole`: one cell holds all nodes (the parallel form). */
export function ghnGraph(network: Network, whole = false): GhnGraph {
  const primitives = primitivesOf(network);
  const cellOf = primitives.nodes.map(({ owner }) => network.nodes[owner]?.cell ?? -1);
  const groups = grouped(primitives, cellOf);
  // In the order of their last primitives: what a group reads ends before.
  const order = [...new Set(groups.toReversed())].toReversed();
  const position = new Map(order.map((group, at) => [group, at]));
  const members = order.map((): number[] => []);
  groups.forEach((group, index) => members[position.get(group) as number]?.push(index));
  const drafts = members.map((own, at) => {
    const read = own.flatMap((index) => primitives.nodes[index]?.inputs ?? []);
    const inputs = [...new Set(read.map((index) => position.get(groups[index] as number) as number))];
    const main = own.findLast((index) => STATIONS.has(primitives.nodes[index]?.op ?? 'identity')) ?? (own[0] as number);
    return { primitives: own, main, inputs: inputs.filter((input) => input !== at) };
  });
  const places = whole ? drafts.map(() => 0) : placed(drafts.map(({ main }) => cellOf[main] as number));
  const nodes = drafts.map((draft, at): GhnNode => ({ ...draft, cell: places[at] as number }));
  const cells = Array.from({ length: Math.max(...places) + 1 }, (): number[] => []);
  places.forEach((cell, at) => cells[cell]?.push(at));
  return { primitives, nodes, cells };
}

/** The group of every primitive, named by one of its members. */
function grouped({ nodes }: PrimitiveGraph, cellOf: readonly number[]): number[] {
  const consumers = nodes.map((): number[] => []);
  nodes.forEach(({ inputs }, index) => inputs.forEach((input) => consumers[input]?.push(index)));
  const group = nodes.map((_, index) => index);
  const station = (index: number): boolean => STATIONS.has(nodes[index]?.op ?? 'identity');
  nodes.forEach(({ inputs }, index) => {
    const [source] = inputs;
    if (station(index) || source === undefined || inputs.length > 1) return;
    if (consumers[source]?.length === 1 && cellOf[source] === cellOf[index]) group[index] = group[source] as number;
  });
  // What is left without a station belongs to the one that alone reads it.
  for (let index = nodes.length - 1; index >= 0; index--) {
    const [reader] = consumers[index] ?? [];
    if (reader === undefined || consumers[index]?.length !== 1 || cellOf[reader] !== cellOf[index]) continue;
    const own = group[index] as number;
    if (own === group[reader] || !alone(nodes, reader) || hasStation(group, own, station)) continue;
    const joined = group[reader] as number;
    group.forEach((each, i) => each === own && (group[i] = joined));
  }
  return group;
}

const alone = (nodes: readonly OwnedPrimitive[], index: number): boolean => nodes[index]?.inputs.length === 1;

function hasStation(group: readonly number[], own: number, station: (index: number) => boolean): boolean {
  return group.some((each, index) => each === own && station(index));
}

/** A cell for every node: numbers from 0 in the order of first appearance; stretches outside, and what is too long, get numbers of their own. */
function placed(cells: readonly number[]): number[] {
  const numbers = new Map<string, { readonly number: number; size: number }>();
  const parts = new Map<number, number>();
  let stretch = 0;
  let count = 0;
  return cells.map((cell, at) => {
    if (cell < 0 && at > 0 && (cells[at - 1] as number) >= 0) stretch++;
    const own = cell < 0 ? -1 - stretch : cell;
    const most = cell < 0 ? MOST_IN_STRETCH : MOST_IN_CELL;
    let part = parts.get(own) ?? 0;
    if ((numbers.get(`${own}.${part}`)?.size ?? 0) >= most) part++;
    parts.set(own, part);
    const key = `${own}.${part}`;
    const known = numbers.get(key) ?? { number: count++, size: 0 };
    known.size++;
    numbers.set(key, known);
    return known.number;
  });
}
