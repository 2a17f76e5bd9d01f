/** `hypernas_check`: what is wrong in a spec, of a file or of a text that is in none. */
import { l10n, workspace } from 'vscode';
import { optional, record, text } from '../../engine/protocol/read.ts';
import type { Parts } from '../parts.ts';
import { findingsText } from './answers.ts';
import { specFile } from './files.ts';
import type { ModelTool } from './tool.ts';

const input = record({ text: optional(text), file: optional(text) });

export const checkTool = ({ programs }: Pick<Parts, 'programs'>): ModelTool<typeof input> => ({
  name: 'hypernas_check',
  input,
  doing: ({ file }) => (file === undefined ? l10n.t('Checking a search space') : l10n.t('Checking {0}', file)),
  answer: async (given, token) => {
    const subject = await subjectOf(given);
    if ('error' in subject) return subject;
    const answer = await programs.ask('hypernas/checkText', { text: subject.text, uri: subject.uri }, token);
    return 'error' in answer ? answer : { value: findingsText(subject.name, answer.value) };
  },
});

async function subjectOf(given: {
  readonly text: string | undefined;
  readonly file: string | undefined;
}): Promise<
  { readonly text: string; readonly uri: string | undefined; readonly name: string } | { readonly error: string }
> {
  if (given.file === undefined) {
    if (given.text === undefined) return { error: 'Give a text, or the path of a file.' };
    return { text: given.text, uri: undefined, name: 'text' };
  }
  const uri = await specFile(given.file);
  if ('error' in uri) return uri;
  // A text in place of the file's: what the file would be after an edit.
  const text = given.text ?? (await workspace.openTextDocument(uri)).getText();
  return { text, uri: uri.toString(), name: given.file };
}
