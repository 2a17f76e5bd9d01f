/**
 * Counting plans. Decisions that nothing ties together multiply; a plan splits a space into independent components, makes one
 * decision of a component, and splits again (a d-tree, as in recursive conditioning, Darwiche 2001). Which components there are does
 * not depend on the alternatives taken, so a plan is made once and evaluated many times, with results shared between equal contexts.
 */
import { isLifted, type Value } from '../semantics/values.ts';
import type { CellConstraint } from './cell-constraint.ts';
import { eliminate } from './elimination.ts';
import type { SpaceModel, TableFactor } from './model.ts';

export type PlanNode = BranchNode | EnumerateNode;

/** Tries every alternative of one decision; what is left falls into `rest`. */
export interface BranchNode {
  readonly kind: 'branch';
  readonly decision: number;
  /** Requirements whose last open decision is this one. */
  readonly factors: readonly TableFactor[];
  /** The `extra` groups, by number, whose last open decision is this one. */
  readonly closing: readonly number[];
  /** Earlier decisions that anything in this component depends on. */
  readonly context: readonly number[];
  readonly rest: readonly PlanNode[];
}

/** Tries all assignments of decisions that a structural requirement couples. */
export interface EnumerateNode {
  readonly kind: 'enumerate';
  /** Parents before children. */
  readonly decisions: readonly number[];
  readonly constraints: readonly CellConstraint[];
  /** Requirements by the position in `decisions` after which they can be tested. */
  readonly factors: readonly (readonly TableFactor[])[];
  readonly context: readonly number[];
  readonly rest: readonly PlanNode[];
}

/** Decisions that must be looked at together, and why. */
export interface Relation {
  readonly decisions: readonly number[];
  readonly factor?: TableFactor | undefined;
  readonly constraint?: CellConstraint | undefined;
  /** Number of an extra group. */
  readonly extra?: number | undefined;
}

/** Components up to this size are split by their most connected decision, time and again. */
const SPLIT_SIZE = 300;
/** In larger ones, decisions with so many ties are taken first; the rest in the order of the text. */
const HUB = 12;
const SPLIT_DEPTH = 80;

/** Decisions in an order in which each comes after those that its guard and size depend on. */
export function decisionOrder(model: SpaceModel): number[] {
  const parents = model.decisions.map((decision) => parentsOf(model, decision.id));
  const order: number[] = [];
  const state = new Uint8Array(model.decisions.length);
  for (const { id } of model.decisions) {
    const stack = [id];
    while (stack.length > 0) {
      const top = stack.at(-1) as number;
      if (state[top] === 2) {
        stack.pop();
        continue;
      }
      state[top] = 1;
      const open = (parents[top] as number[]).find((parent) => state[parent] === 0);
      if (open === undefined) {
        state[top] = 2;
        order.push(top);
        stack.pop();
      } else stack.push(open);
    }
  }
  return order;
}

export function parentsOf(model: SpaceModel, id: number): number[] {
  const decision = model.decisions[id];
  if (decision === undefined) return [];
  return [...new Set([...depsOf(decision.guard), ...depsOf(decision.size)])].filter((dep) => dep !== id);
}

export function depsOf(value: Value): readonly number[] {
  return isLifted(value) ? value.deps : [];
}

/**
 * `extra` are further groups of decisions to be kept together, such as those behind one term of a cost; larger components than `splitSize`
 * are taken in the order of the text.
 */
