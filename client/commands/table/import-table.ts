/** Import Table: a table of measured architectures becomes an evaluator of the document, and an experiment with it where wanted. */
import { l10n, ProgressLocation, Range, Uri, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { ProgramView } from '../../../engine/protocol/program.ts';
import { offer, showFailure } from '../../engine/failure.ts';
import { grouped } from '../../numbers.ts';
import type { Parts } from '../../parts.ts';
import { chooseDocument } from '../document.ts';
import { askForColumns } from './ask-for-columns.ts';
import { evaluatorText, experimentText, freshName, relativePath } from './table-items.ts';

export async function importTable({ engine, programs, state }: Parts, given?: unknown): Promise<void> {
  const title = l10n.t('Import Table');
  const chosen = await chooseDocument(title, given);
  if (chosen === undefined) return;
  const { document } = chosen;
  const table = await askForTable(document);
  if (table === undefined) return;
  const uri = document.uri.toString();
  const program = await programs.ask('hypernas/program', { uri, position: undefined });
  if ('error' in program) return showFailure(program, state);
  const { entry, files, experiments, spaces } = program.value;
  const source = { entry, files, experiment: experiments[0]?.name ?? '' };
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Reading {0}', baseName(table)),
    cancellable: true,
  };
  const answer = await window.withProgress(options, (_, token) =>
    engine.request('inspectTable', { path: table.fsPath, source }, token),
  );
  if ('error' in answer) return showFailure(answer, state);
  const columns = await askForColumns(title, answer.value);
  if (columns === undefined) return;
  const space = await askForExperiment(title, spaces);
  if (space === undefined) return;
  const text = document.getText();
  const path =
    document.uri.scheme === 'file' ? relativePath(Uri.joinPath(document.uri, '..').path, table.path) : table.fsPath;
  const choice = { name: freshName('Table', text), path, ...columns };
  const items = [
    evaluatorText(choice),
    ...(space === 'none' ? [] : [experimentText(freshName('Search', text), space, choice)]),
  ];
  await append(document, text, items);
  const rows = grouped(answer.value.rows);
  await offer('information', l10n.t('{0} holds {1} measured architectures.', baseName(table), rows), []);
}

async function askForTable({ uri }: TextDocument): Promise<Uri | undefined> {
  const defaultUri = uri.scheme === 'file' ? Uri.joinPath(uri, '..') : workspace.workspaceFolders?.[0]?.uri;
  const found = await window.showOpenDialog({
    title: l10n.t('A table of measured architectures'),
    openLabel: l10n.t('Import'),
    filters: { [l10n.t('CSV and JSON lines, packed or not')]: ['csv', 'jsonl', 'gz'] },
    ...(defaultUri === undefined ? {} : { defaultUri }),
  });
  return found?.[0];
}

/** The space of an experiment with the table, `none` for no experiment; undefined where the user turned back. */
async function askForExperiment(title: string, spaces: ProgramView['spaces']): Promise<string | undefined> {
  if (spaces.length === 0) return 'none';
  const items = [
    ...spaces.map(({ name }) => ({ label: l10n.t('An experiment that searches {0}', name), space: name })),
    { label: l10n.t('The evaluator alone'), space: 'none' },
  ];
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('What to write beside the evaluator') }))
    ?.space;
}

/** At the end of the document, each after an empty line; shows what was written. */
async function append(document: TextDocument, text: string, items: readonly string[]): Promise<void> {
  const before = text.trimEnd();
  const start = document.positionAt(before.length);
  const edit = new WorkspaceEdit();
  edit.replace(
    document.uri,
    new Range(start, document.positionAt(text.length)),
    `${before === '' ? '' : '\n\n'}${items.join('\n')}`,
  );
  await workspace.applyEdit(edit);
  const editor = await window.showTextDocument(document);
  editor.revealRange(new Range(start, document.positionAt(document.getText().length)));
}

const baseName = ({ path }: Uri): string => path.split('/').at(-1) ?? path;
