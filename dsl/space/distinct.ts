/** Number of distinct live graphs of a space. */
import { distinctNodeCells, type CellStructure } from '../graph/count-cells.ts';
import type { CellTopology } from '../graph/network.ts';
import { isPassThrough } from '../graph/topology-hash.ts';
import { seededRandom } from '../random.ts';
import { isLifted, isOp, isOpaque, show, type Value } from '../semantics/values.ts';
import type { SpaceSize } from './decision-space.ts';
import type { Lowered } from './lower.ts';
import { ESTIMATE_SAMPLES, rawSize, REJECTIONS, within } from './size.ts';
import { finish, type Steps } from './steps.ts';

/** Architectures that are hashed one by one. */
export const HASH_LIMIT = 40_000;
/** Architectures whose costs are looked at to find them. */
const TRIED_LIMIT = 4_000_000n;
/** Operators of whole networks that are hashed, one by one and in draws. */
const HASHED_OPERATORS = 500_000;
const DRAWN_OPERATORS = 100_000;
/** The same for cells alone, in vertices to the fourth power. */
const HASHED_CELLS = 200_000_000;
const DRAWN_CELLS = 40_000_000;
/** Structures fed to the symmetry count of cells with operators on nodes. */
const STRUCTURE_LIMIT = 2_000_000;

export function distinctSize(lowered: Lowered, size: SpaceSize): SpaceSize {
  return finish(distinctSteps(lowered, size));
}

/** The same, with pauses. */
export function* distinctSteps(lowered: Lowered, size: SpaceSize): Steps<SpaceSize> {
  const hashable = size.method === 'exact' && size.value <= hashLimit(lowered);
  const few = hashable ? yield* lowered.scarceSteps() : undefined;
  if (hashable && (few !== undefined || canTryAll(lowered))) {
    const seen = new Set<string>();
    for (const choices of few ?? lowered.assignments()) {
      if (few !== undefined || lowered.affordable(choices)) seen.add(lowered.hash(choices));
      yield;
    }
    return { value: BigInt(seen.size), method: 'exact' };
  }
  const counted = yield* bySymmetry(lowered, size);
  if (counted !== undefined) return { value: counted, method: 'exact' };
  return yield* byCollisions(lowered, size);
}

/** Requirements on costs may leave few of very many, which are tested one by one. */
function canTryAll(lowered: Lowered): boolean {
  return lowered.model.costs.length === 0 || rawSize(lowered) <= TRIED_LIMIT;
}

/** Whole networks take as long to hash as they have operators; canonical forms of cells grow with their size. */
function hashLimit(lowered: Lowered): bigint {
  const limit = lowered.hashIsCheap ? HASHED_CELLS / cellEffort(lowered) : HASHED_OPERATORS / lowered.buildSize();
  return BigInt(within(limit, 50, HASH_LIMIT));
}

function sampleLimit(lowered: Lowered): number {
  return lowered.hashIsCheap
    ? within(DRAWN_CELLS / cellEffort(lowered), 20, ESTIMATE_SAMPLES)
    : within(DRAWN_OPERATORS / lowered.buildSize(), 5, ESTIMATE_SAMPLES / 10);
}

/** Vertices to the fourth power, summed over the cells. */
function cellEffort(lowered: Lowered): number {
  let sum = 1;
  for (const { inputs, vertices } of lowered.model.structures.values())
    sum += (inputs.length + vertices.length + 1) ** 4;
  return sum;
}

/**
 * One cell with operators on its nodes, the same operators on every node, and no decision elsewhere: structures are enumerated
 * without their operators, and labelled by Burnside's lemma.
 */
