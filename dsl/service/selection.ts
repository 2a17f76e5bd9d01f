/** What to select next as a selection grows: the word, then every node around it. */
import type { Span } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { nodesAt } from './locate.ts';
import { tokenAt } from './tokens.ts';

/** Innermost first, each one larger than the one before. */
export function selections(text: string, file: string, offset: number): Span[] {
  const spans = nodesAt(parse(text, file).value, offset)
    .map(({ span }) => span)
    .reverse();
  const token = tokenAt(text, offset);
  const word = token === undefined ? [] : [{ start: token.startOffset, end: token.endOffset + 1 }];
  const found: Span[] = [];
  for (const span of [...word, ...spans]) {
    const last = found.at(-1);
    const grows = last === undefined || span.start < last.start || span.end > last.end;
    if (grows && (last === undefined || (span.start <= last.start && span.end >= last.end))) found.push(span);
  }
  return found;
}
