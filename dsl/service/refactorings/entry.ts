/**
 * What `in` means: the value that entered the innermost `op`, `block`, `residual`, `gate`, `exit` or branch; in a network's own statements, the one
 * that flows now. So a piece of text that mentions it may not stand just anywhere.
 */
import type { Body, Expr, Statement } from '../../syntax/ast.ts';
import { childrenOf, type TreeNode } from '../locate.ts';

/** The body whose entry `in` is; `moving` in a network's statements, where it is not the entry. */
export interface EntryOwner {
  readonly body: TreeNode;
  readonly moving: boolean;
}

/** From the nodes around a place, outermost first. */
export function entryOwner(around: readonly TreeNode[]): EntryOwner | undefined {
  for (let i = around.length - 1; i > 0; i--) {
    const [body, holder] = [around[i], around[i - 1]];
    if (body === undefined || holder === undefined || !('statements' in body)) continue;
    if (holder.kind === 'network') return { body, moving: true };
    if (['op', 'block', 'residual', 'branches', 'exit'].includes(holder.kind ?? '')) return { body, moving: false };
  }
  return undefined;
}

/** Whether a statement only declares, requires or taps, so that the value flows on unchanged. */
export const passesOn = ({ kind }: Statement): boolean =>
  kind === 'let' || kind === 'param' || kind === 'require' || kind === 'exit';

export interface InUse {
  /** `in`, or the `in.channels` around it. */
  readonly node: Expr;
  /** Whether the value is still the one that entered the first statement. */
  readonly atStart: boolean;
}

/** The uses of `in` that mean an entry outside the statements. */
export function usesOfIn(statements: readonly Statement[]): InUse[] {
  const uses: InUse[] = [];
  visitAll(statements, true, uses);
  return uses;
}

function visitAll(statements: readonly Statement[], start: boolean, uses: InUse[]): void {
  let atStart = start;
  for (const statement of statements) {
    visit(statement, atStart, uses);
    atStart &&= passesOn(statement);
  }
}

function visit(statement: Statement, atStart: boolean, uses: InUse[]): void {
  switch (statement.kind) {
    case 'chain':
      return statement.steps.forEach((step, i) => collect(step, atStart && i === 0, uses));
    case 'let':
    case 'param':
      return collect(statement.value, atStart, uses);
    case 'require':
      return collect(statement.condition, atStart, uses);
    case 'if':
      collect(statement.condition, atStart, uses);
      visitAll(statement.then.statements, atStart, uses);
      if (statement.else !== undefined) visitElse(statement.else, atStart, uses);
      return;
    case 'for':
      collect(statement.iterable, atStart, uses);
      return visitAll(statement.body.statements, false, uses);
    case 'repeat':
      collect(statement.count, atStart, uses);
      return visitAll(statement.body.statements, false, uses);
    default:
      // In a residual, in branches and in an exit, conditions included, `in` is their own entry.
      return;
  }
}

const visitElse = (otherwise: Body | Statement, atStart: boolean, uses: InUse[]): void =>
  'kind' in otherwise ? visit(otherwise, atStart, uses) : visitAll(otherwise.statements, atStart, uses);

function collect(expr: Expr, atStart: boolean, uses: InUse[]): void {
  if (expr.kind === 'name' && expr.name === 'in') uses.push({ node: expr, atStart });
  else if (expr.kind === 'member' && expr.object.kind === 'name' && expr.object.name === 'in')
    uses.push({ node: expr, atStart });
  else for (const part of childrenOf(expr)) collect(part as Expr, atStart, uses);
}
