/** Code actions: the fixes that come with the diagnostics. */
import { CodeActionKind, type CodeAction, type Range, type TextEdit as ProtocolEdit } from 'vscode-languageserver';
import type { CodeFix, Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { editOf, spanOf } from '../positions.ts';
import type { Program } from '../../dsl/semantics/program.ts';
import { protocolDiagnostics } from './diagnostics.ts';

/** A document with what was found in it. */
export interface Found {
  readonly uri: string;
  readonly text: string;
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the codes are explained. */
  readonly pages: string | undefined;
}

/** The fixes of what was found in the range, the best of each diagnostic marked as preferred. */
export function codeActions(document: Found, range: Range): CodeAction[] {
  const { text, program } = document;
  const wanted = spanOf(new LineMap(text), range);
  const touching = ({ span }: Diagnostic): boolean => span.start <= wanted.end && span.end >= wanted.start;
  return document.diagnostics.filter(touching).flatMap((found) => {
    const diagnostics = protocolDiagnostics(text, [found], program, document.pages);
    return (found.fixes ?? []).flatMap((fix, index) => {
      const changes = changesOf(fix, document);
      if (changes === undefined) return [];
      return [
        { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: index === 0, edit: { changes } },
      ];
    });
  });
}

/** The edits by file; undefined where one is in a file that cannot be edited, such as the operator library. */
function changesOf(fix: CodeFix, { uri, text, program }: Found): Record<string, ProtocolEdit[]> | undefined {
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const edit of fix.edits) {
    const target = edit.file === uri ? text : program?.files.get(edit.file)?.text;
    if (target === undefined) return undefined;
    (changes[edit.file] ??= []).push(editOf(new LineMap(target), edit));
  }
  return changes;
}
