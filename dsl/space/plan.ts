/**
 * Counting plans. Decisions that nothing ties together multiply; a plan splits a space into independent components, makes one
 * decision of a component, and splits again (a d-tree, as in recursive conditioning, Darwiche 2001). Which components there are does
 * not depend on the alternatives taken, so a plan is made once and evaluated many times, with results shared between equal contexts.
 */
import { isLifted, type Value } from '../semantics/values.ts';
import type { CellConstraint } from './cell-constraint.ts';
import type { SpaceModel, TableFactor } from './model.ts';

export type PlanNode = BranchNode | EnumerateNode;

/** Tries every alternative of one decision; what is left falls into `rest`. */
export interface BranchNode {
  readonly kind: 'branch';
  readonly decision: number;
  /** Requirements whose last open decision is this one. */
  readonly factors: readonly TableFactor[];
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

/** `extra` are further groups of decisions to be kept together, such as those behind one term of a cost. */
export function makePlan(
  model: SpaceModel,
  constraints: readonly CellConstraint[],
  extra: readonly (readonly number[])[] = [],
): readonly PlanNode[] {
  const order = decisionOrder(model);
  const position = new Map(order.map((id, i) => [id, i]));
  const assigned = new Uint8Array(model.decisions.length);
  const relations: Relation[] = [
    ...order.map((id) => ({ decisions: [id, ...parentsOf(model, id)] })),
    ...model.tables.map((factor) => ({ decisions: [...depsOf(factor.condition)], factor })),
    ...constraints.map((constraint) => ({ decisions: [...constraint.deps], constraint })),
    ...extra.map((decisions) => ({ decisions: [...decisions] })),
  ];
  return split(order, relations);

  function split(decisions: readonly number[], within: readonly Relation[]): PlanNode[] {
    return components(decisions, within, assigned).map(({ members, own }) => {
      const context = [...new Set(own.flatMap((relation) => relation.decisions.filter((id) => assigned[id] === 1)))];
      const found = own.flatMap((relation) => (relation.constraint === undefined ? [] : [relation.constraint]));
      return found.length > 0 ? enumerateNode(members, own, context, found) : branchNode(members, own, context);
    });
  }

  function branchNode(members: readonly number[], own: readonly Relation[], context: readonly number[]): BranchNode {
    const degree = new Map<number, number>();
    for (const relation of own) for (const id of relation.decisions) degree.set(id, (degree.get(id) ?? 0) + 1);
    const ready = members.filter((id) => parentsOf(model, id).every((parent) => assigned[parent] === 1));
    const decision = ready.reduce(
      (best, id) => ((degree.get(id) ?? 0) > (degree.get(best) ?? 0) ? id : best),
      ready[0] as number,
    );
    assigned[decision] = 1;
    const factors = own.flatMap(({ factor, decisions }) =>
      factor !== undefined && decisions.every((id) => assigned[id] === 1) ? [factor] : [],
    );
    const rest = split(
      members.filter((id) => id !== decision),
      own.filter(isOpen),
    );
    assigned[decision] = 0;
    return { kind: 'branch', decision, factors, context, rest };
  }

  function enumerateNode(
    members: readonly number[],
    own: readonly Relation[],
    context: readonly number[],
    found: readonly CellConstraint[],
  ): EnumerateNode {
    const wanted = new Set(found.flatMap((constraint) => constraint.deps.filter((id) => assigned[id] === 0)));
    const close = (id: number): void => {
      for (const parent of parentsOf(model, id)) {
        if (assigned[parent] === 0 && !wanted.has(parent)) {
          wanted.add(parent);
          close(parent);
        }
      }
    };
    for (const id of [...wanted]) close(id);
    const decisions = [...wanted].sort((a, b) => (position.get(a) as number) - (position.get(b) as number));
    const open = own.filter((relation) => relation.factor !== undefined);
    const factors = decisions.map((id) => {
      assigned[id] = 1;
      const ready = open.filter(
        (relation) => relation.decisions.includes(id) && relation.decisions.every((d) => assigned[d] === 1),
      );
      return ready.flatMap((relation) => (relation.factor === undefined ? [] : [relation.factor]));
    });
    const rest = split(
      members.filter((id) => !wanted.has(id)),
      own.filter(isOpen).map((relation) => ({ ...relation, constraint: undefined })),
    );
    for (const id of decisions) assigned[id] = 0;
    return { kind: 'enumerate', decisions, constraints: found, factors, context, rest };
  }

  function isOpen(relation: Relation): boolean {
    return relation.decisions.some((id) => assigned[id] === 0);
  }
}

interface Relation {
  readonly decisions: readonly number[];
  readonly factor?: TableFactor | undefined;
  readonly constraint?: CellConstraint | undefined;
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
    const open = relation.decisions.filter((id) => assigned[id] === 0);
    for (const id of open.slice(1)) parent.set(find(id), find(open[0] as number));
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
