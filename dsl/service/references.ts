/** All places of a name: in one file, or in all files of several programs. */
import type { Program } from '../semantics/program.ts';
import type { Span } from '../syntax/ast.ts';
import { isDeclared, keyOf, type Declared, type Meaning } from './declarations.ts';
import { occurrenceAt, resolveFile, type Occurrence } from './names.ts';

export interface Reference {
  readonly file: string;
  readonly span: Span;
  readonly declares: boolean;
}

/** What stands under the cursor, if the text declares it. */
export function targetAt(program: Program, file: string, offset: number): Declared | undefined {
  const resolved = resolveFile(program, file);
  const meaning = resolved && occurrenceAt(resolved, offset)?.meaning;
  return meaning !== undefined && isDeclared(meaning) ? meaning : undefined;
}

/** In all files of the programs, each file once, in the order of the text. */
export function referencesTo(programs: readonly Program[], target: Declared): Reference[] {
  const key = keyOf(target);
  const seen = new Set<string>();
  return programs.flatMap((program) =>
    [...program.files.keys()].flatMap((file) => {
      if (seen.has(file)) return [];
      seen.add(file);
      return occurrencesIn(program, file, (meaning) => isDeclared(meaning) && keyOf(meaning) === key).map((each) => ({
        file,
        span: each.span,
        declares: each.declares,
      }));
    }),
  );
}

function occurrencesIn(program: Program, file: string, wanted: (meaning: Meaning) => boolean): Occurrence[] {
  return (resolveFile(program, file)?.occurrences ?? []).filter(({ meaning }) => wanted(meaning));
}

/** Places in one file of what stands under the cursor; words of the language and metrics too. */
export function highlights(program: Program, file: string, offset: number): Occurrence[] {
  const resolved = resolveFile(program, file);
  const found = resolved && occurrenceAt(resolved, offset);
  if (found === undefined) return [];
  const same = (meaning: Meaning): boolean =>
    isDeclared(found.meaning)
      ? isDeclared(meaning) && keyOf(meaning) === keyOf(found.meaning)
      : !isDeclared(meaning) && meaning.kind === found.meaning.kind && meaning.word === found.meaning.word;
  return occurrencesIn(program, file, same);
}
