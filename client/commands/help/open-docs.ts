/** The documentation that comes with the extension, rendered in the editor: no network is needed. */
import { commands, l10n, Uri, window } from 'vscode';
import { pages } from './pages.ts';

/** `extension`: the folder of the extension. */
export async function openDocs(extension: Uri): Promise<void> {
  const items = pages.map(([file, title]) => ({ label: title.replaceAll('`', ''), description: file, file }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Documentation'),
    placeHolder: l10n.t('Which page'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  await commands.executeCommand('markdown.showPreview', Uri.joinPath(extension, 'docs', ...chosen.file.split('/')));
}
