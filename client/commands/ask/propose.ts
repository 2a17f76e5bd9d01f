/** What was written, as an edit to accept: at the end of the document after a look at it, or as a new unsaved document. */
import { l10n, Range, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { Proposal } from './by-rules.ts';

/** The text after an empty line, and all of the document with it. */
export function placedAt(
  before: string,
  text: string,
): { readonly kept: string; readonly added: string; readonly whole: string } {
  const kept = before.trimEnd();
  const added = `${kept === '' ? '' : '\n\n'}${text}`;
  return { kept, added, whole: kept + added };
}

/** Whether it stands in a document now: the user may turn the edit down. */
export async function propose(document: TextDocument | undefined, { text, told }: Proposal): Promise<boolean> {
  if (document === undefined) {
    // Nothing of the user's is changed: a document to keep or to close.
    await window.showTextDocument(await workspace.openTextDocument({ language: 'hnas', content: text }));
    return true;
  }
  const all = document.getText();
  const { kept, added } = placedAt(all, text);
  const start = document.positionAt(kept.length);
  const edit = new WorkspaceEdit();
  const metadata = { needsConfirmation: true, label: l10n.t('The experiment that you asked for'), description: told };
  edit.replace(document.uri, new Range(start, document.positionAt(all.length)), added, metadata);
  if (!(await workspace.applyEdit(edit, { isRefactoring: true })) || document.getText() === all) return false;
  const editor = await window.showTextDocument(document);
  editor.revealRange(new Range(start, document.positionAt(document.getText().length)));
  return true;
}
