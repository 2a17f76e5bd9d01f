/** What can be folded: everything in brackets over several lines, runs of comment lines, runs of imports. */
import type { Span } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { walk } from './locate.ts';

export interface Fold extends Span {
  readonly kind: 'brackets' | 'comment' | 'imports';
}

/** In the order of the text, outer ones first. */
export function folds(text: string, file: string): Fold[] {
  const { value: ast } = parse(text, file);
  const found = new Map<string, Fold>();
  walk(ast, ({ span, kind }) => {
    const end = text[span.end - 1] ?? '';
    if (kind !== undefined && '}])'.includes(end) && text.slice(span.start, span.end).includes('\n'))
      found.set(`${span.start}`, found.get(`${span.start}`) ?? { ...span, kind: 'brackets' });
    return undefined;
  });
  const imports = ast.items.filter((item) => item.kind === 'import');
  const [first, last] = [imports[0], imports.at(-1)];
  const folding = [...found.values()];
  if (first !== undefined && last !== undefined && first !== last)
    folding.push({ start: first.span.start, end: last.span.end, kind: 'imports' });
  for (const match of text.matchAll(/(?:^[ \t]*\/\/[^\n]*\n?){2,}/gm))
    folding.push({ start: match.index, end: match.index + match[0].trimEnd().length, kind: 'comment' });
  return folding.sort((a, b) => a.start - b.start || b.end - a.end);
}
