/**
 * Circles of imports, seen from one file. A program reports a circle where it closes, which depends on where reading began; an editor
 * shows it in every file of the circle, at the import that leads around.
 */
import { diagnostic } from '../dsl/diagnostics/catalogue.ts';
import type { Diagnostic } from '../dsl/diagnostics/diagnostic.ts';
import type { Program, ProgramHost } from '../dsl/semantics/program.ts';

/** The circles through a file that the program has not reported in it already. */
export function circlesThrough(program: Program, file: string, resolve: ProgramHost['resolve']): Diagnostic[] {
  const reported = program.diagnostics.filter((found) => found.code === 'cyclic-import' && found.file === file);
  return importsOf(program, file, resolve).flatMap(({ target, span }) => {
    if (reported.some((found) => found.span.start === span.start)) return [];
    const way = wayBetween(program, target, file, resolve);
    if (way === undefined) return [];
    return [diagnostic('cyclic-import', { file, span }, { cycle: [file, ...way].join(' -> ') })];
  });
}

function importsOf(program: Program, file: string, resolve: ProgramHost['resolve']) {
  return (program.files.get(file)?.ast.items ?? []).flatMap((item) =>
    item.kind === 'import' && item.path !== '' ? [{ target: resolve(file, item.path), span: item.pathSpan }] : [],
  );
}

/** The shortest way along imports, with both ends. */
function wayBetween(
  program: Program,
  from: string,
  to: string,
  resolve: ProgramHost['resolve'],
): readonly string[] | undefined {
  const seen = new Set([from]);
  const ways: (readonly string[])[] = [[from]];
  for (const way of ways) {
    const last = way.at(-1) as string;
    if (last === to) return way;
    for (const { target } of importsOf(program, last, resolve)) {
      if (!seen.has(target)) ways.push([...way, target]);
      seen.add(target);
    }
  }
  return undefined;
}
