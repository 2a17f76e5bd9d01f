/** Exact numbers of architectures: evaluation of counting plans with big integers. */
import { at } from '../semantics/lifted.ts';
import { INACTIVE } from './decision-space.ts';
import type { SpaceModel } from './model.ts';
import type { BranchNode, EnumerateNode, PlanNode } from './plan.ts';

/** Raised when an enumeration within a count would take more steps than allowed; callers estimate instead. */
export class TooManySteps extends Error {}

export interface Counter {
  /** Number of completions; TooManySteps past the limit. */
  count(): bigint;
}

/** `limit` bounds the assignments tried inside components that structural requirements couple. */
export function makeCounter(model: SpaceModel, plan: readonly PlanNode[], limit: number): Counter {
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const assigned = new Uint8Array(model.decisions.length);
  const isAssigned = (id: number): boolean => assigned[id] === 1;
  const memos = new Map<PlanNode, Map<string, bigint>>();
  let steps = 0;

  const product = (nodes: readonly PlanNode[]): bigint => {
    let total = 1n;
    for (const node of nodes) {
      total *= countNode(node);
      if (total === 0n) return 0n;
    }
    return total;
  };

  const countNode = (node: PlanNode): bigint => {
    let memo = memos.get(node);
    if (memo === undefined) memos.set(node, (memo = new Map()));
    const key = contextKey(node.context, choices);
    const known = memo.get(key);
    if (known !== undefined) return known;
    const value = node.kind === 'branch' ? countBranch(node) : countEnumerated(node);
    memo.set(key, value);
    return value;
  };

  const alternatives = (id: number): number => {
    const decision = model.decisions[id] as SpaceModel['decisions'][number];
    return at(decision.guard, choices) === true ? (at(decision.size, choices) as number) : INACTIVE;
  };

  const countBranch = (node: BranchNode): bigint => {
    const size = alternatives(node.decision);
    if (node.rest.length === 0 && node.factors.length === 0) return size === INACTIVE ? 1n : BigInt(size);
    let total = 0n;
    assigned[node.decision] = 1;
    for (let a = size === INACTIVE ? INACTIVE : 0; a < Math.max(size, 0); a++) {
      choices[node.decision] = a;
      if (node.factors.every((factor) => at(factor.condition, choices) === true)) total += product(node.rest);
    }
    assigned[node.decision] = 0;
    choices[node.decision] = INACTIVE;
    return total;
  };

  const countEnumerated = (node: EnumerateNode): bigint => {
    let total = 0n;
    const visit = (position: number): void => {
      if (position === node.decisions.length) {
        if (node.constraints.every((constraint) => constraint.holds(choices))) total += product(node.rest);
        return;
      }
      const id = node.decisions[position] as number;
      const size = alternatives(id);
      assigned[id] = 1;
      for (let a = size === INACTIVE ? INACTIVE : 0; a < Math.max(size, 0); a++) {
        if (++steps > limit) throw new TooManySteps(`more than ${limit} combinations`);
        choices[id] = a;
        if (
          (node.factors[position] as EnumerateNode['factors'][number]).every(
            (factor) => at(factor.condition, choices) === true,
          ) &&
          node.constraints.every((constraint) => constraint.possible(choices, isAssigned))
        ) {
          visit(position + 1);
        }
      }
      assigned[id] = 0;
      choices[id] = INACTIVE;
    };
    visit(0);
    return total;
  };

  return { count: () => product(plan) };
}

export function contextKey(context: readonly number[], choices: ArrayLike<number>): string {
  if (context.length === 0) return '';
  if (context.length === 1) return String(choices[context[0] as number]);
  return context.map((id) => choices[id]).join();
}
