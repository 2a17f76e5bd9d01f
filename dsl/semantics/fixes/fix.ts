/** What a code fix gets to see, and the search for the node that a diagnostic points at. */
import type { CodeFix, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Node, Span } from '../../syntax/ast.ts';
import type { Program, ProgramFile } from '../program.ts';

/** Makes the edits that mend a diagnostic, the best first; none or undefined where that cannot be done by editing. */
export type Fix = (
  diagnostic: Diagnostic,
  file: ProgramFile,
  program: Program,
) => CodeFix | readonly CodeFix[] | undefined;

interface Part extends Partial<Node> {
  readonly kind?: unknown;
}

/** The nodes around a span, outermost first. */
export function nodesAround(file: ProgramFile, span: Span): Part[] {
  const path: Part[] = [];
  const visit = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null) return false;
    if (Array.isArray(node)) return node.some(visit);
    const own = (node as Part).span;
    if (own === undefined || own.start > span.start || own.end < span.end) return false;
    path.push(node as Part);
    Object.entries(node).some(([key, part]) => key !== 'span' && visit(part));
    return true;
  };
  visit(file.ast);
  return path;
}

/** The outermost node of a kind with exactly this span. */
export function nodeAt<T extends Node & { readonly kind: string }>(
  file: ProgramFile,
  kind: T['kind'],
  span: Span,
): T | undefined {
  return around<T>(file, span, kind).find((each) => each.span.start === span.start && each.span.end === span.end);
}

/** The nodes of a kind around a span, outermost first. */
export const around = <T extends Node & { readonly kind: string }>(
  file: ProgramFile,
  span: Span,
  kind: T['kind'],
): T[] => nodesAround(file, span).filter((each) => each.kind === kind) as unknown as T[];

export function textOf(file: ProgramFile, node: Node): string {
  return file.text.slice(node.span.start, node.span.end);
}

/** One edit of the file. */
export const editing = (title: string, { file }: ProgramFile, span: Span, newText: string): CodeFix => ({
  title,
  edits: [{ file, span, newText }],
});

export const inserting = (title: string, file: ProgramFile, at: number, newText: string): CodeFix =>
  editing(title, file, { start: at, end: at }, newText);

/** The white space before the first character of the line that holds the offset. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** `base`, or `base2`, `base3`, ...: the first one that is no word of the texts. */
export function freshName(base: string, texts: Iterable<string>): string {
  const words = new Set([...texts].flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
  let name = base;
  for (let i = 2; words.has(name); i++) name = `${base}${i}`;
  return name;
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
