/**
 * The least or the most that a cell costs over all its structures and operators, by the inputs that its output depends on: exact where vertices
 * and edges are decided independently, a bound where they are not. Structural requirements are left aside.
 *
 * Vertices are taken from the last to the first. What counts of the later ones is which earlier ones they need, alive (something that the
 * cell was given reaches them) or dead (nothing does, so that an edge from there costs nothing).
 */
import {
  isLifted,
  isList,
  isOp,
  isOpaque,
  kindOf,
  type Concrete,
  type Value,
  type VertexValue,
} from '../semantics/values.ts';
import { entriesOf, extreme, type Bound, type CellCosts } from './cell-costs.ts';
import { sharesWidth } from './cell-geometry.ts';
import type { CellStructure, InnerVertex } from '../semantics/cells.ts';

/** States and assignments of node counts that are followed. */
const MOST_STATES = 20_000;
const MOST_COUNTS = 64;

interface State {
  /** Vertices needed alive, those needed dead, and inputs, as bits. */
  readonly alive: number;
  readonly dead: number;
  readonly cost: number;
}

/** By the inputs needed, as bits; undefined where there are too many ways to follow. */
export function cellRange(structure: CellStructure, costs: CellCosts, bound: Bound): Map<number, number> | undefined {
  const found = new Map<number, number>();
  const deps = new Map<number, number>();
  for (const { active } of structure.vertices)
    if (isLifted(active)) active.deps.forEach((dep, i) => deps.set(dep, active.sizes[i] ?? 1));
  const values = structure.vertices.flatMap(({ active, from, edges, op }) => [active, from, ...(edges ?? []), op ?? 0]);
  if (values.some(isOpaque)) return undefined;
  let counts: ReadonlyMap<number, number>[] = [new Map()];
  for (const [dep, size] of deps) {
    if (counts.length * size > MOST_COUNTS) return undefined;
    counts = counts.flatMap((made) => Array.from({ length: size }, (_, choice) => new Map([...made, [dep, choice]])));
  }
  for (const made of counts) {
    const some = rangeOf(structure, costs, bound, made);
    if (some === undefined) return undefined;
    for (const [inputs, cost] of some) keep(found, inputs, cost, bound);
  }
  return found;
}

function rangeOf(
  structure: CellStructure,
  costs: CellCosts,
  bound: Bound,
  made: ReadonlyMap<number, number>,
): Map<number, number> | undefined {
  const inputs = structure.inputs.length;
  const given = (1 << inputs) - 1;
  const present = structure.vertices.filter(({ active }) => entriesUnder(active, made).includes(true));
  const starts = startsOf(structure, present, made);
  if (starts === undefined) return undefined;
  const onEdges = structure.vertices.some(({ edges }) => edges !== undefined);
  const sharing = sharesWidth(structure);
  const found = new Map<number, number>();
  const byShare = new Map<number | undefined, State[]>();
  const sources = new Map(present.map((vertex) => [vertex, listsUnder(vertex.from, made) ?? []]));
  for (const { alive, dead, feeders } of starts) {
    let cost = 0;
    const direct = bitsOf(alive & feeders & given);
    if (!onEdges) for (const input of direct) cost += costs.projection(input, sharing ? 1 : undefined);
    const share = sharing ? Math.max(1, bitsOf(alive & feeders & ~given).length) : undefined;
    byShare.set(share, [...(byShare.get(share) ?? []), { alive, dead, cost }]);
  }
  for (const [share, begin] of byShare) {
    let states = merged(begin, bound);
    for (const vertex of present.toReversed()) {
      const next: State[] = [];
      for (const state of states.values()) {
        const bit = 1 << vertex.index;
        if (((state.alive | state.dead) & bit) === 0) next.push(state);
        else next.push(...waysOf(vertex, sources.get(vertex) ?? [], structure, costs, bound, state, share, onEdges));
        if (next.length > MOST_STATES) return undefined;
      }
      states = merged(next, bound);
    }
    for (const { alive, cost } of states.values()) {
      const needed = alive & given;
      // Nothing reaches the output: zeros, made from the last input.
      if (needed === 0) {
        keep(found, 1 << (inputs - 1), 0, bound);
        continue;
      }
      const adapters = onEdges ? bitsOf(needed).reduce((sum, input) => sum + costs.adapter(input), 0) : 0;
      keep(found, needed, cost + adapters, bound);
    }
  }
  return found;
}

interface Start {
  readonly alive: number;
  readonly dead: number;
  /** What the output takes. */
  readonly feeders: number;
}

