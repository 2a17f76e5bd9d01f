/** Export Architecture: an `arch` of the document as a file in one of the engine's formats. */
import { l10n, ProgressLocation, Uri, window, workspace, type CancellationToken, type TextDocument } from 'vscode';
import type { ResultOf } from '../../../engine/protocol/messages.ts';
import type { ProgramView } from '../../../engine/protocol/program.ts';
import { bytesOf } from '../../base64.ts';
import { command, offer, showFailure } from '../../engine/failure.ts';
import type { Parts } from '../../parts.ts';
import { chooseDocument } from '../document.ts';

type Arch = ProgramView['archs'][number];

export async function exportArchitecture({ engine, programs, state }: Parts, given?: unknown): Promise<void> {
  const title = l10n.t('Export Architecture');
  const chosen = await chooseDocument(title, given);
  if (chosen === undefined) return;
  const { document, position } = chosen;
  const program = await programs.ask('hypernas/program', { uri: document.uri.toString(), position });
  if ('error' in program) return showFailure(program, state);
  const arch = await chooseArch(title, program.value);
  if (arch?.architecture === undefined) return;
  const formats = await waiting(l10n.t('Asking the engine'), (token) => engine.request('exportFormats', null, token));
  if ('error' in formats) return showFailure(formats, state);
  const items = formats.value.map((each) => ({
    label: each.title,
    description: `.${each.extension}`,
    detail: each.description,
    each,
  }));
  const format = (await window.showQuickPick(items, { title, placeHolder: l10n.t('Export {0} as', arch.name) }))?.each;
  if (format === undefined) return;
  const { entry, files, spaces, experiments } = program.value;
  const experiment = spaces.find(({ name }) => name === arch.space)?.experiment ?? experiments[0]?.name ?? '';
  const of = { source: { entry, files, experiment }, space: arch.space, architecture: arch.architecture };
  const weights = format.weights === 'none' ? { value: [] } : await engine.request('trainedWeights', of);
  if ('error' in weights) return showFailure(weights, state);
  const trained = await chooseWeights(title, weights.value);
  if (trained === 'none chosen') return;
  const params = { ...of, name: arch.name, format: format.format, trained };
  const exported = await waiting(l10n.t('Exporting {0}', arch.name), (token) =>
    engine.request('exportArchitecture', params, token),
  );
  if ('error' in exported) return showFailure(exported, state);
  const target = await window.showSaveDialog({
    title,
    filters: { [format.title]: [format.extension] },
    ...suggestion(document, exported.value.fileName),
  });
  if (target === undefined) return;
  const { bytes, weights: beside } = exported.value;
  const written: Written[] = [{ target, bytes: bytesOf(bytes) }];
  if (beside !== undefined) written.push({ target: besideOf(target, beside.extension), bytes: bytesOf(beside.bytes) });
  await write(written, arch, format.title);
}

type Trained = ResultOf<'trainedWeights'>[number];

/** Asks only where a run has kept some; undefined: none are wanted. */
async function chooseWeights(title: string, found: readonly Trained[]): Promise<Trained | undefined | 'none chosen'> {
  if (found.length === 0) return undefined;
  const items = found.map((trained) => ({
    label: l10n.t('Trained weights of {0}', trained.run),
    description:
      trained.accuracy === undefined
        ? l10n.t('evaluation {0}', trained.position + 1)
        : l10n.t('evaluation {0}, {1} %', trained.position + 1, trained.accuracy.toFixed(1)),
    trained,
  }));
  const without = { label: l10n.t('Without trained weights'), description: '', trained: undefined };
  const placeHolder = l10n.t('Which weights');
  const chosen = await window.showQuickPick([...items, without], { title, placeHolder });
  return chosen === undefined ? 'none chosen' : chosen.trained;
}

/** Where the exported source looks for its weights: the file of its own name. */
function besideOf(target: Uri, extension: string): Uri {
  const name = target.path.split('/').at(-1) ?? '';
  return Uri.joinPath(target, '..', `${name.replace(/\.[^.]*$/, '')}.${extension}`);
}

/** The engine may have to start first. */
const waiting = <T>(title: string, run: (token: CancellationToken) => Promise<T>): Thenable<T> =>
  window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => run(token));

async function chooseArch(title: string, { at, archs }: ProgramView): Promise<Arch | undefined> {
  const here = at?.kind === 'arch' ? archs.find(({ name }) => name === at.name) : undefined;
  const whole = archs.filter(({ architecture }) => architecture !== undefined);
  if (here !== undefined && here.architecture === undefined) {
    await offer(
      'warning',
      l10n.t('{0} is incomplete or has errors; Complete writes the decisions that it lacks.', here.name),
      [command(l10n.t('Complete'), 'hypernas.completeArchitecture', here.uri, here.name)],
    );
    return undefined;
  }
  if (here !== undefined || whole.length === 1) return here ?? whole[0];
  if (whole.length === 0) {
    const actions = [command(l10n.t('Sample Architecture'), 'hypernas.sample')];
    await offer('information', l10n.t('This file has no complete architecture to export.'), actions);
    return undefined;
  }
  const items = whole.map((arch) => ({ label: arch.name, description: arch.space, arch }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Which architecture') }))?.arch;
}

function suggestion({ uri }: TextDocument, fileName: string): { readonly defaultUri?: Uri } {
  const folder = uri.scheme === 'untitled' ? workspace.workspaceFolders?.[0]?.uri : Uri.joinPath(uri, '..');
  return folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, fileName) };
}

interface Written {
  readonly target: Uri;
  readonly bytes: Uint8Array;
}

async function write(files: readonly Written[], arch: Arch, format: string): Promise<void> {
  for (const { target, bytes } of files) {
    try {
      await workspace.fs.writeFile(target, bytes);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return offer('error', l10n.t('{0} cannot be written: {1}', target.fsPath, why), []);
    }
  }
  const names = files.map(({ target }) => target.path.split('/').at(-1) ?? target.path);
  await offer('information', l10n.t('{0} is exported as {1}: {2}', arch.name, format, names.join(', ')), [
    command(l10n.t('Open'), 'vscode.open', files[0]?.target),
  ]);
}
