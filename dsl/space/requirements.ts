/**
 * The requirements of a space, sorted by what decides them: tables of decisions, costs of the network, or measurements. Each side of an
 * `and` is a requirement of its own.
 */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Environment } from '../semantics/environment.ts';
import { evaluate } from '../semantics/evaluate.ts';
import { placeOf, settle } from '../semantics/machine.ts';
import { metrics } from '../semantics/metrics.ts';
import { problem } from '../semantics/problem.ts';
import { subexpressions } from '../semantics/segments.ts';
import { isError, isLifted, isOpaque, typeName, type Value } from '../semantics/values.ts';
import type { Expr, SpaceItem } from '../syntax/ast.ts';
import { metricScope } from './cost-requirements.ts';
import { metricNames } from './metric-names.ts';
import type { CostFactor } from './model.ts';
import type { Trace } from './trace.ts';

export interface Requirements {
  readonly costs: readonly CostFactor[];
  readonly predicted: readonly CostFactor[];
}

/** `a and b and c` as its parts. */
export function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === 'binary' && expr.operator === 'and'
    ? [...conjuncts(expr.left), ...conjuncts(expr.right)]
    : [expr];
}

/** Tabulated requirements go to the trace; those on metrics are checked and given back. */
export function traceRequirements(trace: Trace, environment: Environment, item: SpaceItem): Requirements {
  const costs: CostFactor[] = [];
  const predicted: CostFactor[] = [];
  for (const member of item.members) {
    if (member.kind !== 'require') continue;
    for (const condition of conjuncts(member.condition)) {
      const place = placeOf(environment, condition);
      const sources = new Set([...metricNames(condition, environment)].map((name) => metrics.get(name)?.source));
      if (decides(condition)) {
        settle(trace, problem('decision-not-allowed', place, { where: 'a requirement; give it a name with `param`' }));
      } else if (sources.size === 0) {
        trace.require(settle(trace, evaluate(trace, environment, condition)), place);
      } else {
        checkCondition(trace, environment, condition);
        (sources.has('predicted') ? predicted : costs).push({ condition, place });
      }
    }
  }
  return { costs, predicted };
}

/** What speaks of predicted metrics holds as far as the model is right: said once a requirement. */
export function reportPredicted(trace: Trace, environment: Environment, predicted: readonly CostFactor[]): void {
  for (const { place, condition } of predicted) {
    const names = [...metricNames(condition, environment)].filter((name) => metrics.get(name)?.source === 'predicted');
    trace.diagnostics.push(diagnostic('predicted-require', place, { metric: names.join(' and ') }));
  }
}

export function decides(expr: Expr): boolean {
  return expr.kind === 'choice' || expr.kind === 'choose' || subexpressions(expr).some(decides);
}

/** The types of a condition on metrics, tried with numbers that such metrics may have. */
function checkCondition(trace: Trace, environment: Environment, condition: Expr): void {
  const values = Object.fromEntries([...metrics.keys()].map((name, i) => [name, 1_234_567.25 + i]));
  const value = evaluate(trace, metricScope(environment, values), condition);
  const wrong = (entry: Value): boolean => typeof entry !== 'boolean' && !isOpaque(entry);
  const found = (isLifted(value) ? value.table : [value]).find(wrong);
  if (found === undefined) return;
  const place = placeOf(environment, condition);
  settle(
    trace,
    isError(found) ? found : problem('type-mismatch', place, { expected: 'a condition', actual: typeName(found) }),
  );
}
