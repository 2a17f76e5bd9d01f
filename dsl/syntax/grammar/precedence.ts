/**
 * Operands and operators in a row, to a tree. The grammar reads an expression as a flat row (one rule instead of ten nested ones), and
 * this applies the binding: or; and; not; comparisons and `in`; `..`; + -; * / %; unary -; ** (to the right).
 */
import type { TokenType } from 'chevrotain';
import type { BinaryExpr, Expr } from '../ast.ts';
import * as t from '../lexer/tokens.ts';
import type { Token } from '../lexer/tokens.ts';

export const COMPARISON = 4;
export const RANGE = 5;
export const PREFIX: Readonly<Record<'not' | '-', number>> = { not: 3, '-': 8 };

/** How tight each binary operator binds. */
export const BINDING: Readonly<Record<BinaryExpr['operator'], number>> = {
  ...{ or: 1, and: 2 },
  ...{ '==': COMPARISON, '!=': COMPARISON, '<': COMPARISON, '<=': COMPARISON, '>': COMPARISON, '>=': COMPARISON },
  in: COMPARISON,
  ...{ '+': 6, '-': 6 },
  ...{ '*': 7, '/': 7, '%': 7 },
  '**': 9,
};

const operatorOf = new Map<TokenType, BinaryExpr['operator'] | '..'>([
  ...([
    [t.Or, 'or'],
    [t.And, 'and'],
    [t.In, 'in'],
    [t.DotDot, '..'],
    [t.Power, '**'],
  ] as const),
  ...([
    [t.Equal, '=='],
    [t.Unequal, '!='],
    [t.Less, '<'],
    [t.AtMost, '<='],
    [t.Greater, '>'],
    [t.AtLeast, '>='],
  ] as const),
  ...([
    [t.Plus, '+'],
    [t.Minus, '-'],
    [t.Times, '*'],
    [t.Divide, '/'],
    [t.Modulo, '%'],
  ] as const),
]);

/** A row such as `- a * b`: prefix operators before operands, one binary operator between two operands. */
export type Row = readonly (Token | Expr)[];

const isExpr = (item: Token | Expr): item is Expr => 'kind' in item;

export function treeOf(row: Row): Expr {
  let at = 0;

  const operand = (): Expr => {
    const item = row[at++];
    if (item === undefined) throw new Error('an operator without an operand reached the precedence rules');
    if (isExpr(item)) return item;
    const operator = item.tokenType === t.Not ? 'not' : '-';
    const inner = climb(PREFIX[operator]);
    return { kind: 'unary', operator, operand: inner, span: { start: item.startOffset, end: inner.span.end } };
  };

  /** Reads operators that bind at least as tight as `floor`. */
  const climb = (floor: number): Expr => {
    let left = operand();
    for (;;) {
      const item = row[at];
      const operator = item === undefined || isExpr(item) ? undefined : operatorOf.get(item.tokenType);
      if (operator === undefined) return left;
      const binding = operator === '..' ? RANGE : BINDING[operator];
      if (binding < floor) return left;
      at++;
      const right = climb(operator === '**' ? binding : binding + 1);
      const span = { start: left.span.start, end: right.span.end };
      left =
        operator === '..'
          ? { kind: 'range', from: left, to: right, span }
          : { kind: 'binary', operator, left, right, span };
    }
  };

  return climb(0);
}