function* bySymmetry(lowered: Lowered, size: SpaceSize): Steps<bigint | undefined> {
  const { model } = lowered;
  const [cell, ...others] = new Set(model.decisions.map((decision) => decision.cell));
  if (cell === undefined || others.length > 0 || model.costs.length > 0 || model.tables.length > 0) return undefined;
  const structure = lowered.cellStructure(cell);
  if (structure === undefined || structure.vertices.some((vertex) => vertex.edges !== undefined)) return undefined;
  const domains = new Set(structure.vertices.map((vertex) => operatorsOf(vertex.op)));
  const [domain] = domains;
  if (domains.size !== 1 || domain === undefined) return undefined;
  const operators = domain.split(' | ');
  if (operators.some((name) => isPassThrough(name) || name.startsWith('none'))) return undefined;
  const opDecisions = new Set(
    structure.vertices.flatMap((vertex) => (vertex.op !== undefined && isLifted(vertex.op) ? vertex.op.deps : [])),
  );
  if ([...opDecisions].some((id) => model.decisions[id]?.path.endsWith('.op') !== true)) return undefined;
  // No structure stands for more architectures than its nodes have operators to choose from.
  if (size.value > BigInt(STRUCTURE_LIMIT) * BigInt(operators.length) ** BigInt(opDecisions.size)) return undefined;
  let steps = 0;
  const structures: CellStructure[] = [];
  const seen = new Set<string>();
  for (const choices of lowered.enumerateWith((id) => !opDecisions.has(id))) {
    if (++steps > STRUCTURE_LIMIT) return undefined;
    yield;
    const found = lowered.decideCell(cell, choices);
    if (found === undefined) return undefined;
    const live = liveStructure(found.decided.topology);
    const key = JSON.stringify(live);
    if (seen.has(key)) continue;
    seen.add(key);
    structures.push(live);
  }
  return yield* distinctNodeCells(structures, operators.length);
}

function operatorsOf(op: Value | undefined): string | undefined {
  if (op === undefined) return undefined;
  const entries = isLifted(op) ? op.table : [op];
  // An operator whose arguments are decided elsewhere stands for several: the symmetry count would take them for one.
  const fixed = (entry: Value): boolean =>
    isOp(entry) && ![...entry.args.values()].some((arg) => isLifted(arg) || isOpaque(arg));
  return entries.every(fixed) ? [...new Set(entries.map(show))].join(' | ') : undefined;
}

function liveStructure(topology: CellTopology): CellStructure {
  const inputs = topology.inputs.length;
  const last = topology.vertices.length - 1;
  const inner = topology.vertices.flatMap((vertex, i) => (i >= inputs && i < last && vertex.live ? [i] : []));
  const position = new Map<number, number>(topology.inputs.map((_, i) => [i, i]));
  inner.forEach((vertex, i) => position.set(vertex, inputs + i));
  position.set(last, inputs + inner.length);
  const edges = topology.edges
    .filter((edge) => edge.live)
    .map((edge) => [position.get(edge.from) as number, position.get(edge.to) as number] as const);
  return { inputs, inner: inner.length, edges };
}

/**
 * From how often graphs come up among uniform draws: those seen, and by Chao's estimate (1984, bias-corrected) those not seen, from the
 * numbers of graphs seen once and twice. Classes differ in size, which only ever hides some: a lower bound.
 */
function* byCollisions(lowered: Lowered, size: SpaceSize): Steps<SpaceSize> {
  const random = seededRandom(`distinct of ${lowered.model.name}`);
  const counts = new Map<string, number>();
  let drawn = 0;
  const samples = sampleLimit(lowered);
  const { draws } = lowered;
  const most = draws.tried() + REJECTIONS * samples;
  for (; drawn < samples; drawn++) {
    const choices = draws.tried() > most ? undefined : draws.draw(random);
    if (choices === undefined) break;
    const hash = lowered.hash(choices);
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
    yield;
  }
  const seen = (times: number): number => [...counts.values()].filter((count) => count === times).length;
  const once = seen(1);
  const twice = seen(2);
  const estimate = counts.size + (once * (once - 1)) / (2 * (twice + 1));
  if (counts.size === drawn || estimate >= Number(size.value)) {
    const error = size.standardError === undefined ? {} : { standardError: size.standardError };
    return { value: size.value, method: 'estimate', bound: 'upper', samples: drawn, ...error };
  }
  const variance =
    (once * (once - 1)) / (2 * (twice + 1)) +
    (once * (2 * once - 1) ** 2) / (4 * (twice + 1) ** 2) +
    (once ** 2 * twice * (once - 1) ** 2) / (4 * (twice + 1) ** 4);
  return {
    value: BigInt(Math.round(estimate)),
    method: 'estimate',
    bound: 'lower',
    standardError: Math.sqrt(variance),
    samples: drawn,
  };
}
