/** The file that a language model names: of the workspace or open in the editor, and nothing else, whatever it asks for. */
import { Uri, workspace } from 'vscode';

/** A path, relative to a workspace folder or absolute. A sentence where there is no such file. */
export async function specFile(path: string): Promise<Uri | { readonly error: string }> {
  const folders = workspace.workspaceFolders ?? [];
  const isAbsolute = /^([A-Za-z]:)?[\\/]/.test(path);
  const candidates = isAbsolute ? [Uri.file(path)] : folders.map(({ uri }) => Uri.joinPath(uri, path));
  for (const uri of candidates) {
    if (!uri.path.endsWith('.hnas')) return { error: `${path} is no .hnas file.` };
    const open = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (open || (workspace.getWorkspaceFolder(uri) !== undefined && (await isThere(uri)))) return uri;
  }
  const found = await workspace.findFiles('**/*.hnas', '**/node_modules/**', 20);
  const names = found.map((uri) => workspace.asRelativePath(uri)).sort();
  return {
    error: `There is no file ${path} in this workspace; ${names.length === 0 ? 'it has no .hnas file' : `it has ${names.join(', ')}`}.`,
  };
}

const isThere = async (uri: Uri): Promise<boolean> =>
  workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
