/** The types of a requirement of a cell. */
import { VERTEX_LIMIT } from '../semantics/cells.ts';
import { bind, child, type Environment } from '../semantics/environment.ts';
import { evaluate } from '../semantics/evaluate.ts';
import { placeOf, settle, type Machine } from '../semantics/machine.ts';
import { problem } from '../semantics/problem.ts';
import { isError, isLifted, isOpaque, show } from '../semantics/values.ts';
import type { Expr } from '../syntax/ast.ts';

/** Problems inside the condition; few edges and many, so that `and` and `or` hide none of their sides. */
export function checkCellRequirement(trace: Machine, condition: Expr, environment: Environment): void {
  for (const edges of [0, VERTEX_LIMIT ** 2]) {
    const scope = child(environment);
    bind(scope, 'edges(self)', edges);
    bind(scope, 'reachable(self)', edges === 0);
    const value = settle(trace, evaluate(trace, scope, condition));
    for (const each of isLifted(value) ? value.table : [value]) {
      if (typeof each !== 'boolean' && !isError(each) && !isOpaque(each))
        settle(
          trace,
          problem('type-mismatch', placeOf(scope, condition), { expected: 'a condition', actual: show(each) }),
        );
    }
  }
}
