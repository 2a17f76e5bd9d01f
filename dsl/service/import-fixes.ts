/** Fixes that need to know which other files there are: the import of what an unknown name means, the file that an import meant. */
import { parametersOf } from '../diagnostics/catalogue.ts';
import type { CodeFix, Diagnostic } from '../diagnostics/diagnostic.ts';
import { visibleFiles, type Program } from '../semantics/program.ts';
import { nearest } from '../semantics/suggest.ts';
import type { Item } from '../syntax/ast.ts';
import { ITEM_KINDS } from './declarations.ts';
import { relativePath } from './file-rename.ts';

/** Files that are offered for one name. */
const OFFERED = 3;
const VALUES: readonly Item['kind'][] = ['op', 'block', 'cell', 'opset', 'param', 'let'];

/** `others` are the programs of the workspace. */
export function importFixes(program: Program, found: Diagnostic, others: readonly Program[]): CodeFix[] {
  const file = program.files.get(found.file);
  if (file === undefined) return [];
  if (found.code === 'unknown-name') return importsOf(program, found, others);
  if (found.code !== 'import-not-found') return [];
  const item = file.ast.items.find((each) => each.kind === 'import' && each.pathSpan.start === found.span.start);
  if (item?.kind !== 'import') return [];
  const paths = filesOf(others).flatMap((other) =>
    other === file.file ? [] : (relativePath(file.file, other, false) ?? []),
  );
  const last = (path: string): string | undefined => path.split('/').at(-1);
  const best = nearest(item.path, paths) ?? paths.find((path) => last(path) === last(item.path));
  const span = { start: item.pathSpan.start + 1, end: item.pathSpan.end - 1 };
  return best === undefined
    ? []
    : [{ title: `Change to "${best}"`, edits: [{ file: file.file, span, newText: best }] }];
}

/** An import for each file that declares the name, unless that file imports this one. */
function importsOf(program: Program, found: Diagnostic, others: readonly Program[]): CodeFix[] {
  const { name, what } = parametersOf(found, 'unknown-name') ?? { name: '', what: '' };
  const kinds = what === 'name' ? VALUES : ITEM_KINDS.filter((kind) => kind === what);
  const seen = new Set(visibleFiles(program, found.file).map(({ file }) => file));
  const declares = (item: Item): boolean =>
    kinds.includes(item.kind as never) && 'name' in item && item.name.text === name;
  const homes = filesOf(others).filter((file) => {
    const home = others.find(({ files }) => files.has(file));
    if (home === undefined || seen.has(file)) return false;
    const circular = visibleFiles(home, file).some((each) => each.file === found.file);
    return !circular && home.files.get(file)?.ast.items.some(declares) === true;
  });
  return homes.slice(0, OFFERED).flatMap((home) => {
    const path = relativePath(found.file, home, false);
    if (path === undefined) return [];
    return [{ title: `Import "${path}"`, edits: [{ file: found.file, ...importAt(program, found.file, path) }] }];
  });
}

/** Below the last import, else at the top. */
function importAt(
  program: Program,
  file: string,
  path: string,
): { span: { start: number; end: number }; newText: string } {
  const source = program.files.get(file);
  const last = source?.ast.items.findLast(({ kind }) => kind === 'import');
  const at = last?.span.end ?? 0;
  const span = { start: at, end: at };
  return { span, newText: last === undefined ? `import "${path}"\n\n` : `\nimport "${path}"` };
}

const filesOf = (programs: readonly Program[]): string[] => [
  ...new Set(programs.flatMap(({ files }) => [...files.keys()])),
];
