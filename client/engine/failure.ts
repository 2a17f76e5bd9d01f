/** A failure as people see it: its sentence, and the actions that may mend it. */
import { commands, l10n, window, workspace } from 'vscode';
import type { Failure } from './engine.ts';
import type { EngineState } from './state.ts';

export interface Action {
  readonly title: string;
  run(): unknown;
}

/** What the asker cancelled is not told. `actions` come before those that follow from the failure itself. */
export async function showFailure(
  failure: Failure,
  state: EngineState,
  actions: readonly Action[] = [],
): Promise<void> {
  if (failure.kind === 'cancelled') return;
  await offer('error', failure.error, [...actions, ...remedies(failure, state)]);
}

/** What may help, by what is wrong. */
export function remedies({ kind }: Failure, { status }: EngineState): readonly Action[] {
  if (kind === 'absent')
    return [
      command(l10n.t('Restart Language Server'), 'hypernas.restartServer'),
      command(l10n.t('Show Logs'), 'hypernas.showOutput'),
    ];
  if (workspace.isTrusted === false) return [command(l10n.t('Manage Workspace Trust'), 'workbench.trust.manage')];
  if (status?.state === 'stopped' || status?.state === 'waiting')
    return [
      command(l10n.t('Restart Engine'), 'hypernas.restartEngine'),
      command(l10n.t('Show Logs'), 'hypernas.showOutput'),
    ];
  return kind === 'broken' ? [command(l10n.t('Show Logs'), 'hypernas.showOutput')] : [];
}

export const command = (title: string, name: string, ...args: unknown[]): Action => ({
  title,
  run: () => commands.executeCommand(name, ...args),
});

const shows = {
  error: (text: string, titles: readonly string[]) => window.showErrorMessage(text, ...titles),
  warning: (text: string, titles: readonly string[]) => window.showWarningMessage(text, ...titles),
  information: (text: string, titles: readonly string[]) => window.showInformationMessage(text, ...titles),
};

/** A notification with buttons; answers when it is closed and what was chosen is done. */
export async function offer(level: keyof typeof shows, text: string, actions: readonly Action[]): Promise<void> {
  const chosen = await shows[level](
    text,
    actions.map(({ title }) => title),
  );
  await actions.find(({ title }) => title === chosen)?.run();
}
