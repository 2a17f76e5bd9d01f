/**
 * Files that get another name or folder: the paths of imports follow, in the files that import them and, where the folder changes, in the
 * moved files themselves. Names of files are URIs.
 */
import type { TextEdit } from '../diagnostics/diagnostic.ts';
import type { Program } from '../semantics/program.ts';

/** A file or a folder before and after. */
export interface FileRename {
  readonly from: string;
  readonly to: string;
}

/** Edits of files under their old names, before anything has moved. `resolve` is that of the host, for imports that were not found. */
export function fileRenameEdits(
  programs: readonly Program[],
  renames: readonly FileRename[],
  resolve: (from: string, path: string) => string,
): TextEdit[] {
  const found = new Map<string, TextEdit>();
  for (const program of programs) {
    for (const { file, imports, ast } of program.files.values()) {
      for (const item of ast.items) {
        if (item.kind !== 'import' || item.path === '') continue;
        const known = imports.find((each) => each.item === item)?.file ?? resolve(file, item.path);
        const [here, there] = [movedTo(file, renames), movedTo(known, renames)];
        if (here === file && there === known) continue;
        const path = relativePath(here, there, item.path.startsWith('./'));
        const span = { start: item.pathSpan.start + 1, end: item.pathSpan.end - 1 };
        if (path !== undefined && path !== item.path) found.set(`${file} ${span.start}`, { file, span, newText: path });
      }
    }
  }
  return [...found.values()];
}

/** The innermost renamed folder counts. */
function movedTo(file: string, renames: readonly FileRename[]): string {
  const own = renames
    .filter(({ from }) => file === from || file.startsWith(from.endsWith('/') ? from : `${from}/`))
    .sort((a, b) => b.from.length - a.from.length)[0];
  return own === undefined ? file : own.to + file.slice(own.from.length);
}

/** From a file to another one; undefined where they have no folder in common, as on different hosts. */
export function relativePath(from: string, to: string, dotted: boolean): string | undefined {
  const [source, target] = [from.split('/').slice(0, -1), to.split('/')];
  let common = 0;
  while (common < source.length && common < target.length - 1 && source[common] === target[common]) common++;
  // `file:`, an empty segment and the host.
  if (to.includes('://') && common < 3) return undefined;
  const up = source.slice(common).map(() => '..');
  const path = [...up, ...target.slice(common)].map(decoded).join('/');
  return dotted && up.length === 0 ? `./${path}` : path;
}

/** As people write it; what would be read otherwise stays as it is. */
function decoded(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    return /[%?#"\\]/.test(text) ? segment : text;
  } catch {
    return segment;
  }
}
