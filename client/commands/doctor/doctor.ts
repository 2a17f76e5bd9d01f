/** Doctor: asks the engine what the machine offers and shows everything in a document that can be read and sent along with a report of a fault. */
import {
  commands,
  env,
  EventEmitter,
  l10n,
  ProgressLocation,
  UIKind,
  Uri,
  version,
  window,
  workspace,
  type Disposable,
} from 'vscode';
import { ENGINE_STATUS, engineStatus } from '../../../engine/protocol/status.ts';
import type { Wire } from '../../engine/engine.ts';
import type { Parts } from '../../parts.ts';
import { report, type Facts } from './report.ts';

const SCHEME = 'hypernas-doctor';

/** What is read of the extension's manifest. */
interface Manifest {
  readonly version: string;
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, unknown>> } };
}

/** The command and the document that it fills. */
export function doctorCommand(parts: Parts): Disposable[] {
  const page = Uri.parse(`${SCHEME}:/HyperNAS Doctor.md`);
  let text = '';
  const changed = new EventEmitter<Uri>();
  const run = async (): Promise<void> => {
    const options = { location: ProgressLocation.Notification, title: l10n.t('Asking the engine'), cancellable: false };
    text = report(await window.withProgress(options, () => factsOf(parts)));
    changed.fire(page);
    await window.showTextDocument(await workspace.openTextDocument(page), { preview: false });
  };
  return [
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
    commands.registerCommand('hypernas.doctor', run),
  ];
}

async function factsOf({ wire, context, engine }: Parts): Promise<Facts> {
  const manifest = context.extension.packageJSON as Manifest;
  const answer = await engine.request('doctor', null);
  return {
    extension: manifest.version,
    editor: `${env.appName} ${version}${env.uiKind === UIKind.Web ? l10n.t(', in a browser') : ''}${env.remoteName === undefined ? '' : `, ${env.remoteName}`}`,
    workspace: { trusted: workspace.isTrusted, folders: workspace.workspaceFolders?.length ?? 0 },
    serverRuns: wire.isRunning(),
    status: await statusOf(wire),
    machine: 'error' in answer ? answer : answer.value,
    settings: settingsThatDiffer(Object.keys(manifest.contributes.configuration.properties)),
  };
}

async function statusOf(wire: Wire): Promise<Facts['status']> {
  if (!wire.isRunning()) return undefined;
  try {
    const read = engineStatus(await wire.sendRequest(ENGINE_STATUS, null), ENGINE_STATUS);
    return 'value' in read ? read.value : undefined;
  } catch {
    // What the engine's state is stays unknown, which the report says.
    return undefined;
  }
}

function settingsThatDiffer(names: readonly string[]): Facts['settings'] {
  const settings = workspace.getConfiguration();
  return names.flatMap((name): (readonly [string, string])[] => {
    const value: unknown = settings.get(name);
    const otherwise: unknown = settings.inspect(name)?.defaultValue;
    return JSON.stringify(value) === JSON.stringify(otherwise) ? [] : [[name, JSON.stringify(value)]];
  });
}
