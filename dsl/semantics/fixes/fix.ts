/** What a code fix gets to see, and the search for the node that a diagnostic points at. */
import type { CodeFix, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Node, Span } from '../../syntax/ast.ts';
import type { ProgramFile } from '../program.ts';

/** Makes the edits that mend a diagnostic, or undefined where that cannot be done by editing. */
export type Fix = (diagnostic: Diagnostic, file: ProgramFile) => CodeFix | undefined;

/** The outermost node of a kind with exactly this span. */
export function nodeAt<T extends Node & { readonly kind: string }>(
  file: ProgramFile,
  kind: T['kind'],
  span: Span,
): T | undefined {
  let found: T | undefined;
  const visit = (node: unknown): void => {
    if (found !== undefined || typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    const each = node as Record<string, unknown> & Partial<Node>;
    const own = each.span;
    if (own !== undefined && (own.end < span.start || own.start > span.end)) return;
    if (each['kind'] === kind && own?.start === span.start && own.end === span.end) found = node as T;
    else Object.values(each).forEach(visit);
  };
  visit(file.ast);
  return found;
}

export function textOf(file: ProgramFile, node: Node): string {
  return file.text.slice(node.span.start, node.span.end);
}

/** A span widened to whole lines where nothing else stands on them, with the doc comments above. */
export function wholeLines(text: string, span: Span): Span {
  let start = text.lastIndexOf('\n', span.start - 1) + 1;
  let end = text.indexOf('\n', span.end);
  end = end < 0 ? text.length : end + 1;
  if (text.slice(start, span.start).trim() !== '' || text.slice(span.end, end).trim() !== '') return span;
  for (;;) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !text.slice(above, start).trimStart().startsWith('///')) break;
    start = above;
  }
  return { start, end };
}
