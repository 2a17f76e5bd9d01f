/** The files on the disk: imports that are not open, and the `.hnas` files of the workspace folders. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MAX_FILE_SIZE } from '../dsl/syntax/limits.ts';

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
  for (const folder of folders) {
    const path = pathOf(folder);
    if (path !== undefined) visit(path, 0);
  }
  return found;
}

/** Undefined for a URI that means no place on this disk. */
function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder without permission, or one that is gone by now, holds nothing for us.
    return [];
  }
}

/** The text of a `file:` URI, or a phrase on why it cannot be had. */
export function readFile(uri: string): { text: string } | { error: string } {
  const url = URL.parse(uri);
  if (url === null) return { error: 'an unsaved file has no folder to look in; save it first' };
  if (url.protocol !== 'file:') return { error: `files of "${url.protocol}" can be imported only while they are open` };
  try {
    const path = fileURLToPath(url);
    const { size } = statSync(path);
    if (size > MAX_FILE_SIZE) return { error: `the file has ${size} bytes, the limit is ${MAX_FILE_SIZE}` };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return {
      error: code === 'ENOENT' ? 'the file does not exist' : `the file cannot be read (${String(code ?? error)})`,
    };
  }
}
