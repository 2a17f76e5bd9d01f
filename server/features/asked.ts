/** Requests in plain English, answered with the spaces of the document, and those of the workspace where they are named. */
import { ask, type AskContext } from '../../dsl/ask/ask.ts';
import { factsForModels } from '../../dsl/ask/facts.ts';
import { spacesOf, type KnownSpace } from '../../dsl/ask/known-spaces.ts';
import { visibleFiles, type Program } from '../../dsl/semantics/program.ts';
import { relativePath } from '../../dsl/service/file-rename.ts';
import type { AskedView } from '../../engine/protocol/program.ts';
import type { Workspace } from '../workspace.ts';

type Outcome = { readonly value: AskedView } | { readonly error: string };

/** `others`: the programs of the workspace. */
export function askedOf(
  workspace: Workspace,
  request: string,
  program: Program | undefined,
  others: readonly Program[],
): Outcome {
  const own = program === undefined ? [] : spacesOf(program);
  const context: AskContext = program === undefined ? { spaces: own } : { program, spaces: own };
  const elsewhere = program === undefined ? [] : spacesElsewhere(program, others, own);
  const answered = ask(request, { ...context, spaces: [...own, ...elsewhere] });
  if ('error' in answered || program === undefined || elsewhere.length === 0) return outcome(answered);
  // What another file brings along may clash with what the document has.
  const errors = (text: string): number =>
    workspace.checkText(program.entry, text).filter(({ severity }) => severity === 'error').length;
  const before = program.files.get(program.entry)?.text ?? '';
  return outcome(errors(`${before}\n${answered.text}`) > errors(before) ? ask(request, context) : answered);
}

const outcome = (answered: ReturnType<typeof ask>): Outcome => ('error' in answered ? answered : { value: answered });

export const factsFor = (program: Program | undefined): string =>
  factsForModels(program === undefined ? [] : spacesOf(program).map(({ name }) => name));

/** Spaces that the document would see after an import; not those of files that import it. */
function spacesElsewhere(
  program: Program,
  others: readonly Program[],
  own: readonly KnownSpace[],
): readonly KnownSpace[] {
  const seen = new Set([...visibleFiles(program, program.entry).map(({ file }) => file)]);
  const names = new Set(own.map(({ name }) => name));
  return others.flatMap((other) => {
    if (seen.has(other.entry) || other.files.has(program.entry)) return [];
    const path = relativePath(program.entry, other.entry, false);
    if (path === undefined || !program.entry.startsWith('file:')) return [];
    const found = spacesOf(other, path).filter(({ name }) => !names.has(name));
    found.forEach(({ name }) => names.add(name));
    return found;
  });
}
