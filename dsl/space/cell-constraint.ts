/**
 * Requirements on a cell's structure, `edges(self) <= 9` and `reachable(self)`, compiled to bit masks: they are tested
 * hundreds of thousands of times while counting.
 */
import { bind, child } from '../semantics/environment.ts';
import { evaluate } from '../semantics/evaluate.ts';
import { at, lift } from '../semantics/lifted.ts';
import type { Machine } from '../semantics/machine.ts';
import { isLifted, isList, isOp, isOpaque, type Concrete, type Value, type VertexValue } from '../semantics/values.ts';
import type { CellFactor } from './model.ts';

export interface CellConstraint {
  /** Decisions that the structure depends on. */
  readonly deps: readonly number[];
  /** Complete test; all of `deps` are assigned. */
  holds(choices: ArrayLike<number>): boolean;
  /** False only if no completion can hold; `assigned(d)` tells which decisions are made. */
  possible(choices: ArrayLike<number>, assigned: (decision: number) => boolean): boolean;
}

interface VertexMask {
  readonly bit: number;
  readonly active: Value;
  /** Bits of the vertices taken. */
  readonly mask: Value;
  /** Number of edges: a vertex may be taken twice. */
  readonly count: Value;
  readonly deps: readonly number[];
}

/** Undefined where the structure has too many combinations to be compiled. */
export function compileCellConstraint(machine: Machine, factor: CellFactor): CellConstraint | undefined {
  const { structure } = factor;
  const inputs = structure.inputs.length;
  const inputBits = (1 << inputs) - 1;
  const vertices = structure.vertices.map((vertex) =>
    vertexMask(vertex.index, vertex.active, uncut(vertex.from, vertex.edges ?? [])),
  );
  const output = vertexMask(-1, true, structure.output.of);
  const all = [...vertices, output];
  const { guard } = factor;
  if (isOpaque(guard) || all.some((vertex) => isOpaque(vertex.mask) || isOpaque(vertex.active))) return undefined;
  const most = all.map((vertex) => largest(vertex.count));
  const maxEdges = most.reduce((sum, value) => sum + value, 0);

  const conditions = new Map<number, Value>();
  const conditionAt = (edges: number, reachable: boolean): Value => {
    const key = edges * 2 + (reachable ? 1 : 0);
    let value = conditions.get(key);
    if (value === undefined) {
      const scope = child(factor.environment);
      bind(scope, 'edges(self)', edges);
      bind(scope, 'reachable(self)', reachable);
      value = evaluate(machine, scope, factor.condition);
      conditions.set(key, value);
    }
    return value;
  };
  const canHold = (value: Value): boolean => value === true || isLifted(value) || isOpaque(value);
  const guardDeps = isLifted(guard) ? guard.deps : [];
  const deps = new Set([...guardDeps, ...all.flatMap((vertex) => vertex.deps)]);
  for (let edges = 0; edges <= maxEdges; edges++) {
    for (const reachable of [false, true]) {
      const value = conditionAt(edges, reachable);
      if (isOpaque(value)) return undefined;
      if (isLifted(value)) value.deps.forEach((dep) => deps.add(dep));
    }
  }
  // suffix[r][e]: whether the condition can hold with at least e edges and reachability r.
  const suffix = [false, true].map((reachable) => {
    const out = new Array<boolean>(maxEdges + 2).fill(false);
    for (let edges = maxEdges; edges >= 0; edges--)
      out[edges] = (out[edges + 1] as boolean) || canHold(conditionAt(edges, reachable));
    return out;
  });

  const reachableAll = (choices: ArrayLike<number>): boolean => {
    let forward = inputBits;
    let present = 0;
    for (const vertex of vertices) {
      if (at(vertex.active, choices) !== true) continue;
      present |= 1 << vertex.bit;
      if (((at(vertex.mask, choices) as number) & forward) !== 0) forward |= 1 << vertex.bit;
    }
    let backward = at(output.mask, choices) as number;
    for (let i = vertices.length - 1; i >= 0; i--) {
      const vertex = vertices[i] as VertexMask;
      if (((backward >> vertex.bit) & 1) === 1) backward |= at(vertex.mask, choices) as number;
    }
    return (present & forward & backward) === present && (backward & inputBits) !== 0;
  };

  return {
    deps: [...deps].sort((a, b) => a - b),
    holds(choices) {
      if (at(guard, choices) !== true) return true;
      let edges = 0;
      for (const vertex of all) if (at(vertex.active, choices) === true) edges += at(vertex.count, choices) as number;
      const value = conditionAt(edges, reachableAll(choices));
      return at(value, choices) === true;
    },
    possible(choices, assigned) {
      if (!guardDeps.every(assigned) || at(guard, choices) !== true) return true;
      let edges = 0;
      let reachable = true;
      for (const vertex of all) {
        if (!vertex.deps.every(assigned) || at(vertex.active, choices) !== true) continue;
        const count = at(vertex.count, choices) as number;
        edges += count;
        if (count === 0) reachable = false;
      }
      const withReach = (suffix[1] as boolean[])[edges] === true;
      const without = (suffix[0] as boolean[])[edges] === true;
      return without || (reachable && withReach);
    },
  };
}

/** The sources whose edges no `none` cuts: a connection that is cut is no edge. */
function uncut(from: Value, edges: readonly Value[]): Value {
  const mayCut = edges.some((edge) => (isLifted(edge) ? edge.table : [edge]).some(isNone));
  if (!mayCut) return from;
  return lift([from, ...edges], ([list, ...operators]) =>
    isList(list as Value) ? (list as unknown as readonly Value[]).filter((_, j) => !isNone(operators[j])) : [],
  );
}

function isNone(value: Value | undefined): boolean {
  return value !== undefined && isOp(value) && value.item.name.text === 'none';
}

function vertexMask(bit: number, active: Value, from: Value): VertexMask {
  const vertices = (list: Concrete): readonly VertexValue[] =>
    isList(list) ? (list as unknown as readonly VertexValue[]) : [];
  const mask = lift([from], ([list]) =>
    vertices(list as Concrete).reduce((bits, vertex) => bits | (1 << vertex.index), 0),
  );
  const count = lift([from], ([list]) => vertices(list as Concrete).length);
  const deps = new Set([active, mask, count].flatMap((value) => (isLifted(value) ? value.deps : [])));
  return { bit, active, mask, count, deps: [...deps] };
}

function largest(value: Value): number {
  return isLifted(value) ? Math.max(...(value.table as readonly number[])) : (value as number);
}
