/** Tells when files change, appear or vanish, without polling: the folder of each is watched, or the nearest one that is there. */
import { existsSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Milliseconds from a change until it is told, with all that changed meanwhile: a run writes several files several times. */
const DELAY = 500;

export interface FileWatch {
  close(): void;
}

/** `files`: absolute paths. `log` hears of folders that cannot be watched. */
export function watchFiles(files: readonly string[], changed: () => void, log: (message: string) => void): FileWatch {
  let timer: NodeJS.Timeout | undefined;
  const watchers: FSWatcher[] = [];
  let before = stateOf(files);
  const touched = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const now = stateOf(files);
      // Reading a SQLite file touches the log beside it: who reads because of a change would hear of itself for ever.
      if (now === before) return;
      before = now;
      changed();
    }, DELAY);
  };
  const names = new Map<string, Set<string>>();
  for (const file of files) {
    const { folder, name } = nearestPlace(file);
    const known = names.get(folder);
    if (known === undefined) names.set(folder, new Set([name]));
    else known.add(name);
  }
  for (const [folder, wanted] of names) {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || wanted.has(name)) touched();
      });
      // A folder that vanishes takes its watcher along; the next opening of the model looks anew.
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch (error) {
      log(`changes in ${folder} are not seen: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Of folders only whether they are there; an empty file is as good as none. */
function stateOf(files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const stat = statSync(file, { throwIfNoEntry: false });
        if (stat === undefined || stat.size === 0) return '';
        return stat.isDirectory() ? 'folder' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
      } catch {
        // What may not be looked at may not be read either.
        return '';
      }
    })
    .join();
}

/** The folder to watch and the name in it that the file, or what leads to it, has. */
function nearestPlace(file: string): { readonly folder: string; readonly name: string } {
  let folder = dirname(file);
  let name = basename(file);
  while (!existsSync(folder) && dirname(folder) !== folder) {
    name = basename(folder);
    folder = dirname(folder);
  }
  return { folder: existsSync(folder) ? folder : join(folder, '.'), name };
}
