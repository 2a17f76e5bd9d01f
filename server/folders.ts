/** The `.hnas` files of the workspace folders on the disk: for references, renaming and symbols beyond the open documents. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Files and folders looked at, so that a huge tree costs no more than a moment. */
const LIMIT = 20_000;
const DEPTH = 12;

/** URIs of the files; folders that are not on the disk or cannot be read hold none. */
export function filesOf(folders: readonly string[]): string[] {
  const found: string[] = [];
  let looked = 0;
  const visit = (folder: string, depth: number): void => {
    for (const entry of entriesOf(folder)) {
      if (++looked > LIMIT) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth < DEPTH && entry.name !== 'node_modules' && !entry.name.startsWith('.')) visit(path, depth + 1);
      } else if (entry.isFile() && entry.name.endsWith('.hnas')) found.push(pathToFileURL(path).href);
    }
  };
  for (const folder of folders) if (folder.startsWith('file:')) visit(fileURLToPath(folder), 0);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder without permission, or one that is gone by now, holds nothing for us.
    return [];
  }
}
