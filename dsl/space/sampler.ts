/**
 * Draws architectures uniformly, or in proportion to the products of their `weights`: the alternatives of a decision are taken
 * in proportion to the number (weight) of completions that each leaves. Works in logarithms, so that spaces of any size do.
 */
import type { Random } from '../random.ts';
import { at } from '../semantics/lifted.ts';
import { contextKey } from './count.ts';
import { INACTIVE } from './decision-space.ts';
import type { SpaceModel } from './model.ts';
import type { BranchNode, PlanNode } from './plan.ts';

export interface Sampler {
  /** Choices of one architecture that satisfies the tabulated requirements; undefined when there is none. */
  draw(random: Random): number[] | undefined;
}

/** The plan must hold branches only: structural requirements are left to rejection. */
export function makeSampler(model: SpaceModel, plan: readonly PlanNode[]): Sampler {
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const memos = new Map<PlanNode, Map<string, Float64Array>>();

  const logSum = (nodes: readonly PlanNode[]): number => {
    let total = 0;
    for (const node of nodes) {
      total += logTotal(logWeights(node as BranchNode));
      if (total === -Infinity) return total;
    }
    return total;
  };

  /** Log weight of each alternative with all its completions; one entry where the decision is inactive. */
  const logWeights = (node: BranchNode): Float64Array => {
    let memo = memos.get(node);
    if (memo === undefined) memos.set(node, (memo = new Map()));
    const key = contextKey(node.context, choices);
    const known = memo.get(key);
    if (known !== undefined) return known;
    const decision = model.decisions[node.decision] as SpaceModel['decisions'][number];
    const active = at(decision.guard, choices) === true;
    const size = active ? (at(decision.size, choices) as number) : 1;
    const out = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      choices[node.decision] = active ? i : INACTIVE;
      const holds = node.factors.every((factor) => at(factor.condition, choices) === true);
      out[i] = holds ? Math.log(active ? (decision.weights?.[i] ?? 1) : 1) + logSum(node.rest) : -Infinity;
    }
    choices[node.decision] = INACTIVE;
    memo.set(key, out);
    return out;
  };

  const drawNodes = (nodes: readonly PlanNode[], random: Random): boolean =>
    nodes.every((node) => drawNode(node as BranchNode, random));

  const drawNode = (node: BranchNode, random: Random): boolean => {
    const weights = logWeights(node);
    const index = pick(weights, random);
    if (index === undefined) return false;
    const decision = model.decisions[node.decision] as SpaceModel['decisions'][number];
    choices[node.decision] = at(decision.guard, choices) === true ? index : INACTIVE;
    return drawNodes(node.rest, random);
  };

  return {
    draw(random) {
      choices.fill(INACTIVE);
      return drawNodes(plan, random) ? choices.slice() : undefined;
    },
  };
}

function logTotal(logs: Float64Array): number {
  const most = Math.max(...logs);
  if (most === -Infinity) return most;
  let sum = 0;
  for (const value of logs) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

function pick(logs: Float64Array, random: Random): number | undefined {
  const most = Math.max(...logs);
  if (most === -Infinity) return undefined;
  let total = 0;
  for (const value of logs) total += Math.exp(value - most);
  let left = random.next() * total;
  for (let i = 0; i < logs.length; i++) {
    left -= Math.exp((logs[i] as number) - most);
    if (left < 0) return i;
  }
  return logs.lastIndexOf(most);
}
