/**
 * Where a space decides cells only, everything around them is the same in each architecture, and an operator's numbers follow from its place:
 * they are looked up here, so that no network is built. Exact where widths do not depend on the wiring (NAS-Bench-201, DARTS), a mean over
 * sampled networks where they do (NAS-Bench-101).
 */
import type { CellInstance, Network } from '../../../dsl/graph/network.ts';
import { inputKind, nodeKind, operatorOfKind, type CellStructure } from './cell-structure.ts';
import { cellKinds, positionGraph, positionsOf } from './network-positions.ts';
import { placeScalars } from './node-scalars.ts';
import { SCALARS, type PositionGraph, type Scalars } from './position-graph.ts';

/** A position: a use of a cell, with the scalars of each kind of node there, or a part that is the same in all architectures. */
export type Site =
  { readonly cell: string; readonly scalars: ReadonlyMap<string, Scalars> } | { readonly fixed: PositionGraph };

/** A site a position; copies of a cell at equal widths are one and the same site. */
export function cellSites(networks: readonly Network[]): Site[] {
  const [first] = networks;
  if (first === undefined) return [];
  const known = new Map<string, Site>();
  return positionsOf(first).map((position): Site => {
    if (position.cell < 0) return { fixed: positionGraph(first, position) };
    const { topology } = first.cells[position.cell] as CellInstance;
    const scalars = meanScalars(networks, position.cell);
    const key = JSON.stringify([topology.cell, [...scalars].sort(([a], [b]) => (a < b ? -1 : 1))]);
    const site = known.get(key) ?? { cell: topology.cell, scalars };
    known.set(key, site);
    return site;
  });
}

/** The graph of a decided cell at a site. */
export function siteGraph(scalars: ReadonlyMap<string, Scalars>, { kinds, edges }: CellStructure): PositionGraph {
  const nodes = kinds.map((kind) => {
    const operator = operatorOfKind(kind);
    // A kind that no sampled network had there: the operator elsewhere in the cell, or at least the place.
    const known = scalars.get(kind) ?? scalars.get(operator) ?? scalars.get(nodeKind(operator, true)) ?? scalars.get(inputKind(0)); // prettier-ignore
    return { operator, scalars: known ?? SCALARS.map(() => 0) };
  });
  return { nodes, edges };
}

function meanScalars(networks: readonly Network[], cell: number): Map<string, Scalars> {
  const sums = new Map<string, { total: number[]; count: number }>();
  const add = (kind: string, scalars: Scalars): void => {
    const sum = sums.get(kind) ?? { total: SCALARS.map(() => 0), count: 0 };
    sums.set(kind, sum);
    sum.count++;
    scalars.forEach((value, k) => (sum.total[k] = (sum.total[k] as number) + value));
  };
  for (const network of networks) {
    const instance = network.cells[cell];
    if (instance === undefined) continue;
    instance.inputs.forEach((input, k) => {
      // An input that the cell does not read has no node where it is dead.
      const node = network.nodes[input];
      if (node !== undefined) add(inputKind(k), placeScalars(node.shape));
    });
    for (const { kind, scalars } of cellKinds(network, cell)) add(kind, scalars);
  }
  // Rounded, so that copies of a cell at equal widths share their rows whatever the order of summation.
  return new Map([...sums].map(([kind, { total, count }]) => [kind, total.map((value) => Math.round((1e6 * value) / count) / 1e6)])); // prettier-ignore
}
