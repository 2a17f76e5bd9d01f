/** Renaming, in open documents and files of the workspace folders. What is refused is an error with a sentence. */
import { ErrorCodes, ResponseError, type Position, type Range, type WorkspaceEdit } from 'vscode-languageserver';
import type { Program } from '../../dsl/semantics/program.ts';
import { prepareRename, rename } from '../../dsl/service/rename.ts';
import { offsetOf, rangeIn, type OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

type Refused = ResponseError<void>;

const refuse = (why: string): Refused => new ResponseError(ErrorCodes.InvalidParams, why);

export function renameRangeAt(
  { program, file, lines }: OpenFile,
  position: Position,
): { range: Range; placeholder: string } | Refused {
  const found = prepareRename(program, file, offsetOf(lines, position));
  if ('refused' in found) return refuse(found.refused);
  return { range: rangeOf(lines, found.span), placeholder: found.name };
}

export function renameAt(
  { program, file, lines }: OpenFile,
  position: Position,
  newName: string,
  others: readonly Program[],
): WorkspaceEdit | Refused {
  const renamed = rename(program, others, file, offsetOf(lines, position), newName);
  if ('refused' in renamed) return refuse(renamed.refused);
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const { file: at, span, newText } of renamed.edits) {
    const home = [program, ...others].find((each) => each.files.has(at));
    if (home !== undefined) (changes[at] ??= []).push({ range: rangeIn(home, at, span), newText });
  }
  return { changes };
}
