/** The stores of runs that this window can see: those of the workspace's folders, those beside open files, those of runs that it started. */
import { EventEmitter, RelativePattern, Uri, workspace, type Disposable, type TextDocument } from 'vscode';
import type { StorePaths } from './follow.ts';

export interface Stores extends StorePaths, Disposable {
  /** One that was just made. */
  add(path: string): void;
  /** Searches the folders anew, for changes that no watcher told. */
  searchAgain(): void;
}

const pattern = '**/.hnas/runs.db';
/** A folder that goes takes its files along unsaid. */
const watched = `{**/.hnas,${pattern}}`;

export function findStores(): Stores {
  const emitter = new EventEmitter<void>();
  const added = new Set<string>();
  const watchers = new Map<string, Disposable>();
  /** Searching the folders starts a process, and lists are asked for often while a run goes on. */
  let found: Promise<readonly string[]> | undefined;

  const changed = (): void => {
    found = undefined;
    emitter.fire();
  };

  const watchFolders = (): void => {
    const folders = new Map(
      (workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map((each) => [each.uri.fsPath, each]),
    );
    for (const [path, watcher] of watchers) {
      if (folders.has(path)) continue;
      watcher.dispose();
      watchers.delete(path);
    }
    for (const [path, folder] of folders) {
      if (watchers.has(path)) continue;
      // Changes of what is in a store are told by the engine.
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, watched), false, true, false);
      watcher.onDidCreate(changed);
      watcher.onDidDelete(changed);
      watchers.set(path, watcher);
    }
  };
  watchFolders();

  const opened = (document: TextDocument): void => {
    if (document.languageId === 'hnas' && workspace.getWorkspaceFolder(document.uri) === undefined) emitter.fire();
  };
  const subscriptions = [
    workspace.onDidChangeWorkspaceFolders(() => {
      watchFolders();
      changed();
    }),
    workspace.onDidOpenTextDocument(opened),
  ];

  return {
    paths: async () => {
      found ??= search().catch((error: unknown) => {
        found = undefined;
        throw error;
      });
      const beside = workspace.textDocuments
        .filter(({ languageId, uri }) => languageId === 'hnas' && uri.scheme === 'file')
        .map(({ uri }) => Uri.joinPath(uri, '..', '.hnas', 'runs.db').fsPath);
      const all = [...new Set([...(await found), ...beside, ...added])];
      const there = await Promise.all(all.map(async (path) => ((await isThere(path)) ? [path] : [])));
      return there.flat().sort();
    },
    onChange: (handler) => emitter.event(handler),
    add: (path) => void added.add(path),
    searchAgain: () => (found = undefined),
    dispose: () => {
      for (const each of [...subscriptions, ...watchers.values(), emitter]) each.dispose();
    },
  };
}

const search = async (): Promise<readonly string[]> =>
  (await workspace.findFiles(pattern, '**/node_modules/**'))
    .filter(({ scheme }) => scheme === 'file')
    .map(({ fsPath }) => fsPath);

const isThere = async (path: string): Promise<boolean> =>
  workspace.fs.stat(Uri.file(path)).then(
    () => true,
    () => false,
  );
