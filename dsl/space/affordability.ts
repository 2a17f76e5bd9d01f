/**
 * Whether an architecture satisfies the requirements on costs. Where costs are sums over operators whose costs the trace knows, they are
 * added up; else the network is built.
 */
import { costsOf } from '../graph/costs.ts';
import type { Environment } from '../semantics/environment.ts';
import { collect } from '../semantics/free-names.ts';
import { lookUp } from '../semantics/environment.ts';
import { resolveBinding } from '../semantics/evaluate.ts';
import { at, deepen } from '../semantics/lifted.ts';
import { isOpen, type Machine } from '../semantics/machine.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Built } from './build.ts';
import { conditionHolds, metricValues } from './cost-requirements.ts';
import { ADDITIVE } from './count-by-cost.ts';
import type { SpaceModel } from './model.ts';
import { metricNames } from './metric-names.ts';

export interface Affordability {
  holds(choices: readonly number[]): boolean;
  /** Operators that one test looks at, about. */
  readonly effort: number;
  /** Whether a test adds up what the trace knows, and builds nothing. */
  readonly additive: boolean;
}

/** `environment` is the space's, with its decisions open; `size` the number of operators of a network, about. */
export function makeAffordability(
  model: SpaceModel,
  environment: Environment,
  tracer: Machine,
  build: (choices: readonly number[]) => Built,
  machineOf: (choices: ArrayLike<number>) => Machine,
  size: () => number,
): Affordability {
  const conditions = model.costs.map(({ condition }) => condition);
  if (conditions.length === 0) return { holds: () => true, effort: 0, additive: true };
  const metrics = ADDITIVE.filter((metric) => conditions.some((each) => metricNames(each, environment).has(metric)));
  const additive = conditions.every((each) =>
    [...metricNames(each, environment)].every((metric) => ADDITIVE.some((known) => known === metric)),
  );
  if (additive && model.termsComplete && !namesDecisions(conditions, environment, tracer)) {
    const holds = (choices: readonly number[]): boolean => {
      const sums = Object.fromEntries(
        metrics.map((metric) => {
          let sum = 0;
          for (const term of model.terms) {
            if (at(term.guard, choices) === true) sum += at(term[metric], choices) as number;
          }
          return [metric, sum];
        }),
      );
      return conditions.every((condition) => conditionHolds(tracer, environment, condition, sums));
    };
    return { holds, effort: 1 + model.terms.length / 20, additive: true };
  }
  return {
    additive: false,
    get effort() {
      return size();
    },
    holds(choices) {
      const built = build(choices);
      const values = metricValues(costsOf(built.network));
      const machine = machineOf(choices);
      return conditions.every((condition) => conditionHolds(machine, built.environment, condition, values));
    },
  };
}

/** Whether conditions speak of anything that decisions decide, besides metrics. */
export function namesDecisions(conditions: readonly Expr[], environment: Environment, tracer: Machine): boolean {
  const names = new Set<string>();
  for (const condition of conditions) collect(condition, names);
  return [...names].some((name) => {
    const binding = lookUp(environment, name);
    return binding !== undefined && isOpen(deepen(resolveBinding(tracer, name, binding)));
  });
}
