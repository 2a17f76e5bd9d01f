/** New Space from Template: asks for a template and a name, and opens the new file; without a folder an unsaved one. */
import { l10n, QuickPickItemKind, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { freeName, nameProblem, templates, templateText, type Template } from './templates.ts';

/** `given`: the id of a template, so that links can name one. */
export async function newSpace(extension: Uri, given?: unknown): Promise<void> {
  const template = templates().find(({ id }) => id === given) ?? (await chooseTemplate());
  if (template === undefined) return;
  const text = await textOf(extension, template);
  const folder = await chooseFolder();
  if (folder === 'none') {
    const document = await workspace.openTextDocument({ language: 'hnas', content: text });
    await window.showTextDocument(document);
    return;
  }
  if (folder === undefined) return;
  const taken = await namesIn(folder);
  const name = await window.showInputBox({
    title: template.label,
    prompt: l10n.t('Name of the new file in {0}', folder.path.split('/').at(-1) ?? folder.path),
    value: freeName(template.fileName, taken),
    validateInput: (value) => nameProblem(value.trim(), taken),
  });
  if (name === undefined) return;
  const uri = Uri.joinPath(folder, name.trim());
  try {
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    void window.showErrorMessage(
      l10n.t('{0} cannot be written: {1}', name, error instanceof Error ? error.message : String(error)),
    );
    return;
  }
  await window.showTextDocument(uri);
}

async function chooseTemplate(): Promise<Template | undefined> {
  const heads: Readonly<Record<Template['group'], string>> = {
    ready: l10n.t('Ready to run'),
    space: l10n.t('Spaces'),
    experiment: l10n.t('Spaces with an experiment'),
  };
  const groups = Map.groupBy(templates(), ({ group }) => group);
  const items = [...groups].flatMap(([group, each]): (QuickPickItem | Template)[] => [
    { label: heads[group], kind: QuickPickItemKind.Separator },
    ...each,
  ]);
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('New Space from Template'),
    placeHolder: l10n.t('What to begin with'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen !== undefined && 'files' in chosen ? chosen : undefined;
}

const textOf = async (extension: Uri, { files }: Template): Promise<string> =>
  templateText(
    await Promise.all(
      files.map(async (file) =>
        new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(extension, 'examples', file))),
      ),
    ),
  );

/** Undefined where the user turned back. */
async function chooseFolder(): Promise<Uri | 'none' | undefined> {
  const [first, ...others] = workspace.workspaceFolders ?? [];
  if (first === undefined) return 'none';
  if (others.length === 0) return first.uri;
  const chosen = await window.showWorkspaceFolderPick({ placeHolder: l10n.t('Where the new file is to lie') });
  return chosen?.uri;
}

/** In small letters: file systems that tell `Demo.hnas` from `demo.hnas` are the lesser part. */
async function namesIn(folder: Uri): Promise<ReadonlySet<string>> {
  try {
    return new Set((await workspace.fs.readDirectory(folder)).map(([name]) => name.toLowerCase()));
  } catch {
    // A folder that cannot be listed may still be written to; the write says what is wrong.
    return new Set();
  }
}
