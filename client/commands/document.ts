/** The document that a command is about: the one that it was given, the one that is being edited, or one of the workspace that is asked for. */
import { l10n, Uri, window, workspace, type TextDocument } from 'vscode';
import { command, offer } from '../engine/failure.ts';

export interface Chosen {
  readonly document: TextDocument;
  /** Where the cursor is; undefined where the document is in no editor. Plain, as it travels. */
  readonly position: { readonly line: number; readonly character: number } | undefined;
}

/** `given`: a URI of a menu or of a lens. Undefined where the user turned back, or was told that there is none. */
export async function chooseDocument(title: string, given?: unknown): Promise<Chosen | undefined> {
  const uri = given instanceof Uri ? given : typeof given === 'string' ? Uri.parse(given) : undefined;
  const active = window.activeTextEditor;
  if (active?.document.languageId === 'hnas' && (uri === undefined || same(active.document.uri, uri))) {
    const { line, character } = active.selection.active;
    return { document: active.document, position: { line, character } };
  }
  const chosen = uri ?? (await askForFile(title));
  return chosen === undefined ? undefined : { document: await workspace.openTextDocument(chosen), position: undefined };
}

const same = (a: Uri, b: Uri): boolean => a.toString() === b.toString();

async function askForFile(title: string): Promise<Uri | undefined> {
  const unsaved = workspace.textDocuments.filter(
    ({ languageId, uri }) => languageId === 'hnas' && uri.scheme !== 'file',
  );
  const found = await workspace.findFiles('**/*.hnas', '**/node_modules/**', FILES);
  const uris = [...new Map([...unsaved.map(({ uri }) => uri), ...found].map((uri) => [uri.toString(), uri])).values()];
  if (uris.length === 0) {
    const actions = [command(l10n.t('New Space from Template'), 'hypernas.newSpace')];
    await offer('information', l10n.t('There is no .hnas file in this workspace.'), actions);
    return undefined;
  }
  if (uris.length === 1) return uris[0];
  const items = uris.map((uri) => ({ label: workspace.asRelativePath(uri), uri })).sort(byLabel);
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('In which file') }))?.uri;
}

const byLabel = (a: { label: string }, b: { label: string }): number => (a.label < b.label ? -1 : 1);

/** Files that a list can show. */
const FILES = 1000;
