/** Folders on the command line stand for the spec files in them. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandFailure } from './failure.ts';

/** Folders below one another; what is deeper is no workspace of specs. */
const DEPTH = 12;

/**
 * Files as they were given, folders as the `.hnas` files in them and below, sorted; hidden folders and `node_modules` are left out. A folder without
 * any ends the command.
 */
export function specFiles(paths: readonly string[], cwd: string): readonly string[] {
  return paths.flatMap((path) => {
    if (!isFolder(resolve(cwd, path))) return [path];
    const found = specsIn(path, cwd, 0);
    if (found.length === 0) throw new CommandFailure(2, 'unreadable', `there is no .hnas file in ${path}`);
    return found;
  });
}

function specsIn(folder: string, cwd: string, depth: number): string[] {
  const entries = entriesOf(resolve(cwd, folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return depth === DEPTH || entry.name === 'node_modules' || entry.name.startsWith('.')
        ? []
        : specsIn(path, cwd, depth + 1);
    return entry.name.endsWith('.hnas') && entry.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be listed holds no spec that could be read.
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
