/**
 * Exact counting under requirements on one additive cost (parameters or MACs): where every part's cost depends on few decisions, the
 * distribution of the total is the convolution of the parts' distributions, component by component of a counting plan.
 */
import { at } from '../semantics/lifted.ts';
import { isOpaque } from '../semantics/values.ts';
import { contextKey } from './count.ts';
import { INACTIVE } from './decision-space.ts';
import type { Lowered } from './lower.ts';
import type { CostTerm } from './model.ts';
import { depsOf, makePlan, type BranchNode, type PlanNode } from './plan.ts';

/** Costs that are sums over the operators. */
export const ADDITIVE = ['params', 'macs', 'flops'] as const;
export type AdditiveCost = (typeof ADDITIVE)[number];

/** Number of completions by their total cost. */
type Distribution = Map<number, bigint>;

/** Convolution steps after which the exact way is given up. */
const STEP_LIMIT = 8_000_000;

class TooWide extends Error {}

/** Undefined where costs do not add up from small parts, or the distributions grow too wide. */
export function countByCost(lowered: Lowered): bigint | undefined {
  const { model } = lowered;
  const metrics = new Set(model.costs.flatMap((factor) => [...lowered.metricsOf(factor.condition)]));
  const [metric] = metrics;
  if (metrics.size !== 1 || metric === undefined || !model.termsComplete || lowered.constraints.length > 0)
    return undefined;
  const cost = ADDITIVE.find((each) => each === metric);
  if (cost === undefined) return undefined;
  const terms = model.terms.filter((term) => term[cost] !== 0);
  if (terms.some((term) => isOpaque(term.guard) || isOpaque(term[cost]))) return undefined;
  const open = lowered.openDecisionsOf(model.costs.map((factor) => factor.condition));
  if (open) return undefined;
  try {
    let total = 0n;
    for (const [value, count] of distribution(lowered, terms, cost)) {
      if (lowered.costsHold({ [metric]: value })) total += count;
    }
    return total;
  } catch (error) {
    if (error instanceof TooWide) return undefined;
    throw error;
  }
}

function distribution(lowered: Lowered, terms: readonly CostTerm[], cost: AdditiveCost): Distribution {
  const { model } = lowered;
  const termDeps = terms.map((term) => [...new Set([...depsOf(term.guard), ...depsOf(term[cost])])]);
  const plan = makePlan(
    model,
    [],
    termDeps.filter((deps) => deps.length > 0),
  );
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const value = (index: number): number => {
    const term = terms[index] as CostTerm;
    return at(term.guard, choices) === true ? (at(term[cost], choices) as number) : 0;
  };
  const constant = termDeps.reduce((sum, deps, i) => (deps.length === 0 ? sum + value(i) : sum), 0);
  const ready = termsByNode(plan, termDeps, model.decisions.length);
  const memos = new Map<PlanNode, Map<string, Distribution>>();
  let steps = 0;

  const convolve = (a: Distribution, b: Distribution): Distribution => {
    steps += a.size * b.size;
    if (steps > STEP_LIMIT) throw new TooWide();
    const out: Distribution = new Map();
    for (const [x, n] of a) for (const [y, m] of b) out.set(x + y, (out.get(x + y) ?? 0n) + n * m);
    return out;
  };

  const visit = (node: PlanNode): Distribution => {
    const branch = node as BranchNode;
    let memo = memos.get(node);
    if (memo === undefined) memos.set(node, (memo = new Map()));
    const key = contextKey(branch.context, choices);
    const known = memo.get(key);
    if (known !== undefined) return known;
    const decision = model.decisions[branch.decision];
    const active = decision !== undefined && at(decision.guard, choices) === true;
    const size = active ? (at(decision.size, choices) as number) : 1;
    const out: Distribution = new Map();
    for (let a = 0; a < size; a++) {
      choices[branch.decision] = active ? a : INACTIVE;
      if (!branch.factors.every((factor) => at(factor.condition, choices) === true)) continue;
      const shift = (ready.get(node) ?? []).reduce((sum, index) => sum + value(index), 0);
      const rest = branch.rest.map(visit).reduce(convolve, new Map([[0, 1n]]));
      for (const [x, n] of rest) out.set(x + shift, (out.get(x + shift) ?? 0n) + n);
    }
    choices[branch.decision] = INACTIVE;
    memo.set(key, out);
    return out;
  };
  return convolve(new Map([[constant, 1n]]), plan.map(visit).reduce(convolve, new Map([[0, 1n]])));
}

/** The node at which the last decision of each term is made. */
function termsByNode(
  plan: readonly PlanNode[],
  termDeps: readonly (readonly number[])[],
  decisions: number,
): Map<PlanNode, number[]> {
  const open = termDeps.map((deps) => deps.length);
  const byDecision: number[][] = Array.from({ length: decisions }, () => []);
  termDeps.forEach((deps, i) => deps.forEach((dep) => byDecision[dep]?.push(i)));
  const out = new Map<PlanNode, number[]>();
  const walk = (nodes: readonly PlanNode[]): void => {
    for (const node of nodes) {
      const { decision } = node as BranchNode;
      const touched = byDecision[decision] as number[];
      for (const term of touched) open[term] = (open[term] as number) - 1;
      out.set(
        node,
        touched.filter((term) => open[term] === 0),
      );
      walk(node.rest);
      for (const term of touched) open[term] = (open[term] as number) + 1;
    }
  };
  walk(plan);
  return out;
}
