/** Statements that no architecture enters go. */
import type { Body, ForStatement, IfStatement, RepeatStatement, Span } from '../../syntax/ast.ts';
import { editing, nodesAround, wholeLines, type Fix } from './fix.ts';

export const removeUnreachable: Fix = ({ span, message }, file) => {
  const statement = nodesAround(file, span).findLast(
    ({ kind }) => kind === 'if' || kind === 'for' || kind === 'repeat',
  ) as IfStatement | ForStatement | RepeatStatement | undefined;
  if (statement === undefined) return undefined;
  const { text } = file;
  if (statement.kind !== 'if') return editing('Remove the loop', file, wholeLines(text, statement.span), '');
  const otherwise = statement.else;
  if (message.includes('always holds')) {
    const rest = otherwise === undefined ? statement.span : { start: statement.then.span.end, end: otherwise.span.end };
    return editing('Remove the "else"', file, rest, '');
  }
  if (otherwise === undefined) return editing('Remove the "if"', file, wholeLines(text, statement.span), '');
  const kept = 'kind' in otherwise ? text.slice(otherwise.span.start, otherwise.span.end) : inside(text, otherwise);
  return editing('Keep the "else" only', file, statement.span, kept);
};

/** The statements of a body; nothing of it is left where it has none. */
function inside(text: string, { statements, span }: Body): string {
  const own: Span = { start: statements[0]?.span.start ?? span.end, end: statements.at(-1)?.span.end ?? span.end };
  return text.slice(own.start, own.end);
}
