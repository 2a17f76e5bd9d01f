/** Pictures and tables of the page, saved where the user says. */
import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { bytesOf } from '../base64.ts';
import type { Answer, Engine } from '../engine/engine.ts';
import { command, offer, showFailure } from '../engine/failure.ts';
import { grouped } from '../numbers.ts';
import type { Parts } from '../parts.ts';
import type { FromPage } from './contract.ts';
import { fillTable } from './fill-table.ts';

const titles: Readonly<Record<FromPage<'save'>['kind'], () => string>> = {
  svg: () => l10n.t('Drawing (SVG)'),
  png: () => l10n.t('Picture (PNG)'),
  csv: () => l10n.t('Table (CSV)'),
};

/** `folder`: where the dialog begins. */
export async function saveFile(
  { engine, state }: Pick<Parts, 'engine' | 'state'>,
  { suggestedName, kind, data, binary, lacking }: FromPage<'save'>,
  folder: Uri | undefined,
): Promise<void> {
  // A name only: the page does not choose folders.
  const name = suggestedName.replace(/[\\/:*?"<>|]+/g, '-').slice(0, 120);
  const uri = await window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
    filters: { [titles[kind]()]: [kind] },
  });
  if (uri === undefined) return;
  const whole = lacking.length === 0 ? { value: data } : await filled(engine, data, lacking);
  if ('error' in whole) return showFailure(whole, state);
  try {
    await workspace.fs.writeFile(uri, binary ? bytesOf(data) : new TextEncoder().encode(whole.value));
    await offer('information', l10n.t('{0} is saved.', name), [command(l10n.t('Open'), 'vscode.open', uri)]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await offer('error', l10n.t('{0} cannot be saved: {1}', uri.fsPath, why), []);
  }
}

/** With what the page does not have: as long as it takes, unless the user has had enough. */
function filled(engine: Engine, data: string, lacking: FromPage<'save'>['lacking']): Thenable<Answer<string>> {
  const title = l10n.t('Reading architectures');
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      let before = 0;
      return fillTable(
        data,
        lacking,
        (part) => engine.request('architectureTexts', part, token),
        (done, total) => {
          progress.report({
            message: l10n.t('{0} of {1}', grouped(done), grouped(total)),
            increment: (100 * (done - before)) / total,
          });
          before = done;
        },
      );
    },
  );
}
