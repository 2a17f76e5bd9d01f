/**
 * The alternatives of a `choice` in order: numbers by size, others by their text; weights go along. Only alternatives without decisions
 * inside, whose paths would be numbered anew. (`choose` and `opset` are left alone: there the order has a meaning.)
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { withUnit } from '../../semantics/units.ts';
import type { ChoiceExpr, Expr, ListExpr } from '../../syntax/ast.ts';
import { nodesAt, walk } from '../locate.ts';
import type { Refactor } from './refactoring.ts';
import { slice, within } from './text.ts';

export const sortAlternatives: Refactor = ({ resolved: { ast, text }, file, range }) => {
  const choice = nodesAt(ast, range.start).findLast(
    (node): node is ChoiceExpr => node.kind === 'choice' && within(node.span, range),
  );
  if (choice?.domain.kind !== 'list' || !choice.domain.items.every(isPlain)) return [];
  const { items } = choice.domain;
  const weights = weightsOf(choice, items.length);
  if (weights === undefined) return [];
  const order = items.map((_, i) => i).sort((a, b) => compare(items[a], items[b], text) || a - b);
  if (order.every((from, to) => from === to)) return [];
  const edits = (): TextEdit[] => [...permuted(items, order, text, file), ...permuted(weights, order, text, file)];
  return [{ id: 'sort', title: 'Sort the alternatives', kind: 'refactor.rewrite', edits }];
};

/** None where there are none, undefined where they cannot go along. */
function weightsOf({ weights }: ChoiceExpr, count: number): ListExpr['items'] | undefined {
  if (weights === undefined) return [];
  return weights.kind === 'list' && weights.items.length === count ? weights.items : undefined;
}

function isPlain(expr: Expr): boolean {
  let plain = true;
  walk(expr, ({ kind }) => {
    plain &&= kind !== 'choice' && kind !== 'choose' && kind !== 'error';
    return undefined;
  });
  return plain;
}

function compare(a: Expr | undefined, b: Expr | undefined, text: string): number {
  if (a === undefined || b === undefined) return 0;
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (x !== undefined || y !== undefined) return x === undefined ? 1 : -1;
  const [s, t] = [slice(text, a.span), slice(text, b.span)];
  return s < t ? -1 : s > t ? 1 : 0;
}

function numberOf(expr: Expr): number | undefined {
  if (expr.kind === 'number') return withUnit(expr.value, expr.unit);
  if (expr.kind !== 'unary' || expr.operator !== '-') return undefined;
  const value = numberOf(expr.operand);
  return value === undefined ? undefined : -value;
}

/** Each item's text goes where it belongs; what stands between them, comments too, stays. */
function permuted(items: readonly Expr[], order: readonly number[], text: string, file: string): TextEdit[] {
  return items.flatMap(({ span }, to) => {
    const from = items[order[to] ?? to];
    return from === undefined || order[to] === to ? [] : [{ file, span, newText: slice(text, from.span) }];
  });
}
