/** Which hypernetwork a command is about: the one that its lens names, the one at the cursor, or one that is picked; and whose data it learns on. */
import { l10n, window } from 'vscode';
import type { HypernetworkSource } from '../../engine/protocol/hypernetworks.ts';
import { offer } from '../engine/failure.ts';
import type { Parts } from '../parts.ts';
import { activeSpec, fileOf, programOf } from '../runs/source.ts';
import { baseName } from '../runs/words.ts';

export interface ChosenHypernetwork {
  /** Of its file. */
  readonly uri: string;
  readonly name: string;
  readonly source: HypernetworkSource;
}

export const keyOf = ({ uri, name }: Pick<ChosenHypernetwork, 'uri' | 'name'>): string => `${uri}#${name}`;

export async function chooseHypernetwork(
  parts: Parts,
  given: unknown,
  name: unknown,
): Promise<ChosenHypernetwork | undefined> {
  const editor = activeSpec();
  const uri = fileOf(given) ?? editor?.document.uri;
  if (uri === undefined) return undefined;
  const view = await programOf(parts, uri, editor?.document.uri.toString() === uri.toString() ? editor : undefined);
  if (view === undefined) return undefined;
  const own = view.hypernetworks.filter((each) => each.uri === view.entry);
  const here = view.at?.kind === 'hypernetwork' ? view.at.name : undefined;
  const wanted = typeof name === 'string' ? name : (here ?? (await pickName(uri.path, own)));
  const hypernetwork = own.find((each) => each.name === wanted);
  if (hypernetwork === undefined) {
    if (wanted !== undefined)
      await offer('error', l10n.t('There is no hypernetwork {0} in {1}.', wanted, baseName(uri.path)), []);
    return undefined;
  }
  const { experiments } = hypernetwork;
  const experiment =
    experiments.length < 2
      ? undefined
      : await pick(experiments, l10n.t('Experiment whose space and data set {0} learns on', hypernetwork.name));
  if (experiments.length > 1 && experiment === undefined) return undefined;
  const { entry, files } = view;
  return {
    uri: entry,
    name: hypernetwork.name,
    source: { entry, files, hypernetwork: hypernetwork.name, experiment },
  };
}

async function pickName(path: string, own: readonly { readonly name: string }[]): Promise<string | undefined> {
  const [only, ...others] = own.map(({ name }) => name);
  if (only === undefined) {
    await offer('information', l10n.t('{0} has no hypernetwork.', baseName(path)), []);
    return undefined;
  }
  if (others.length === 0) return only;
  return pick([only, ...others], l10n.t('Hypernetwork of {0}', baseName(path)));
}

const pick = async (names: readonly string[], placeHolder: string): Promise<string | undefined> =>
  (
    await window.showQuickPick(
      names.map((label) => ({ label })),
      { placeHolder },
    )
  )?.label;
