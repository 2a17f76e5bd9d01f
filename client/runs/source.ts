/**
 * From what a command was given to an experiment and the texts that it is run from: those of the editor, unsaved edits included. What stands
 * in the way is said here.
 */
import { l10n, Uri, window, workspace, type TextEditor } from 'vscode';
import type { ModelSource } from '../../engine/protocol/messages.ts';
import type { ProgramView } from '../../engine/protocol/program.ts';
import { command, offer, showFailure } from '../engine/failure.ts';
import type { Parts } from '../parts.ts';
import { baseName } from './words.ts';

export type Experiment = ProgramView['experiments'][number];

export interface Chosen {
  readonly uri: Uri;
  readonly view: ProgramView;
  readonly experiment: Experiment;
  readonly source: ModelSource;
}

export const sourceOf = (view: ProgramView, experiment: string): ModelSource => ({
  entry: view.entry,
  files: view.files,
  experiment,
});

/** The active editor, where it holds a spec. */
export const activeSpec = (): TextEditor | undefined => {
  const editor = window.activeTextEditor;
  return editor?.document.languageId === 'hnas' ? editor : undefined;
};

/** Whether the spec of a run can be opened: on the disk, or in the editor though it is gone from there. If not, what becomes of its runs is said. */
export async function specIsThere(file: string): Promise<boolean> {
  const uri = Uri.file(file);
  if (workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) return true;
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    const text = l10n.t(
      '{0} is not there any more: it was renamed, moved or deleted. Its runs keep what they measured, and go on with the text that they were started with.',
      baseName(file),
    );
    await offer('warning', text, []);
    return false;
  }
}

/** The program of a document on the disk, as it is in the editor. `editor`: what is at its cursor is told too. */
export async function programOf(parts: Parts, uri: Uri, editor?: TextEditor): Promise<ProgramView | undefined> {
  if (uri.scheme === 'untitled') {
    await offer('warning', l10n.t('Save the file first: its runs are kept in a folder beside it.'), [
      command(l10n.t('Save'), 'workbench.action.files.save'),
    ]);
    return undefined;
  }
  if (uri.scheme !== 'file') {
    await offer('error', l10n.t('{0} is not on a disk that the engine can read, so it cannot be run.', uri.path), []);
    return undefined;
  }
  const cursor = editor?.selection.active;
  const position = cursor && { line: cursor.line, character: cursor.character };
  const answer = await parts.programs.ask('hypernas/program', { uri: uri.toString(), position });
  if ('value' in answer) return answer.value;
  await showFailure(answer, parts.state);
  return undefined;
}

/** The experiment that a lens names, the one at the cursor, or one that is picked. */
export async function chooseExperiment(parts: Parts, uri: unknown, name: unknown): Promise<Chosen | undefined> {
  const editor = activeSpec();
  const file = fileOf(uri) ?? editor?.document.uri ?? (await pickSpec());
  if (file === undefined) return undefined;
  const view = await programOf(parts, file, editor?.document.uri.toString() === file.toString() ? editor : undefined);
  if (view === undefined) return undefined;
  const own = view.experiments.filter((each) => each.uri === view.entry);
  const here = view.at?.kind === 'experiment' ? view.at.name : undefined;
  const wanted = typeof name === 'string' ? name : here;
  const experiment = wanted === undefined ? await pickExperiment(file, own) : own.find((each) => each.name === wanted);
  if (experiment !== undefined)
    return checked({ uri: file, view, experiment, source: sourceOf(view, experiment.name) });
  if (wanted !== undefined)
    await offer('error', l10n.t('There is no experiment {0} in {1}.', wanted, baseName(file.path)), []);
  return undefined;
}

/** One that cannot be run as it is written is shown where it is wrong. */
async function checked(chosen: Chosen): Promise<Chosen | undefined> {
  const { experiment } = chosen;
  if (experiment.error === undefined) return chosen;
  await offer('error', l10n.t('{0} cannot be run: {1}', experiment.name, experiment.error), [
    command(l10n.t('Show Problems'), 'workbench.actions.view.problems'),
  ]);
  return undefined;
}

async function pickExperiment(uri: Uri, own: readonly Experiment[]): Promise<Experiment | undefined> {
  const [only] = own;
  if (only === undefined) {
    await offer(
      'information',
      l10n.t('{0} has no experiment yet: the snippet "experiment" writes one.', baseName(uri.path)),
      [],
    );
    return undefined;
  }
  if (own.length === 1) return only;
  const picked = await window.showQuickPick(
    own.map((experiment) => ({
      label: experiment.name,
      description: [experiment.space, experiment.evaluator].filter((each) => each !== undefined).join(' · '),
      experiment,
    })),
    { placeHolder: l10n.t('Experiment of {0}', baseName(uri.path)) },
  );
  return picked?.experiment;
}

/** A spec of the workspace: the only one there is, or one that is picked. */
async function pickSpec(): Promise<Uri | undefined> {
  const found = await workspace.findFiles('**/*.hnas', '**/node_modules/**', 500);
  const [only] = found;
  if (only === undefined) {
    await offer('information', l10n.t('There is no .hnas file in this workspace.'), [
      command(l10n.t('New Space from Template'), 'hypernas.newSpace'),
    ]);
    return undefined;
  }
  if (found.length === 1) return only;
  const items = found
    .map((uri) => ({ label: baseName(uri.path), description: workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.description.localeCompare(b.description));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('File with the experiment') }))?.uri;
}

/** Lenses hand over the text of a URI; menus of editors and of the explorer the URI itself. */
export function fileOf(value: unknown): Uri | undefined {
  if (typeof value === 'string') return Uri.parse(value);
  return value instanceof Uri ? value : undefined;
}
