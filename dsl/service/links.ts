/** Imports as links to their files. */
import type { Program } from '../semantics/program.ts';
import type { Span } from '../syntax/ast.ts';

/** The path without its quotes, and the file that it means. */
export function links(program: Program, file: string): { readonly span: Span; readonly target: string }[] {
  return (program.files.get(file)?.imports ?? []).map(({ item: { pathSpan }, file: target }) => ({
    span: { start: pathSpan.start + 1, end: pathSpan.end - 1 },
    target,
  }));
}
