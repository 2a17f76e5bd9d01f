/** Choosing the device that the engine computes on: what the setting can be, and of each whether this machine has it, as Doctor tells. */
import { ConfigurationTarget, l10n, window, workspace, type QuickPickItem } from 'vscode';
import type { ResultOf } from '../../engine/protocol/messages.ts';
import type { Parts } from '../parts.ts';

const SETTING = 'engine.device';

type Backend = ResultOf<'doctor'>['backends'][number];

export interface DeviceItem extends QuickPickItem {
  readonly device: string;
}

/** What is read of the manifest, which has the texts in the user's language. */
interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Choices | undefined>> };
  };
}
export interface Choices {
  readonly enum: readonly string[];
  readonly enumDescriptions: readonly string[];
}

/** `backends`: undefined where the engine did not answer. */
export function deviceItems(
  choices: Choices,
  current: string,
  backends: readonly Backend[] | undefined,
): readonly DeviceItem[] {
  return choices.enum.map((device, i) => {
    const backend = backends?.find((each) => each.device === device);
    const description = choices.enumDescriptions[i] ?? '';
    return {
      device,
      label: `${device === current ? '$(check) ' : ''}${device}`,
      description: device === current ? l10n.t('{0} (chosen now)', description) : description,
      ...(backend === undefined ? {} : { detail: stateOf(backend) }),
    };
  });
}

/** A line is short: of one that is missing what it takes, the rest is told by Doctor. */
function stateOf({ available, detail, takes }: Backend): string {
  if (available) return `$(pass) ${detail}`;
  return `$(circle-slash) ${takes === undefined ? detail : l10n.t('It takes: {0}', takes)}`;
}

/** A change restarts the engine, which the language server sees to. */
export async function chooseDevice({ context, engine }: Parts): Promise<void> {
  const { contributes } = context.extension.packageJSON as Manifest;
  const choices = contributes.configuration.properties[`hypernas.${SETTING}`];
  if (choices === undefined) return;
  const settings = workspace.getConfiguration('hypernas');
  const items = async (): Promise<DeviceItem[]> => {
    const answer = await engine.request('doctor', null);
    return [
      ...deviceItems(choices, settings.get(SETTING, 'auto'), 'value' in answer ? answer.value.backends : undefined),
    ];
  };
  const chosen = await window.showQuickPick(items(), {
    title: l10n.t('Where the engine computes'),
    placeHolder: l10n.t('What is chosen here comes before what a file says'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  // A workspace that has a device of its own would hide the user's.
  const isOfWorkspace = settings.inspect(SETTING)?.workspaceValue !== undefined;
  const target = isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  try {
    await settings.update(SETTING, chosen.device === 'auto' ? undefined : chosen.device, target);
  } catch (error) {
    // The file of the settings may have unsaved edits, or must not be written.
    const why = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('The device cannot be kept: {0}', why));
  }
}
