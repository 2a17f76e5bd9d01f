/**
 * Draws architectures uniformly, or in proportion to the products of their `weights`: the alternatives of a decision are taken
 * in proportion to the number (weight) of completions that each leaves. Works in logarithms, so that spaces of any size do.
 */
import type { Random } from '../random.ts';
import { INACTIVE } from './decision-space.ts';
import { makeFold, type Algebra } from './fold.ts';
import type { SpaceModel } from './model.ts';
import type { BranchNode, PlanNode } from './plan.ts';

export interface Sampler {
  /** Choices of one architecture that satisfies the plan's requirements; undefined when there is none. */
  draw(random: Random): number[] | undefined;
}

/** Log weight of each alternative with all its completions. One entry, for INACTIVE, where the decision is not there. */
interface Weights {
  readonly logs: Float64Array;
  readonly active: boolean;
  readonly total: number;
}

/** Alternatives that may be weighed before the first draw. */
const WEIGH_LIMIT = 2_000_000;

/** The plan must hold branches only: structural requirements are left to rejection. TooManySteps where it is too entangled. */
export function makeSampler(model: SpaceModel, plan: readonly PlanNode[], limit = WEIGH_LIMIT): Sampler {
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const algebra: Algebra<number, Weights, { logs: Float64Array; active: boolean }> = {
    one: 0,
    times: (product, component) => product + component.total,
    isZero: (product) => product === -Infinity,
    begin: (size) => ({ logs: new Float64Array(size).fill(-Infinity), active: true }),
    add(sum, node, alternative, product) {
      if (alternative === INACTIVE) sum.active = false;
      const weight = model.decisions[node.decision]?.weights?.[alternative] ?? 1;
      sum.logs[Math.max(0, alternative)] = Math.log(weight) + product;
    },
    end: ({ logs, active }) => ({ logs, active, total: logTotal(logs) }),
  };
  const fold = makeFold(model, choices, algebra, limit);
  const whole = fold.product(plan);
  return {
    draw(random) {
      if (whole === -Infinity) return undefined;
      choices.fill(INACTIVE);
      const open = [...plan].reverse();
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        const { decision, rest } = node as BranchNode;
        const weights = fold.known(node);
        if (weights === undefined) throw new Error('a possible alternative has not been weighed');
        const picked = pick(weights.logs, random);
        choices[decision] = weights.active ? picked : INACTIVE;
        for (let i = rest.length - 1; i >= 0; i--) open.push(rest[i] as PlanNode);
      }
      return choices.slice();
    },
  };
}

function logTotal(logs: Float64Array): number {
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  if (most === -Infinity) return most;
  let sum = 0;
  for (const value of logs) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

/** At least one of them is possible. */
function pick(logs: Float64Array, random: Random): number {
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (const value of logs) total += Math.exp(value - most);
  let left = random.next() * total;
  for (let i = 0; i < logs.length; i++) {
    left -= Math.exp((logs[i] as number) - most);
    if (left < 0) return i;
  }
  return logs.lastIndexOf(most);
}
