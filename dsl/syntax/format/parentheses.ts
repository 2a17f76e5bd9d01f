/** Which operands need parentheses so that the printed expression reads back as the same tree. */
import type { BinaryExpr, Expr, RangeExpr, UnaryExpr } from '../ast.ts';
import { BINDING, PREFIX, RANGE } from '../grammar/precedence.ts';

/** How tight an expression binds; operands without operators bind tightest. */
function bindingOf(expr: Expr): number {
  if (expr.kind === 'binary') return BINDING[expr.operator];
  if (expr.kind === 'range') return RANGE;
  if (expr.kind === 'unary') return PREFIX[expr.operator];
  return expr.kind === 'if-expr' ? 0 : Number.POSITIVE_INFINITY;
}

/** Whether the text of `expr` ends in an expression that would take up what follows it (`choice D`, `all S`). */
export function endsOpen(expr: Expr): boolean {
  switch (expr.kind) {
    case 'choice':
    case 'choose':
    case 'all':
    case 'if-expr':
      return true;
    case 'unary':
      return endsOpen(expr.operand);
    case 'binary':
      return endsOpen(expr.right);
    case 'range':
      return endsOpen(expr.to);
    default:
      return false;
  }
}

export function leftNeedsParentheses(parent: BinaryExpr | RangeExpr, left: Expr): boolean {
  const binding = bindingOf(parent);
  const inner = bindingOf(left);
  return (
    inner < binding || (inner === binding && parent.kind === 'binary' && parent.operator === '**') || endsOpen(left)
  );
}

export function rightNeedsParentheses(parent: BinaryExpr | RangeExpr, right: Expr): boolean {
  const binding = bindingOf(parent);
  const inner = bindingOf(right);
  if (right.kind === 'unary') return right.operator === 'not' && inner < binding;
  return inner < binding || (inner === binding && !(parent.kind === 'binary' && parent.operator === '**'));
}

export function operandNeedsParentheses(parent: UnaryExpr, operand: Expr): boolean {
  return bindingOf(operand) < PREFIX[parent.operator];
}

/** Whether `expr` needs parentheses before `(`, `[` or `.`. */
export function calleeNeedsParentheses(expr: Expr): boolean {
  return !['name', 'member', 'index', 'call', 'list', 'record', 'string', 'boolean'].includes(expr.kind);
}
