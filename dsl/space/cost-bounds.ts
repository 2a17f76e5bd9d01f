/** Bounds on the costs of a whole space from its parts, to see at once that a requirement always holds, or never. */
import { isLifted, isOpaque, type Value } from '../semantics/values.ts';
import { withUnit } from '../semantics/units.ts';
import type { Expr } from '../syntax/ast.ts';
import { ADDITIVE, type AdditiveCost } from './count-by-cost.ts';
import type { Lowered } from './lower.ts';
import type { CostFactor, SpaceModel } from './model.ts';

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** True when every requirement on costs holds for every architecture. Never true by mistake; may be false where it is so. */
export function costsAlwaysHold(lowered: Lowered): boolean {
  const { model } = lowered;
  if (!model.termsComplete || !model.costs.every(({ condition }) => isConvex(condition))) return false;
  return model.costs.every(({ condition }) => {
    const metrics = [...lowered.metricsOf(condition)];
    const metric = ADDITIVE.find((each) => each === metrics[0]);
    // A convex condition on one metric that holds at both ends holds between them; several metrics are taken one at a time.
    if (metrics.length !== 1 || metric === undefined) return false;
    const { least, most } = boundsOf(model, metric);
    return [least, most].every((value) => lowered.costsHold({ [metric]: value }, condition));
  });
}

/** Requirements on costs that no architecture satisfies, as far as the bounds tell. Never one by mistake. */
export function impossibleCosts(model: SpaceModel, metricsOf: (condition: Expr) => ReadonlySet<string>): CostFactor[] {
  return model.costs.filter(({ condition }) => {
    if (condition.kind !== 'binary') return false;
    const metric = ADDITIVE.find((each) => [condition.left, condition.right].some((side) => isNamed(side, each)));
    if (metric === undefined || !metricsOf(condition).has(metric)) return false;
    const { least, most } = boundsOf(model, metric);
    const top = model.termsComplete ? most : Infinity;
    const { operator, left, right } = condition;
    if (operator === 'in' && right.kind === 'range') {
      const from = numberOf(right.from);
      const to = numberOf(right.to);
      return (from !== undefined && from > top) || (to !== undefined && to < least);
    }
    const bound = numberOf(isNamed(left, metric) ? right : left);
    if (bound === undefined) return false;
    switch (isNamed(left, metric) ? operator : FLIPPED[operator]) {
      case '<':
        return bound <= least;
      case '<=':
        return bound < least;
      case '>':
        return bound >= top;
      case '>=':
        return bound > top;
      default:
        return false;
    }
  });
}

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function isNamed(expr: Expr, name: string): boolean {
  return expr.kind === 'name' && expr.name === name;
}

function numberOf(expr: Expr): number | undefined {
  return expr.kind === 'number' ? withUnit(expr.value, expr.unit) : undefined;
}

/** `least` holds whatever the trace could not follow; `most` only where the terms are all there is. */
function boundsOf(model: SpaceModel, cost: AdditiveCost): Bounds {
  let least = 0;
  let most = 0;
  for (const term of model.terms) {
    const values = valuesOf(term[cost]);
    if (values === undefined || isOpaque(term.guard)) {
      most = Infinity;
      continue;
    }
    if (term.guard === true) least += values.reduce((a, b) => Math.min(a, b), Infinity);
    most += values.reduce((a, b) => Math.max(a, b), 0);
  }
  return { least, most };
}

function valuesOf(value: Value): readonly number[] | undefined {
  if (isOpaque(value)) return undefined;
  return (isLifted(value) ? value.table : [value]).map((entry) => (typeof entry === 'number' ? entry : 0));
}

/** Comparisons and memberships of ranges, joined by `and`: the metrics that satisfy them form an interval. */
function isConvex(expr: Expr): boolean {
  if (expr.kind !== 'binary') return false;
  if (expr.operator === 'and') return isConvex(expr.left) && isConvex(expr.right);
  if (expr.operator === 'in') return expr.left.kind === 'name' && expr.right.kind === 'range';
  const sides = [expr.left, expr.right];
  return (
    ['<', '<=', '>', '>='].includes(expr.operator) &&
    sides.every((side) => side.kind === 'name' || side.kind === 'number')
  );
}
