/** Assignments of decisions: what is active, which alternatives are legal, which requirements hold. Shared by all that varies them. */
import type { Random } from '../random.ts';
import { at } from '../semantics/lifted.ts';
import type { Concrete } from '../semantics/values.ts';
import type { CellConstraint } from './cell-constraint.ts';
import { INACTIVE } from './decision-space.ts';
import type { Promising } from './cost-pruning.ts';
import type { SpaceModel, TracedDecision } from './model.ts';
import { decisionOrder, depsOf } from './plan.ts';
import { TooManySteps } from './too-many-steps.ts';

export interface Assignments {
  readonly model: SpaceModel;
  /** Every decision after those that its activity and size depend on. */
  readonly order: readonly number[];
  readonly constraints: readonly CellConstraint[];
  /** Number of alternatives, or INACTIVE where the decision is not there. */
  size(id: number, choices: ArrayLike<number>): number;
  /** The legal alternatives in this context. */
  domain(id: number, choices: ArrayLike<number>): readonly Concrete[];
  /** Tabulated and structural requirements, all decisions made. Costs are not looked at. */
  holds(choices: ArrayLike<number>): boolean;
  /** Makes what follows from changed decisions right: switched-off ones INACTIVE, new or illegal ones by `fill`. */
  repair(choices: number[], fill: (id: number, size: number) => number): void;
}

export function makeAssignments(model: SpaceModel, constraints: readonly CellConstraint[]): Assignments {
  const order = decisionOrder(model);
  const decision = (id: number): TracedDecision => model.decisions[id] as TracedDecision;
  const assignments: Assignments = {
    model,
    order,
    constraints,
    size: (id, choices) =>
      at(decision(id).guard, choices) === true ? (at(decision(id).size, choices) as number) : INACTIVE,
    domain: (id, choices) => at(decision(id).domain, choices) as unknown as readonly Concrete[],
    holds: (choices) =>
      model.tables.every((factor) => at(factor.condition, choices) === true) &&
      constraints.every((constraint) => constraint.holds(choices)),
    repair(choices, fill) {
      for (const id of order) {
        const size = assignments.size(id, choices);
        const now = choices[id] as number;
        if (size === INACTIVE) choices[id] = INACTIVE;
        else if (now < 0 || now >= size) choices[id] = fill(id, size);
      }
    },
  };
  return assignments;
}

/**
 * All assignments that satisfy the requirements, in lexicographic order; of costs no more is looked at than `promising` does, which leaves out what cannot
 * become any. TooManySteps where more than `limit` alternatives would have to be tried.
 */
export function* enumerateAssignments(
  assignments: Assignments,
  limit = Infinity,
  promising?: Promising,
): Generator<readonly number[]> {
  for (const found of enumerateSteps(assignments, limit, promising)) if (found !== undefined) yield found;
}

/** The same, with an `undefined` for each alternative that was tried and led to none. */
export function* enumerateSteps(
  assignments: Assignments,
  limit = Infinity,
  promising: Promising = () => true,
): Generator<readonly number[] | undefined> {
  const { model, order, constraints } = assignments;
  const count = order.length;
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const position = new Map(order.map((id, i) => [id, i]));
  const closing = (ids: readonly number[]): number => Math.max(-1, ...ids.map((id) => position.get(id) as number));
  const factors = order.map((_, i) => model.tables.filter((factor) => closing(depsOf(factor.condition)) === i));
  const touching = order.map((id) => constraints.filter((constraint) => constraint.deps.includes(id)));
  let depth = 0;
  const assigned = (id: number): boolean => (position.get(id) as number) <= depth;
  const fits = (): boolean =>
    (factors[depth] as typeof model.tables).every((factor) => at(factor.condition, choices) === true) &&
    (touching[depth] as readonly CellConstraint[]).every((constraint) => constraint.possible(choices, assigned));
  if (count === 0) {
    if (assignments.holds(choices)) yield choices.slice();
    return;
  }
  const sizes = new Array<number>(count).fill(0);
  const next = new Array<number>(count).fill(0);
  const enter = (): void => {
    sizes[depth] = assignments.size(order[depth] as number, choices);
    next[depth] = sizes[depth] === INACTIVE ? INACTIVE : 0;
  };
  let steps = 0;
  enter();
  while (depth >= 0) {
    if (++steps > limit) throw new TooManySteps(`more than ${limit} alternatives`);
    const id = order[depth] as number;
    const alternative = next[depth] as number;
    if (alternative >= Math.max(0, sizes[depth] as number)) {
      choices[id] = INACTIVE;
      depth--;
      continue;
    }
    next[depth] = alternative + 1;
    if (alternative === INACTIVE) next[depth] = 0;
    choices[id] = alternative;
    if (!fits() || !promising(depth, choices)) {
      yield undefined;
      continue;
    }
    if (depth === count - 1) {
      if (constraints.every((constraint) => constraint.holds(choices))) yield choices.slice();
      continue;
    }
    depth++;
    enter();
  }
}

/** The active decisions that have an alternative to change to. */
function changeable(assignments: Assignments, choices: readonly number[]): number[] {
  return assignments.order.filter((id) => assignments.size(id, choices) > 1);
}

/** One decision changed at random, what depends on it repaired at random; undefined where `attempts` draws were infeasible. */
export function mutateAssignment(
  assignments: Assignments,
  parent: readonly number[],
  random: Random,
  feasible: (choices: readonly number[]) => boolean,
  attempts = 200,
): number[] | undefined {
  const candidates = changeable(assignments, parent);
  for (let attempt = 0; attempt < attempts && candidates.length > 0; attempt++) {
    const choices = parent.slice();
    const id = candidates[random.int(candidates.length)] as number;
    const size = assignments.size(id, choices);
    const step = 1 + random.int(size - 1);
    choices[id] = ((choices[id] as number) + step) % size;
    assignments.repair(choices, (_, legal) => random.int(legal));
    if (assignments.holds(choices) && feasible(choices)) return choices;
  }
  return undefined;
}

/** Each active decision from one parent or the other; what neither has made is drawn. */
export function crossAssignments(
  assignments: Assignments,
  a: readonly number[],
  b: readonly number[],
  random: Random,
  feasible: (choices: readonly number[]) => boolean,
  attempts = 200,
): number[] | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const choices = new Array<number>(a.length).fill(INACTIVE);
    for (const id of assignments.order) {
      const size = assignments.size(id, choices);
      if (size === INACTIVE) continue;
      const parents = (random.int(2) === 0 ? [a, b] : [b, a]).map((parent) => parent[id] as number);
      choices[id] = parents.find((choice) => choice >= 0 && choice < size) ?? random.int(size);
    }
    if (assignments.holds(choices) && feasible(choices)) return choices;
  }
  return undefined;
}

/** All feasible assignments one decision away; newly switched-on decisions take their first alternative. */
export function* neighbourAssignments(
  assignments: Assignments,
  from: readonly number[],
  feasible: (choices: readonly number[]) => boolean,
): Generator<readonly number[]> {
  for (const id of changeable(assignments, from)) {
    const size = assignments.size(id, from);
    for (let alternative = 0; alternative < size; alternative++) {
      if (alternative === from[id]) continue;
      const choices = from.slice();
      choices[id] = alternative;
      assignments.repair(choices, () => 0);
      if (assignments.holds(choices) && feasible(choices)) yield choices;
    }
  }
}
