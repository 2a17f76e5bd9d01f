/** Sample Architecture: writes a drawn architecture of a space below it, as the lens does, and shows it. */
import { commands, l10n, Range, Selection, Uri, window, type TextDocument } from 'vscode';
import type { ProgramView } from '../../../engine/protocol/program.ts';
import { failureOf } from '../../engine/engine.ts';
import { offer, showFailure } from '../../engine/failure.ts';
import type { Parts } from '../../parts.ts';
import { chooseDocument } from '../document.ts';

export async function sampleArchitecture(
  { programs, state }: Pick<Parts, 'programs' | 'state'>,
  given?: unknown,
): Promise<void> {
  const title = l10n.t('Sample Architecture');
  const chosen = await chooseDocument(title, given);
  if (chosen === undefined) return;
  const uri = chosen.document.uri.toString();
  const answer = await programs.ask('hypernas/program', { uri, position: chosen.position });
  if ('error' in answer) return showFailure(answer, state);
  const before = answer.value;
  if (before.spaces.length === 0)
    return offer('information', l10n.t('There is no space in this file, nor in what it imports.'), []);
  const space = await chooseSpace(title, before);
  if (space === undefined) return;
  const document = await window.showTextDocument(Uri.parse(space.uri));
  try {
    await commands.executeCommand('hypernas.sampleArchitecture', space.uri, space.name);
  } catch (error) {
    return showFailure(failureOf(error), state);
  }
  await showNew(document.document, before, programs);
}

async function chooseSpace(
  title: string,
  { at, spaces }: ProgramView,
): Promise<ProgramView['spaces'][number] | undefined> {
  const here = at?.kind === 'space' ? spaces.find(({ name }) => name === at.name) : undefined;
  if (here !== undefined || spaces.length === 1) return here ?? spaces[0];
  const items = spaces.map((space) => ({ label: space.name, description: space.experiment ?? '', space }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Of which space') }))?.space;
}

/** Selects the name of the literal that was not there before. */
async function showNew(document: TextDocument, before: ProgramView, programs: Parts['programs']): Promise<void> {
  const uri = document.uri.toString();
  const after = await programs.ask('hypernas/program', { uri, position: undefined });
  if ('error' in after) return;
  const known = new Set(before.archs.map((arch) => `${arch.uri} ${arch.name}`));
  const added = after.value.archs.find((arch) => arch.uri === uri && !known.has(`${uri} ${arch.name}`));
  const editor = window.visibleTextEditors.find((each) => each.document === document);
  if (added === undefined || editor === undefined) return;
  const { start, end } = added.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range);
}
