/** Hover. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { hover } from '../../dsl/service/hover.ts';
import { offsetOf, type OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

export function hoverAt({ program, file, lines }: OpenFile, position: Position): Hover | null {
  const found = hover(program, file, offsetOf(lines, position));
  if (found === undefined) return null;
  return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: rangeOf(lines, found.span) };
}
