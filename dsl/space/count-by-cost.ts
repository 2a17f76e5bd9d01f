/**
 * Exact counting under requirements on one additive cost (parameters or MACs): where every part's cost depends on few decisions, the
 * distribution of the total is the convolution of the parts' distributions, component by component of a counting plan.
 */
import { at } from '../semantics/lifted.ts';
import { isOpaque } from '../semantics/values.ts';
import { INACTIVE } from './decision-space.ts';
import { makeFold, type Algebra } from './fold.ts';
import type { Lowered } from './lower.ts';
import type { CostTerm } from './model.ts';
import { depsOf, makePlan } from './plan.ts';
import { finish, type Steps } from './steps.ts';
import { TooManySteps } from './too-many-steps.ts';

/** Costs that are sums over the operators. */
export const ADDITIVE = ['params', 'macs', 'flops'] as const;
export type AdditiveCost = (typeof ADDITIVE)[number];

/** Number of completions by their total cost. */
type Distribution = Map<number, bigint>;

/** Convolution steps after which the exact way is given up. */
const STEP_LIMIT = 8_000_000;

/** Undefined where costs do not add up from small parts, or the distributions grow too wide. */
export function countByCost(lowered: Lowered): bigint | undefined {
  return finish(countByCostSteps(lowered));
}

/** The same, with pauses. */
export function* countByCostSteps(lowered: Lowered): Steps<bigint | undefined> {
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
    for (const [value, count] of yield* distribution(lowered, terms, cost)) {
      if (lowered.costsHold({ [metric]: value })) total += count;
    }
    return total;
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
}

function* distribution(lowered: Lowered, terms: readonly CostTerm[], cost: AdditiveCost): Steps<Distribution> {
  const { model } = lowered;
  const groups = terms.map((term) => [...new Set([...depsOf(term.guard), ...depsOf(term[cost])])]);
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const value = (index: number): number => {
    const term = terms[index] as CostTerm;
    return at(term.guard, choices) === true ? (at(term[cost], choices) as number) : 0;
  };
  const constant = groups.reduce((sum, deps, i) => (deps.length === 0 ? sum + value(i) : sum), 0);
  let steps = 0;
  const tick = (amount: number): void => {
    steps += amount;
    if (steps > STEP_LIMIT) throw new TooManySteps(`more than ${STEP_LIMIT} sums`);
  };
  const one: Distribution = new Map([[0, 1n]]);
  const algebra: Algebra<Distribution, Distribution, Distribution> = {
    one,
    times(a, b) {
      if (a === one) return b;
      tick(a.size * b.size);
      const out: Distribution = new Map();
      for (const [x, n] of a) for (const [y, m] of b) out.set(x + y, (out.get(x + y) ?? 0n) + n * m);
      return out;
    },
    isZero: (product) => product.size === 0,
    begin: () => new Map(),
    add(sum, { closing }, _alternative, product) {
      tick(product.size + closing.length);
      const shift = closing.reduce((total, index) => total + value(index), 0);
      for (const [x, n] of product) sum.set(x + shift, (sum.get(x + shift) ?? 0n) + n);
    },
    end: (sum) => sum,
  };
  const rest = yield* makeFold(model, choices, algebra, STEP_LIMIT).steps(makePlan(model, [], groups));
  return new Map([...rest].map(([x, n]) => [x + constant, n]));
}
