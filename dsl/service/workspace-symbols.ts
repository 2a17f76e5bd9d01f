/** Declarations of many programs whose names match a query. */
import type { Program } from '../semantics/program.ts';
import { isDeclared, type Declared } from './declarations.ts';
import { resolveFile } from './names.ts';

/** More than anybody reads; the editor asks again as the query grows. */
const LIMIT = 500;

const listed: ReadonlySet<Declared['kind']> = new Set([
  ...(['op', 'block', 'cell', 'opset', 'param', 'let', 'space', 'arch'] as const),
  ...(['dataset', 'evaluator', 'predictor', 'hypernetwork', 'experiment'] as const),
]);

export interface Symbol {
  readonly declared: Declared;
  readonly program: Program;
}

/** The letters of the query must stand in the name in this order, in any case. Each file counts once. */
export function workspaceSymbols(programs: readonly Program[], query: string): Symbol[] {
  const seen = new Set<string>();
  const found: Symbol[] = [];
  for (const program of programs) {
    for (const file of program.files.keys()) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const { meaning, declares } of resolveFile(program, file)?.occurrences ?? []) {
        if (!declares || !isDeclared(meaning) || !listed.has(meaning.kind) || !matches(meaning.name.text, query))
          continue;
        found.push({ declared: meaning, program });
        if (found.length >= LIMIT) return found;
      }
    }
  }
  return found;
}

function matches(name: string, query: string): boolean {
  const text = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
