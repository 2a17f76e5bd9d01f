/** Requirements on costs: tested on the built network, `params in 5M..7M`, `flops <= 600M`. */
import type { Costs } from '../graph/network.ts';
import { bind, child, lookUp, type Environment } from '../semantics/environment.ts';
import { evaluate } from '../semantics/evaluate.ts';
import type { Machine } from '../semantics/machine.ts';
import type { Expr } from '../syntax/ast.ts';

/** The value of every static metric. */
export function metricValues(costs: Costs): Record<string, number> {
  return {
    params: costs.params,
    macs: costs.macs,
    flops: costs.flops,
    weight_memory: costs.weightBytes,
    memory: costs.activationBytes,
    depth: costs.depth,
  };
}

/** Whether a condition holds for these metrics in this scope. */
export function conditionHolds(
  machine: Machine,
  environment: Environment,
  condition: Expr,
  values: Readonly<Record<string, number>>,
): boolean {
  machine.work.steps = 0;
  return evaluate(machine, metricScope(environment, values), condition) === true;
}

/** A scope in which metrics have values; names that mean something else there keep their meaning. */
export function metricScope(environment: Environment, values: Readonly<Record<string, number>>): Environment {
  const scope = child(environment);
  for (const [name, value] of Object.entries(values)) {
    if (lookUp(environment, name) === undefined) bind(scope, name, value);
  }
  return scope;
}
