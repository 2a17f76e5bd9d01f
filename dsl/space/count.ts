/** Exact numbers of architectures: evaluation of counting plans with big integers. */
import { at } from '../semantics/lifted.ts';
import { INACTIVE } from './decision-space.ts';
import { makeFold, type Algebra } from './fold.ts';
import type { SpaceModel, TracedDecision } from './model.ts';
import type { EnumerateNode, PlanNode } from './plan.ts';
import { TooManySteps } from './too-many-steps.ts';

export { TooManySteps };

/** Number of completions; TooManySteps where more than `limit` alternatives and assignments would have to be tried. */
export function countPlan(model: SpaceModel, plan: readonly PlanNode[], limit: number): bigint {
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
  return makeFold(model, choices, algebra, limit).product(plan);
}

/** Assignments that satisfy the structural requirements, tried one after the other. */
function countEnumerated(
  model: SpaceModel,
  node: EnumerateNode,
  choices: number[],
  limit: number,
  product: (nodes: readonly PlanNode[]) => bigint,
): bigint {
  const open = new Set(node.decisions);
  const isAssigned = (id: number): boolean => !open.has(id);
  let total = 0n;
  let steps = 0;
  const visit = (position: number): void => {
    if (position === node.decisions.length) {
      if (node.constraints.every((constraint) => constraint.holds(choices))) total += product(node.rest);
      return;
    }
    const id = node.decisions[position] as number;
    const decision = model.decisions[id] as TracedDecision;
    const factors = node.factors[position] as EnumerateNode['factors'][number];
    const active = at(decision.guard, choices) === true;
    const size = active ? (at(decision.size, choices) as number) : 1;
    open.delete(id);
    for (let a = 0; a < size; a++) {
      if (++steps > limit) throw new TooManySteps(`more than ${limit} combinations`);
      choices[id] = active ? a : INACTIVE;
      if (
        factors.every((factor) => at(factor.condition, choices) === true) &&
        node.constraints.every((constraint) => constraint.possible(choices, isAssigned))
      ) {
        visit(position + 1);
      }
    }
    open.add(id);
    choices[id] = INACTIVE;
  };
  visit(0);
  return total;
}
