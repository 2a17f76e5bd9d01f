/**
 * From an architecture of any space to a fixed list of features: graph features of each cell declaration, features of the whole
 * network, and the decisions outside of the cells. The list depends on the space alone, so that it can be stored with a predictor.
 */
import type { CellTopology, Network } from '../../dsl/graph/network.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { seededRandom } from '../../dsl/random.ts';
import { writeCellFeatures } from './cell-features.ts';
import { cellGraph } from './cell-graph.ts';
import { cellSchema, type CellSchema } from './cell-schema.ts';
import { decisionSchema, writeDecisionFeatures, type DecisionSchema } from './decision-features.ts';
import { featureMatrix, rowOf, type FeatureMatrix } from './feature-matrix.ts';
import { networkSchema, writeNetworkFeatures, type NetworkSchema } from './network-features.ts';
import { operatorProfile, type OperatorProfile } from './operator-profile.ts';
import { MAX_OPERATORS } from './operator-subsets.ts';
import { fitTotals, writeTotals, type TotalEstimates } from './total-estimates.ts';

export interface FeatureSchema {
  /** `DecisionSpace.hash` of the space that it belongs to. */
  readonly space: string;
  readonly names: readonly string[];
  readonly cells: readonly CellSchema[];
  /** Where only cells are decided, totals estimated from their features; else features of the whole network. */
  readonly around: { readonly totals: TotalEstimates } | { readonly network: NetworkSchema };
  readonly decisions: DecisionSchema;
}

/** Architectures looked at to learn which operators, resolutions and kernels the space has. */
const SAMPLES = 250;

const schemas = new WeakMap<DecisionSpace, FeatureSchema>();

/** The schema of a space: the same for the same text on every machine. Empty spaces have one too. */
export function featureSchema(space: DecisionSpace): FeatureSchema {
  const known = schemas.get(space);
  if (known !== undefined) return known;
  const random = seededRandom('feature schema');
  const networks: Network[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    networks.push(space.network(architecture));
  }
  const cells = cellSchemas(networks);
  const cellNames = cells.flatMap((cell) => cell.names);
  const around =
    space.topologies === undefined || networks.length === 0
      ? { network: networkSchema(networks) }
      : { totals: fitTotals(networks, cellRows(networks, cells, cellNames.length), cellNames) };
  const decisions = decisionSchema(space.decisions, new Set(cells.map((cell) => cell.cell)));
  const aroundNames = 'network' in around ? around.network.names : around.totals.names;
  const names = [...cellNames, ...aroundNames, ...decisions.names];
  const schema = { space: space.hash, names, cells, around, decisions };
  schemas.set(space, schema);
  return schema;
}

/** One architecture, `featureSchema(space).names.length` long, every entry finite. */
export function encode(space: DecisionSpace, architecture: Architecture): Float64Array {
  return rowOf(encodeAll(space, [architecture]), 0);
}

/** A row an architecture. */
export function encodeAll(space: DecisionSpace, architectures: readonly Architecture[]): FeatureMatrix {
  const write = encoder(space);
  const matrix = featureMatrix(architectures.length, featureSchema(space).names.length);
  architectures.forEach((architecture, i) => write(architecture, rowOf(matrix, i)));
  return matrix;
}

/** Writes the features of an architecture to a row. Give the network where it is there already; it is not always needed. */
export function encoder(
  space: DecisionSpace,
): (architecture: Architecture, row: Float64Array, network?: Network) => void {
  const { cells, around, decisions } = featureSchema(space);
  const writeCells = cellWriter(cells);
  return (architecture, row, network) => {
    const built = 'network' in around ? (network ?? space.network(architecture)) : network;
    const topologies = built === undefined ? (space.topologies?.(architecture) ?? []) : topologiesOf(built);
    let at = writeCells(topologies, row);
    if ('totals' in around) at = writeTotals(row, around.totals, row, at);
    else if (built !== undefined) at = writeNetworkFeatures(built, around.network, row, at);
    writeDecisionFeatures(architecture, decisions, row, at);
  };
}

function topologiesOf(network: Network): readonly CellTopology[] {
  return [...new Set(network.cells.map((instance) => instance.topology))];
}

function cellRows(
  networks: readonly Network[],
  cells: readonly CellSchema[],
  columns: number,
): readonly Float64Array[] {
  const write = cellWriter(cells);
  return networks.map((network) => {
    const row = new Float64Array(columns);
    write(topologiesOf(network), row);
    return row;
  });
}

/** Writes the features of all cells from the start of a row and returns the offset after them. Topologies that recur are read once. */
function cellWriter(cells: readonly CellSchema[]): (topologies: readonly CellTopology[], row: Float64Array) => number {
  const alphabets = cells.map((cell) => new Map(cell.operators.map((operator, number) => [operator.name, number])));
  const known = new WeakMap<CellTopology, Float64Array>();
  return (topologies, row) => {
    let at = 0;
    cells.forEach((cell, i) => {
      const topology = topologies.find((candidate) => candidate.cell === cell.cell);
      // A cell that this architecture does not use has no counts, paths or degrees.
      if (topology === undefined) row.fill(0, at, at + cell.names.length);
      else {
        let features = known.get(topology);
        if (features === undefined) {
          features = new Float64Array(cell.names.length);
          writeCellFeatures(cellGraph(topology, alphabets[i] as ReadonlyMap<string, number>), cell, features, 0);
          known.set(topology, features);
        }
        row.set(features, at);
      }
      at += cell.names.length;
    });
    return at;
  };
}

function cellSchemas(networks: readonly Network[]): CellSchema[] {
  const found = new Map<string, { inputs: number; vertices: number; operators: Set<string> }>();
  const profiles = new Map<string, OperatorProfile>();
  for (const network of networks) {
    for (const { topology } of network.cells) {
      const cell = found.get(topology.cell) ?? { inputs: 0, vertices: 0, operators: new Set() };
      found.set(topology.cell, cell);
      cell.inputs = Math.max(cell.inputs, topology.inputs.length);
      cell.vertices = Math.max(cell.vertices, topology.vertices.length);
      for (const { operator, live } of [...topology.edges, ...topology.vertices]) {
        if (operator !== undefined && live) cell.operators.add(operator);
      }
    }
    for (const node of network.nodes) {
      if (node.cell < 0 || node.role !== 'operator') continue;
      const known = profiles.get(node.operator);
      // Where a stride stands in the way even an identity has an adapter's expansion: the plainest use tells what it is.
      if (known === undefined || (!known.identity && node.expansion.output < node.expansion.arity)) {
        profiles.set(node.operator, operatorProfile(node.operator, node.expansion));
      }
    }
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, cell]) => {
      const operators = [...cell.operators].sort().slice(0, MAX_OPERATORS);
      return cellSchema(name, operators.map((operator) => profiles.get(operator) ?? unseen(operator)), cell.inputs, cell.vertices); // prettier-ignore
    });
}

/** An operator that stands in a topology under a name that no node of the network bears: taken for an ordinary weighted one. */
function unseen(name: string): OperatorProfile {
  return { name, identity: false, weighted: true, growth: 0, positions: 1, passes: undefined };
}
