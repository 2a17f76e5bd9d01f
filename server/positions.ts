/** Offsets of the language to positions of the protocol. */
import type { Range, TextEdit as ProtocolEdit } from 'vscode-languageserver';
import type { TextEdit } from '../dsl/diagnostics/diagnostic.ts';
import type { Span } from '../dsl/syntax/ast.ts';
import type { LineMap } from '../dsl/syntax/line-map.ts';

export function rangeOf(lines: LineMap, span: Span): Range {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return {
    start: { line: start.line, character: start.column },
    end: { line: end.line, character: end.column },
  };
}

export const editOf = (lines: LineMap, edit: TextEdit): ProtocolEdit => ({
  range: rangeOf(lines, edit.span),
  newText: edit.newText,
});

/** The span of a range of the protocol. */
export function spanOf(lines: LineMap, range: Range): Span {
  return {
    start: lines.offsetAt({ line: range.start.line, column: range.start.character }),
    end: lines.offsetAt({ line: range.end.line, column: range.end.character }),
  };
}
