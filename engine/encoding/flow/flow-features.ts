/**
 * Features that say how signals and gradients flow through the decided cells at initialisation, in mean-field theory: what zero-cost proxies measure
 * on networks with drawn weights, exact, without noise and at the speed of features. Spaces without cells have none.
 */
import type { CellTopology, Network } from '../../../dsl/graph/network.ts';
import { seededRandom } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { featureMatrix, rowOf, type FeatureMatrix } from '../feature-matrix.ts';
import { cellFlowRules, DEPTHS, writeCellFlow, type CellFlowRules } from './cell-flow.ts';
import { summaryNames } from './summary.ts';

export interface FlowSchema {
  readonly cells: readonly CellFlowRules[];
  readonly names: readonly string[];
}

/** Networks looked at to learn how the operators of the cells are made. */
const SAMPLES = 60;

export function flowSchema(networks: readonly Network[]): FlowSchema {
  const cells = cellFlowRules(networks);
  const names = cells.flatMap(({ cell }) =>
    DEPTHS.flatMap((depth) => summaryNames.map((name) => `${cell}: flow x${depth}, ${name}`)),
  );
  return { cells, names };
}

/** Writes `schema.names.length` numbers from `at` on and returns the offset after them. A cell that is not used has zeros. Topologies that recur are read once. */
export function flowWriter({
  cells,
}: FlowSchema): (topologies: readonly CellTopology[], out: Float64Array, at: number) => number {
  const size = DEPTHS.length * summaryNames.length;
  const known = new WeakMap<CellTopology, Float64Array>();
  return (topologies, out, at) => {
    for (const rules of cells) {
      const topology = topologies.find(({ cell }) => cell === rules.cell);
      if (topology === undefined) out.fill(0, at, at + size);
      else {
        let flow = known.get(topology);
        if (flow === undefined) {
          flow = new Float64Array(size);
          writeCellFlow(topology, rules, flow, 0);
          known.set(topology, flow);
        }
        out.set(flow, at);
      }
      at += size;
    }
    return at;
  };
}

type FlowWriter = ReturnType<typeof flowWriter>;

const schemas = new WeakMap<DecisionSpace, FlowSchema>();
/** Kept with the space, so that what several members ask of the same cells is computed once. */
const writers = new WeakMap<DecisionSpace, FlowWriter>();

/** The same for the same text of the space on every machine. */
export function spaceFlowSchema(space: DecisionSpace): FlowSchema {
  const known = schemas.get(space);
  if (known !== undefined) return known;
  const random = seededRandom('flow schema');
  const networks: Network[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    networks.push(space.network(architecture));
  }
  const schema = flowSchema(networks);
  schemas.set(space, schema);
  return schema;
}

/** A row an architecture, `spaceFlowSchema(space).names.length` finite numbers each. */
export function encodeFlow(space: DecisionSpace, architectures: readonly Architecture[]): FeatureMatrix {
  const schema = spaceFlowSchema(space);
  const write = writers.get(space) ?? flowWriter(schema);
  writers.set(space, write);
  const matrix = featureMatrix(architectures.length, schema.names.length);
  architectures.forEach((architecture, i) => {
    if (schema.cells.length > 0) write(topologiesOf(space, architecture), rowOf(matrix, i), 0);
  });
  return matrix;
}

function topologiesOf(space: DecisionSpace, architecture: Architecture): readonly CellTopology[] {
  if (space.topologies !== undefined) return space.topologies(architecture);
  return [...new Set(space.network(architecture).cells.map(({ topology }) => topology))];
}
