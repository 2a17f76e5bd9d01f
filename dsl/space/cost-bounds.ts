/** Bounds on the costs of a whole space from its parts, to see at once that a requirement always holds. */
import { isLifted, isOpaque, type Value } from '../semantics/values.ts';
import type { Expr } from '../syntax/ast.ts';
import { ADDITIVE, type AdditiveCost } from './count-by-cost.ts';
import type { Lowered } from './lower.ts';

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
    const { least, most } = boundsOf(lowered, metric);
    return [least, most].every((value) => lowered.costsHold({ [metric]: value }, condition));
  });
}

function boundsOf(lowered: Lowered, cost: AdditiveCost): Bounds {
  let least = 0;
  let most = 0;
  for (const term of lowered.model.terms) {
    const values = valuesOf(term[cost]);
    if (values === undefined || isOpaque(term.guard)) return { least: -Infinity, most: Infinity };
    if (term.guard === true) least += Math.min(...values);
    most += Math.max(0, ...values);
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
