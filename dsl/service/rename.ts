/**
 * Renaming: every place of a name in all files, and the decision paths of `arch` literals that change with it. Refused, with a sentence,
 * where the name is not the user's or the new one would mean something else.
 */
import { PRELUDE_FILE, type Program } from '../semantics/program.ts';
import { keywordTypes, NameWord } from '../syntax/lexer/tokens.ts';
import type { TextEdit } from '../diagnostics/diagnostic.ts';
import type { Span } from '../syntax/ast.ts';
import { isDeclared, type Declared } from './declarations.ts';
import { occurrenceAt, resolveFile, scopeAt } from './names.ts';
import { referencesTo, targetAt, type Reference } from './references.ts';
import { renamedPaths } from './rename/paths.ts';
import { meaningOf } from './scope.ts';

export type Renamed = { readonly edits: readonly TextEdit[] } | { readonly refused: string };

/** What would be renamed, or why nothing can. */
export function prepareRename(
  program: Program,
  file: string,
  offset: number,
): { readonly span: Span; readonly name: string } | { readonly refused: string } {
  const resolved = resolveFile(program, file);
  const found = resolved && occurrenceAt(resolved, offset);
  if (found === undefined) return { refused: 'There is no name here.' };
  if (!isDeclared(found.meaning)) return { refused: `"${found.meaning.word}" is a word of the language.` };
  const { name } = found.meaning;
  if (found.meaning.file === PRELUDE_FILE) return { refused: `"${name.text}" belongs to the operator library.` };
  return { span: found.span, name: name.text };
}

/** `programs` are all that may hold the name; `program` is the one of the request. */
export function rename(
  program: Program,
  programs: readonly Program[],
  file: string,
  offset: number,
  newName: string,
): Renamed {
  const prepared = prepareRename(program, file, offset);
  if ('refused' in prepared) return prepared;
  const target = targetAt(program, file, offset);
  if (target === undefined) return { refused: 'There is no name here.' };
  if (newName === prepared.name) return { edits: [] };
  if (!isName(newName)) return { refused: `"${newName}" is no name: letters, digits and _, and no reserved word.` };
  const all = [program, ...programs.filter((each) => each !== program)];
  const references = referencesTo(all, target);
  const clash = clashOf(all, target, references, newName);
  if (clash !== undefined) return { refused: clash };
  const edits = references.map(({ file: at, span }) => ({ file: at, span, newText: newName }));
  return { edits: [...edits, ...renamedPaths(all, edits)] };
}

function isName(text: string): boolean {
  if (!/^[A-Za-z_]\w*$/.test(text)) return false;
  const keyword = keywordTypes.get(text);
  return keyword === undefined || (keyword.CATEGORIES ?? []).includes(NameWord);
}

/** Items that have a name space for their kind clash only with their kind; parameters named at a call are not in the scope there. */
function clashOf(
  programs: readonly Program[],
  target: Declared,
  references: readonly Reference[],
  newName: string,
): string | undefined {
  const { kind } = target;
  const items = ['space', 'arch', 'dataset', 'evaluator', 'predictor', 'hypernetwork', 'experiment'].includes(kind);
  for (const program of programs) {
    for (const { file, span } of references) {
      const resolved = program.files.has(file) ? resolveFile(program, file) : undefined;
      if (resolved === undefined) continue;
      if (items) {
        const taken = resolved.occurrences.some(
          ({ meaning }) => isDeclared(meaning) && meaning.kind === kind && meaning.name.text === newName,
        );
        if (taken) return `There is a ${kind} "${newName}" already.`;
        continue;
      }
      if (kind === 'parameter' && !within(target.owner.node.span, span)) continue;
      const meaning = meaningOf(scopeAt(resolved, span.end), newName);
      if (meaning !== undefined && isDeclared(meaning)) return `"${newName}" already names something here.`;
    }
  }
  return undefined;
}

const within = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
