/** Fixing all of one kind: the codes found at the cursor, and what is safe to mend when a file is saved. */
import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { fixAllOf, fixAllSafely } from '../../dsl/service/fix-all.ts';
import type { OpenFile } from '../locate.ts';
import { spanOf } from '../positions.ts';
import { isWanted } from './refactorings.ts';
import { workspaceEdit } from './workspace-edits.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.hnas`;

/** `found` are the diagnostics of the document. */
export function fixAllActions(
  { program, lines }: OpenFile,
  found: readonly Diagnostic[],
  range: Range,
  only: readonly string[] | undefined,
): CodeAction[] {
  const { start, end } = spanOf(lines, range);
  const here = found.filter(({ span }) => span.start <= end && span.end >= start);
  const actions: CodeAction[] = [];
  for (const code of new Set(here.map((each) => each.code))) {
    const { count, edits } = fixAllOf(found, code);
    const edit = workspaceEdit(edits, [program]);
    if (count > 1 && edit !== undefined && isWanted(CodeActionKind.QuickFix, only))
      actions.push({ title: `Fix all ${count} of "${code}"`, kind: CodeActionKind.QuickFix, edit });
  }
  const safe = fixAllSafely(found);
  const edit = workspaceEdit(safe.edits, [program]);
  if (safe.count > 0 && edit !== undefined && isWanted(FIX_ALL, only))
    actions.push({ title: 'Remove what has no effect', kind: FIX_ALL, edit });
  return actions;
}
