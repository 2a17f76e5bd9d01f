/** Refactorings as code actions: cheap to list, their edits made when one is taken, at once for clients that cannot ask. */
import { LSPErrorCodes, ResponseError, type CodeAction, type Range } from 'vscode-languageserver';
import type { Program } from '../../dsl/semantics/program.ts';
import type { AccuracyPredictor, Refactoring } from '../../dsl/service/refactorings/refactoring.ts';
import { refactoringsAt } from '../../dsl/service/refactorings/refactorings.ts';
import type { OpenFile } from '../locate.ts';
import { spanOf } from '../positions.ts';
import { workspaceEdit } from './workspace-edits.ts';

/** What a refactoring may look at besides the document. */
export interface RefactoringContext {
  readonly open: (uri: string) => OpenFile | undefined;
  readonly programs: () => readonly Program[];
  readonly predictor: AccuracyPredictor | undefined;
}

interface ActionData {
  readonly uri: string;
  readonly range: Range;
  readonly id: string;
}

/** Whether one of the wanted kinds is the kind or one that holds it; without wishes all are. */
export const isWanted = (kind: string, only: readonly string[] | undefined): boolean =>
  only?.some((each) => kind === each || kind.startsWith(`${each}.`)) !== false;

export async function refactoringActions(
  file: OpenFile,
  range: Range,
  only: readonly string[] | undefined,
  context: RefactoringContext,
  resolves: boolean,
): Promise<CodeAction[]> {
  const offers = offersAt(file, range, context).filter(({ kind }) => isWanted(kind, only));
  const actions = offers.map(async ({ title, kind, id, edits }): Promise<CodeAction[]> => {
    const data: ActionData = { uri: file.file, range, id };
    if (resolves) return [{ title, kind, data }];
    const edit = workspaceEdit(await edits(), [file.program, ...context.programs()]);
    return edit === undefined || Object.keys(edit.changes ?? {}).length === 0 ? [] : [{ title, kind, edit }];
  });
  return (await Promise.all(actions)).flat();
}

/** The action with its edits. What cannot be done after all is an error with a sentence. */
export async function resolveRefactoring(action: CodeAction, context: RefactoringContext): Promise<CodeAction> {
  if (!isActionData(action.data)) return action;
  const { uri, range, id } = action.data;
  const file = context.open(uri);
  const offer = file && offersAt(file, range, context).find((each) => each.id === id);
  if (file === undefined || offer === undefined) throw refused('The text has changed since this was offered.');
  return { ...action, edit: await editOf(offer, file, context) };
}

export async function editOf(
  offer: Refactoring,
  file: OpenFile,
  context: RefactoringContext,
): Promise<NonNullable<CodeAction['edit']>> {
  const edits = await offer.edits();
  const edit = workspaceEdit(edits, [file.program, ...context.programs()]);
  if (edits.length === 0 || edit === undefined)
    throw refused('Nothing was changed: the space would be empty or wrong.');
  return edit;
}

export const refused = (why: string): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestFailed, why);

const offersAt = (file: OpenFile, range: Range, { programs, predictor }: RefactoringContext): Refactoring[] =>
  refactoringsAt(file.program, file.file, spanOf(file.lines, range), programs, predictor);

function isActionData(data: unknown): data is ActionData {
  if (typeof data !== 'object' || data === null) return false;
  const { uri, range, id } = data as Partial<Record<keyof ActionData, unknown>>;
  return typeof uri === 'string' && typeof id === 'string' && isRange(range);
}

function isRange(range: unknown): range is Range {
  const isPosition = (at: unknown): boolean =>
    typeof at === 'object' &&
    at !== null &&
    'line' in at &&
    'character' in at &&
    [at.line, at.character].every(Number.isInteger);
  return (
    typeof range === 'object' &&
    range !== null &&
    'start' in range &&
    'end' in range &&
    isPosition(range.start) &&
    isPosition(range.end)
  );
}
