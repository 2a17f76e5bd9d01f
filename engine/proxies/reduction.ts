/**
 * Every architecture of a space is measured on the same small scale: repeated cells once, small images, narrow layers. How small is decided
 * once a space from a few of its architectures, so that scores can be compared.
 */
import { primitivesOf, type PrimitiveGraph } from '../../dsl/graph/primitives-of.ts';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { withoutRepeats } from './repeats.ts';
import { rescaled, type Rescaling } from './rescale.ts';

/** Multiply-accumulates of the typical reduced network, for one image. */
const TYPICAL_MACS = 1_000_000;
const LEAST_SIDE = 16;
/** Positions along each side of the smallest feature map. */
const LEAST_POSITIONS = 2;
const SAMPLES = 8;
const WIDTHS = Array.from({ length: 13 }, (_, step) => 2 ** (-step / 2));

export interface Reduction extends Rescaling {
  /** Multiply-accumulates of the typical reduced network, for one image. */
  readonly macs: number;
}

const known = new WeakMap<DecisionSpace, { readonly value: Reduction | undefined }>();

/** Undefined where the space has no image input: the proxies are defined on images. */
export function reductionOf(space: DecisionSpace): Reduction | undefined {
  const before = known.get(space);
  if (before !== undefined) return before.value;
  const random = seededRandom('reduction');
  const graphs: PrimitiveGraph[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = space.sample(random);
    if (architecture !== undefined) graphs.push(shortened(space, architecture));
  }
  const value = chooseReduction(graphs);
  known.set(space, { value });
  return value;
}

/** The architecture on the space's small scale; on its own where it cannot be scaled so. */
export function reducedGraph(space: DecisionSpace, architecture: Architecture, reduction: Rescaling): PrimitiveGraph {
  const graph = shortened(space, architecture);
  return rescaled(graph, reduction) ?? rescaled(graph, { ...reduction, width: 1 }) ?? graph;
}

function shortened(space: DecisionSpace, architecture: Architecture): PrimitiveGraph {
  return primitivesOf(withoutRepeats(space.network(architecture)));
}

/** The largest width within the budget at the smallest resolution at which all the graphs can be computed. */
export function chooseReduction(graphs: readonly PrimitiveGraph[]): Reduction | undefined {
  const input = graphs[0]?.nodes[0]?.shape;
  if (input?.kind !== 'image') return undefined;
  const side = Math.min(input.height, input.width);
  const positions = Math.max(...graphs.map((graph) => side / smallestSide(graph)));
  for (let goal = Math.max(LEAST_SIDE, Math.ceil(LEAST_POSITIONS * positions)); goal < side; goal *= 2) {
    const found = widthFor(graphs, goal / side);
    if (found !== undefined) return found;
  }
  return widthFor(graphs, 1) ?? { resolution: 1, width: 1, macs: typicalMacs(graphs) };
}

function widthFor(graphs: readonly PrimitiveGraph[], resolution: number): Reduction | undefined {
  let narrowest: Reduction | undefined;
  for (const width of WIDTHS) {
    const small = graphs.flatMap((graph) => rescaled(graph, { resolution, width }) ?? []);
    if (small.length < graphs.length) continue;
    narrowest = { resolution, width, macs: typicalMacs(small) };
    if (narrowest.macs <= TYPICAL_MACS) return narrowest;
  }
  return narrowest;
}

/** The median. */
function typicalMacs(graphs: readonly PrimitiveGraph[]): number {
  const each = graphs.map(({ nodes }) => nodes.reduce((sum, node) => sum + node.macs, 0)).sort((a, b) => a - b);
  return each[each.length >> 1] ?? 0;
}

/** Of the feature maps of more than one position, tokens in a square. */
function smallestSide({ nodes }: PrimitiveGraph): number {
  let smallest = Infinity;
  for (const { shape } of nodes) {
    const side =
      shape.kind === 'image'
        ? Math.min(shape.height, shape.width)
        : shape.kind === 'tokens'
          ? Math.sqrt(shape.count)
          : 1;
    if (side > 1) smallest = Math.min(smallest, Math.floor(side));
  }
  return smallest;
}