export function makePlan(
  model: SpaceModel,
  constraints: readonly CellConstraint[],
  extra: readonly (readonly number[])[] = [],
  splitSize = SPLIT_SIZE,
): readonly PlanNode[] {
  const order = decisionOrder(model);
  const position = new Map(order.map((id, i) => [id, i]));
  const assigned = new Uint8Array(model.decisions.length);
  const parents = model.decisions.map(({ id }) => parentsOf(model, id));
  const relations: Relation[] = [
    ...order.map((id) => ({ decisions: [id, ...(parents[id] as number[])] })),
    ...model.tables.map((factor) => ({ decisions: depsOf(factor.condition), factor })),
    ...constraints.map((constraint) => ({ decisions: constraint.deps, constraint })),
    ...extra.map((decisions, i) => ({ decisions, extra: i })),
  ];
  return split(order, relations, 0);

  function split(decisions: readonly number[], within: readonly Relation[], depth: number): PlanNode[] {
    return components(decisions, within, assigned).flatMap((component): PlanNode[] => {
      const { members, own } = component;
      const found = own.flatMap((relation) => (relation.constraint === undefined ? [] : [relation.constraint]));
      if (found.length > 0) return [enumerateNode(component, found, depth)];
      const { id, degree } = mostConnected(component);
      const large = members.length > splitSize && degree < HUB;
      return large || depth > SPLIT_DEPTH ? eliminate(members, own, assigned) : [branchNode(component, id, depth)];
    });
  }

  /** Among the decisions whose parents are made. */
  function mostConnected({ members, own }: Component): { id: number; degree: number } {
    const degrees = new Map<number, number>();
    for (const relation of own) for (const id of relation.decisions) degrees.set(id, (degrees.get(id) ?? 0) + 1);
    let best = { id: -1, degree: -1 };
    for (const id of members) {
      const degree = degrees.get(id) ?? 0;
      if (degree > best.degree && (parents[id] as number[]).every((parent) => assigned[parent] === 1))
        best = { id, degree };
    }
    return best;
  }

  function branchNode({ members, own }: Component, decision: number, depth: number): BranchNode {
    const context = contextOf(own);
    assigned[decision] = 1;
    const closed = own.filter((relation) => !isOpen(relation));
    const rest = split(
      members.filter((id) => id !== decision),
      own.filter(isOpen),
      depth + 1,
    );
    assigned[decision] = 0;
    return {
      kind: 'branch',
      decision,
      factors: closed.flatMap(({ factor }) => factor ?? []),
      closing: closed.flatMap((relation) => relation.extra ?? []),
      context,
      rest,
    };
  }

  function enumerateNode({ members, own }: Component, found: readonly CellConstraint[], depth: number): EnumerateNode {
    const context = contextOf(own);
    const wanted = new Set(found.flatMap((constraint) => constraint.deps.filter((id) => assigned[id] === 0)));
    const open = [...wanted];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const parent of parents[id] as number[]) {
        if (assigned[parent] === 0 && !wanted.has(parent)) {
          wanted.add(parent);
          open.push(parent);
        }
      }
    }
    const decisions = [...wanted].sort((a, b) => (position.get(a) as number) - (position.get(b) as number));
    const tables = own.filter((relation) => relation.factor !== undefined);
    const factors = decisions.map((id) => {
      assigned[id] = 1;
      const ready = tables.filter((relation) => relation.decisions.includes(id) && !isOpen(relation));
      return ready.flatMap((relation) => relation.factor ?? []);
    });
    const rest = split(
      members.filter((id) => !wanted.has(id)),
      own.filter(isOpen).map((relation) => ({ ...relation, constraint: undefined })),
      depth + 1,
    );
    for (const id of decisions) assigned[id] = 0;
    return { kind: 'enumerate', decisions, constraints: found, factors, context, rest };
  }

  function contextOf(own: readonly Relation[]): number[] {
    return [...new Set(own.flatMap((relation) => relation.decisions.filter((id) => assigned[id] === 1)))];
  }

  function isOpen(relation: Relation): boolean {
    return relation.decisions.some((id) => assigned[id] === 0);
  }
}

interface Component {
  readonly members: readonly number[];
  readonly own: readonly Relation[];
}

/** Connected components of the open decisions under the relations, in the order of their first member. */
function components(decisions: readonly number[], relations: readonly Relation[], assigned: Uint8Array): Component[] {
  const parent = new Map(decisions.map((id) => [id, id]));
  const find = (id: number): number => {
    let root = id;
    while (parent.get(root) !== root) root = parent.get(root) as number;
    for (let step = id; step !== root;) {
      const next = parent.get(step) as number;
      parent.set(step, root);
      step = next;
    }
    return root;
  };
  for (const relation of relations) {
    let first: number | undefined;
    for (const id of relation.decisions) {
      if (assigned[id] === 1) continue;
      if (first === undefined) first = id;
      else parent.set(find(id), find(first));
    }
  }
  const groups = new Map<number, { members: number[]; own: Relation[] }>();
  for (const id of decisions) {
    const root = find(id);
    const group = groups.get(root) ?? { members: [], own: [] };
    group.members.push(id);
    groups.set(root, group);
  }
  for (const relation of relations) {
    const first = relation.decisions.find((id) => assigned[id] === 0);
    if (first !== undefined) groups.get(find(first))?.own.push(relation);
  }
  return [...groups.values()];
}
