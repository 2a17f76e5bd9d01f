/** Exact numbers of architectures: evaluation of counting plans with big integers. */
import { at } from '../semantics/lifted.ts';
import { INACTIVE } from './decision-space.ts';
import { makeFold, type Algebra } from './fold.ts';
import type { SpaceModel, TracedDecision } from './model.ts';
import type { EnumerateNode, PlanNode } from './plan.ts';
import { finish, type Steps } from './steps.ts';
import { TooManySteps } from './too-many-steps.ts';

export { TooManySteps };

/** Number of completions; TooManySteps where more than `limit` alternatives and assignments would have to be tried. */
export function countPlan(model: SpaceModel, plan: readonly PlanNode[], limit: number): bigint {
  return finish(countPlanSteps(model, plan, limit));
}

/** The same, with pauses. */
export function countPlanSteps(model: SpaceModel, plan: readonly PlanNode[], limit: number): Steps<bigint> {
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const algebra: Algebra<bigint, bigint, { total: bigint }> = {
    one: 1n,
    times: (product, component) => product * component,
    isZero: (product) => product === 0n,
    begin: () => ({ total: 0n }),
    add: (sum, _node, _alternative, product) => (sum.total += product),
    end: ({ total }) => total,
    enumerate: (node, product) => countEnumerated(model, node, choices, limit, product),
  };
  return makeFold(model, choices, algebra, limit).steps(plan);
}

/** Assignments between pauses: each tests the structure of a cell. */
const PAUSE = 200;

/** Assignments that satisfy the structural requirements, tried one after the other. */
function* countEnumerated(
  model: SpaceModel,
  node: EnumerateNode,
  choices: number[],
  limit: number,
  product: (nodes: readonly PlanNode[]) => Steps<bigint>,
): Steps<bigint> {
  const { decisions, constraints } = node;
  const open = new Set(decisions);
  const isAssigned = (id: number): boolean => !open.has(id);
  const sizes: number[] = [];
  const next: number[] = [];
  const active: boolean[] = [];
  let total = 0n;
  let steps = 0;
  const enter = (position: number): void => {
    const id = decisions[position] as number;
    const decision = model.decisions[id] as TracedDecision;
    active[position] = at(decision.guard, choices) === true;
    sizes[position] = active[position] ? (at(decision.size, choices) as number) : 1;
    next[position] = 0;
    open.delete(id);
  };
  let position = 0;
  if (decisions.length === 0) return constraints.every((each) => each.holds(choices)) ? yield* product(node.rest) : 0n;
  enter(0);
  while (position >= 0) {
    const id = decisions[position] as number;
    const alternative = next[position] as number;
    if (alternative >= (sizes[position] as number)) {
      open.add(id);
      choices[id] = INACTIVE;
      position--;
      continue;
    }
    if (++steps > limit) throw new TooManySteps(`more than ${limit} combinations`);
    if (steps % PAUSE === 0) yield;
    next[position] = alternative + 1;
    choices[id] = active[position] === true ? alternative : INACTIVE;
    const factors = node.factors[position] as EnumerateNode['factors'][number];
    const possible =
      factors.every((factor) => at(factor.condition, choices) === true) &&
      constraints.every((constraint) => constraint.possible(choices, isAssigned));
    if (!possible) continue;
    if (position < decisions.length - 1) enter(++position);
    else if (constraints.every((constraint) => constraint.holds(choices)))
      total += node.rest.length === 0 ? 1n : yield* product(node.rest);
  }
  return total;
}
