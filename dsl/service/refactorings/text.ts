/** Pieces of text as refactorings move them. */
import type { Expr, Span } from '../../syntax/ast.ts';

export { freshName, indentAt } from '../../semantics/fixes/fix.ts';

export const slice = (text: string, { start, end }: Span): string => text.slice(start, end);

/** Lines moved from one indentation to another; the first one has none yet. */
export function reindent(text: string, from: string, to: string): string {
  const [first = '', ...rest] = text.split('\n');
  const moved = rest.map((line) => {
    if (line.trim() === '') return '';
    return to + (line.startsWith(from) ? line.slice(from.length) : line.trimStart());
  });
  return [to + first, ...moved].join('\n');
}

const ATOMS: readonly Expr['kind'][] = ['number', 'string', 'boolean', 'name', 'list', 'call', 'member', 'index'];

/** Whether one pair of brackets holds the whole of a text. */
export function isBracketed(text: string): boolean {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|[()]/g)) {
    if (part === '(') depth++;
    else if (part === ')') depth--;
    if (depth === 0) return index === text.length - 1;
  }
  return false;
}

/** Whether an expression needs brackets where another one stood. */
export const needsBrackets = (expr: Expr, text: string): boolean =>
  !ATOMS.includes(expr.kind) && !isBracketed(slice(text, expr.span));

/** The text of an expression as it may stand anywhere. */
export function operandText(expr: Expr, text: string): string {
  const own = slice(text, expr.span);
  return needsBrackets(expr, text) ? `(${own})` : own;
}

export const within = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** The range without white space at its ends. */
export function trimmed(text: string, { start, end }: Span): Span {
  const own = text.slice(start, end);
  const left = own.length - own.trimStart().length;
  return left === own.length ? { start, end: start } : { start: start + left, end: start + own.trimEnd().length };
}