/** What the output may take, each vertex alive or dead. */
function startsOf(
  structure: CellStructure,
  present: readonly InnerVertex[],
  made: ReadonlyMap<number, number>,
): Start[] | undefined {
  const inputs = structure.inputs.length;
  const lists = structure.output.loose === true ? undefined : listsUnder(structure.output.of, made);
  if (lists === undefined && structure.output.loose !== true) return undefined;
  const masks =
    lists === undefined
      ? [present.reduce((bits, { index }) => bits | (1 << index), 0)]
      : [...new Set(lists.map((list) => list.reduce((bits, index) => bits | (1 << index), 0)))];
  const cuts = present.some(({ edges }) => edges?.some((edge) => entriesOf(edge).some(isCut)) === true);
  const starts: Start[] = [];
  for (const feeders of masks) {
    let some: Start[] = [{ alive: 0, dead: 0, feeders }];
    for (const vertex of bitsOf(feeders)) {
      const bit = 1 << vertex;
      some = some.flatMap((start): Start[] => {
        const alive = { ...start, alive: start.alive | bit };
        if (vertex < inputs) return [alive];
        const dead = { ...start, dead: start.dead | bit };
        // Where all loose vertices are taken, one that another takes along a cut edge is not needed.
        return lists === undefined && cuts ? [alive, dead, start] : [alive, dead];
      });
      if (some.length > MOST_STATES) return undefined;
    }
    starts.push(...some);
  }
  return starts;
}

/** How a vertex that is needed may come to be alive, or dead. */
function waysOf(
  vertex: InnerVertex,
  lists: readonly (readonly number[])[],
  structure: CellStructure,
  costs: CellCosts,
  bound: Bound,
  state: State,
  share: number | undefined,
  onEdges: boolean,
): State[] {
  const inputs = structure.inputs.length;
  const bit = 1 << vertex.index;
  const wanted = (state.alive & bit) !== 0;
  const own = structure.vertices.indexOf(vertex);
  const out: State[] = [];
  for (const list of lists) {
    let ways: (State & { readonly live: number })[] = [
      { alive: state.alive & ~bit, dead: state.dead & ~bit, cost: state.cost, live: 0 },
    ];
    list.forEach((source, j) => {
      const from = 1 << source;
      const operators = vertex.edges === undefined ? undefined : entriesOf(vertex.edges[j]);
      const canCut = operators?.some(isCut) === true;
      const open = operators === undefined || operators.some((entry) => !isCut(entry));
      const next = new Map<string, State & { readonly live: number }>();
      const add = (way: State & { readonly live: number }): void => {
        const key = `${way.alive},${way.dead},${way.live}`;
        const known = next.get(key);
        next.set(key, known === undefined ? way : { ...way, cost: bound(known.cost, way.cost) });
      };
      for (const way of ways) {
        if (canCut) add(way);
        if (!open) continue;
        const isInput = source < inputs;
        if (!isInput && (way.alive & from) === 0) add({ ...way, dead: way.dead | from });
        if (!wanted || (way.dead & from) !== 0) continue;
        let cost = 0;
        if (operators !== undefined) {
          const each = operators.flatMap((entry, e) => (isCut(entry) ? [] : [costs.edge(own, j, e, isInput)]));
          cost = extreme(each, bound);
        } else if (isInput) cost = onEdges ? 0 : costs.projection(source, share);
        add({ ...way, alive: way.alive | from, cost: way.cost + cost, live: way.live + 1 });
      }
      ways = [...next.values()];
    });
    for (const { alive, dead, cost, live } of ways) {
      if (wanted !== live > 0) continue;
      const parts = vertex.merge === 'concat' ? live : 1;
      const each =
        wanted && vertex.op !== undefined
          ? entriesOf(vertex.op).map((_, e) => costs.operator(own, e, parts, share))
          : [0];
      out.push({ alive, dead, cost: cost + extreme(each, bound) });
    }
  }
  return out;
}

function merged(states: readonly State[], bound: Bound): Map<string, State> {
  const found = new Map<string, State>();
  for (const state of states) {
    const key = `${state.alive},${state.dead}`;
    const known = found.get(key);
    found.set(key, known === undefined ? state : { ...state, cost: bound(known.cost, state.cost) });
  }
  return found;
}

function keep(found: Map<number, number>, inputs: number, cost: number, bound: Bound): void {
  const known = found.get(inputs);
  found.set(inputs, known === undefined ? cost : bound(known, cost));
}

const isCut = (value: Concrete): boolean => isOp(value) && value.item.name.text === 'none';

/** The positions of the bits of a mask. */
export const bitsOf = (mask: number): number[] =>
  Array.from({ length: 31 }, (_, i) => i).filter((i) => ((mask >> i) & 1) === 1);

/** Lists of vertices that a value may be, as indices; undefined where it is too large to be known. */
function listsUnder(value: Value, made: ReadonlyMap<number, number>): number[][] | undefined {
  if (isOpaque(value)) return undefined;
  const lists = new Map<string, number[]>();
  for (const entry of entriesUnder(value, made)) {
    if (!isList(entry)) continue;
    const indices = (entry as readonly Value[]).flatMap((each) =>
      kindOf(each) === 'vertex' ? [(each as VertexValue).index] : [],
    );
    lists.set(indices.join(), indices);
  }
  return [...lists.values()];
}

/** The entries that are left when some decisions are made. */
function entriesUnder(value: Value, made: ReadonlyMap<number, number>): readonly Concrete[] {
  if (!isLifted(value)) return [value as Concrete];
  return value.table.filter((_, index) => {
    let rest = index;
    for (let i = value.deps.length - 1; i >= 0; i--) {
      const size = value.sizes[i] ?? 1;
      const choice = made.get(value.deps[i] ?? -1);
      if (choice !== undefined && choice !== rest % size) return false;
      rest = Math.floor(rest / size);
    }
    return true;
  });
}
