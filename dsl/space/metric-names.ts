/** The metrics that an expression speaks of, unless the name means something else in its scope. */
import { lookUp, type Environment } from '../semantics/environment.ts';
import { collect } from '../semantics/free-names.ts';
import { metrics } from '../semantics/metrics.ts';
import type { Expr } from '../syntax/ast.ts';

export function metricNames(expr: Expr, environment: Environment | undefined): Set<string> {
  const names = new Set<string>();
  collect(expr, names);
  return new Set([...names].filter((name) => metrics.has(name) && lookUp(environment, name) === undefined));
}
