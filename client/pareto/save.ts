/** Pictures and tables of the page, saved where the user says. */
import { l10n, Uri, window, workspace } from 'vscode';
import { command, offer } from '../engine/failure.ts';
import type { FromPage } from './contract.ts';

const titles: Readonly<Record<FromPage<'save'>['kind'], () => string>> = {
  svg: () => l10n.t('Drawing (SVG)'),
  png: () => l10n.t('Picture (PNG)'),
  csv: () => l10n.t('Table (CSV)'),
};

/** `folder`: where the dialog begins. */
export async function saveFile(
  { suggestedName, kind, data, binary }: FromPage<'save'>,
  folder: Uri | undefined,
): Promise<void> {
  // A name only: the page does not choose folders.
  const name = suggestedName.replace(/[\\/:*?"<>|]+/g, '-').slice(0, 120);
  const uri = await window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
    filters: { [titles[kind]()]: [kind] },
  });
  if (uri === undefined) return;
  try {
    await workspace.fs.writeFile(uri, binary ? bytesOf(data) : new TextEncoder().encode(data));
    await offer('information', l10n.t('{0} is saved.', name), [command(l10n.t('Open'), 'vscode.open', uri)]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await offer('error', l10n.t('{0} cannot be saved: {1}', uri.fsPath, why), []);
  }
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  return Uint8Array.from(text, (each) => each.charCodeAt(0));
}
