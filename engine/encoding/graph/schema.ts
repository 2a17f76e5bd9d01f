/** Sizes and columns of a space's graph tensors: fixed by the space alone, the same on every machine. */
import type { CellTopology, Network } from '../../../dsl/graph/network.ts';
import { seededRandom } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { cellSites, siteGraph, type Site } from './cell-sites.ts';
import { cellStructure } from './cell-structure.ts';
import { positionGraph, positionsOf } from './network-positions.ts';
import { SCALARS, type PositionGraph } from './position-graph.ts';

export interface GraphSchema {
  /** `DecisionSpace.hash` of the space that it belongs to. */
  readonly space: string;
  /** Columns of a node: one for each operator, then `SCALARS` in standard deviations. */
  readonly columns: readonly string[];
  readonly operators: readonly string[];
  /** Positions of the longest architecture known. */
  readonly positions: number;
  /** Nodes of the largest position; `sizes[p]` those of position p. */
  readonly nodes: number;
  readonly sizes: readonly number[];
  /** Of `SCALARS`, over the nodes of sampled architectures. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** How an architecture becomes a sequence of graphs: from its cells alone, or undefined where its network has to be built. */
  readonly sites: readonly Site[] | undefined;
}

/** Architectures looked at, and attempts to find larger ones than these. */
const SAMPLES = 150;
const CLIMBS = 200;

const schemas = new WeakMap<DecisionSpace, GraphSchema>();

export function graphSchema(space: DecisionSpace): GraphSchema {
  const known = schemas.get(space);
  if (known !== undefined) return known;
  const open = space.withoutCosts();
  const random = seededRandom('graph schema');
  const sampled: Architecture[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = open.sample(random);
    if (architecture === undefined) break;
    sampled.push(architecture);
  }
  const sites = open.topologies === undefined ? undefined : cellSites(sampled.map((each) => open.network(each)));
  const graphsOf = (architecture: Architecture): PositionGraph[] => sequenceOf(open, sites, architecture);
  const graphs = sampled.map(graphsOf);
  // Random architectures are seldom the largest: from the largest of them, accept what is no smaller.
  let [largest, most] = [sampled[0], 0];
  graphs.forEach((each, i) => {
    if (sizeOf(each) > most) [largest, most] = [sampled[i], sizeOf(each)];
  });
  for (let i = 0; i < CLIMBS && largest !== undefined; i++) {
    const next = open.mutate(largest, random);
    if (next === undefined) break;
    const found = graphsOf(next);
    if (sizeOf(found) < most) continue;
    [largest, most] = [next, sizeOf(found)];
    graphs.push(found);
  }
  const schema = { space: space.hash, sites, ...summary(graphs) };
  schemas.set(space, schema);
  return schema;
}

/** The position graphs of an architecture. */
export function sequenceOf(
  space: DecisionSpace,
  sites: readonly Site[] | undefined,
  architecture: Architecture,
): PositionGraph[] {
  if (sites === undefined || space.topologies === undefined) return networkGraphs(space.network(architecture));
  const structures = new Map(space.topologies(architecture).map((each: CellTopology) => [each.cell, cellStructure(each)])); // prettier-ignore
  const graphs = new Map<Site, PositionGraph>();
  return sites.map((site) => {
    if ('fixed' in site) return site.fixed;
    const graph =
      graphs.get(site) ?? siteGraph(site.scalars, structures.get(site.cell) ?? { kinds: ['none'], edges: [] });
    graphs.set(site, graph);
    return graph;
  });
}

function networkGraphs(network: Network): PositionGraph[] {
  return positionsOf(network).map((position) => positionGraph(network, position));
}

function sizeOf(graphs: readonly PositionGraph[]): number {
  return 1e6 * graphs.length + graphs.reduce((sum, { nodes }) => sum + nodes.length, 0);
}

function summary(sequences: readonly (readonly PositionGraph[])[]): Omit<GraphSchema, 'space' | 'sites'> {
  const operators = new Set<string>();
  const sizes: number[] = [];
  const sums = SCALARS.map(() => ({ total: 0, squares: 0 }));
  let count = 0;
  for (const graphs of sequences) {
    graphs.forEach(({ nodes }, p) => {
      sizes[p] = Math.max(sizes[p] ?? 0, nodes.length);
      for (const { operator, scalars } of nodes) {
        operators.add(operator);
        count++;
        sums.forEach((sum, k) => {
          sum.total += scalars[k] as number;
          sum.squares += (scalars[k] as number) ** 2;
        });
      }
    });
  }
  const names = [...operators].sort();
  const means = sums.map(({ total }) => total / Math.max(1, count));
  const deviations = sums.map(({ squares }, k) => {
    const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - (means[k] as number) ** 2));
    return deviation > 1e-6 ? deviation : 1;
  });
  return {
    columns: [...names.map((name) => `operator ${name}`), ...SCALARS],
    operators: names,
    positions: sizes.length,
    nodes: Math.max(1, ...sizes),
    sizes,
    means,
    deviations,
  };
}
