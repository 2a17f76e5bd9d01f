/** Fixes that look into other files of the workspace: only for what they can mend, so that nothing is read for any other cursor. */
import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import type { Program } from '../../dsl/semantics/program.ts';
import { importFixes } from '../../dsl/service/import-fixes.ts';
import type { OpenFile } from '../locate.ts';
import { spanOf } from '../positions.ts';
import { protocolDiagnostics } from './diagnostics.ts';
import { isWanted } from './refactorings.ts';
import { workspaceEdit } from './workspace-edits.ts';

export function importActions(
  { program, lines, text }: OpenFile,
  found: readonly Diagnostic[],
  range: Range,
  only: readonly string[] | undefined,
  programs: () => readonly Program[],
): CodeAction[] {
  if (!isWanted(CodeActionKind.QuickFix, only)) return [];
  const { start, end } = spanOf(lines, range);
  const here = found.filter(
    ({ code, span }) =>
      (code === 'unknown-name' || code === 'import-not-found') && span.start <= end && span.end >= start,
  );
  return here.flatMap((each) =>
    importFixes(program, each, programs()).flatMap(({ title, edits }): CodeAction[] => {
      const edit = workspaceEdit(edits, [program]);
      const diagnostics = protocolDiagnostics(text, [each], program);
      return edit === undefined ? [] : [{ title, kind: CodeActionKind.QuickFix, diagnostics, edit }];
    }),
  );
}
