/** What can be done about language server and engine, in one list: behind the language status of an open file, and in the palette. */
import { l10n, window, workspace, type QuickPickItem } from 'vscode';
import type { EngineStatus } from '../../engine/protocol/status.ts';
import { command, type Action } from './failure.ts';
import { detail, headline } from './status-item.ts';

export type MenuItem = QuickPickItem & Action;

export interface MenuFacts {
  readonly serverRuns: boolean;
  /** Undefined until the language server has told it. */
  readonly status: EngineStatus | undefined;
  readonly trusted: boolean;
  /** The setting `hypernas.engine.device`. */
  readonly device: string;
  /** As the marketplace knows it. */
  readonly extension: string;
}

/** What does not apply is left out: where there is no engine, none is restarted. */
export function menuItems({ serverRuns, status, trusted, device, extension }: MenuFacts): readonly MenuItem[] {
  const item = (icon: string, label: string, description: string, name: string, ...args: unknown[]): MenuItem => ({
    ...{ label: `$(${icon}) ${label}`, description },
    ...command(label, name, ...args),
  });
  const hasEngine = serverRuns && trusted && status !== undefined && status.state !== 'absent';
  const state = status === undefined ? '' : `${headline(status)} · ${detail(status)}`;
  return [
    ...(trusted
      ? []
      : [
          item(
            'workspace-untrusted',
            l10n.t('Manage Workspace Trust'),
            l10n.t('the engine runs in trusted workspaces only'),
            'workbench.trust.manage',
          ),
        ]),
    ...(serverRuns ? [item('info', l10n.t('Show Engine Status'), state, 'hypernas.showEngineStatus')] : []),
    ...(hasEngine
      ? [
          item('debug-restart', l10n.t('Restart Engine'), '', 'hypernas.restartEngine'),
          item('chip', l10n.t('Choose Device'), device, 'hypernas.chooseDevice'),
        ]
      : []),
    item(
      'refresh',
      l10n.t('Restart Language Server'),
      serverRuns ? '' : l10n.t('it is not running'),
      'hypernas.restartServer',
    ),
    item('pulse', l10n.t('Doctor'), l10n.t('what this machine offers, and what is missing'), 'hypernas.doctor'),
    item('output', l10n.t('Show Logs'), '', 'hypernas.showOutput'),
    item('settings-gear', l10n.t('Settings'), '', 'workbench.action.openSettings', `@ext:${extension}`),
    item('book', l10n.t('Open Documentation'), '', 'hypernas.openDocs'),
    item('megaphone', l10n.t("What's New"), '', 'extension.open', extension, 'changelog'),
  ];
}

export async function showStatusMenu(facts: Omit<MenuFacts, 'trusted' | 'device'>): Promise<void> {
  const device = workspace.getConfiguration('hypernas').get('engine.device', 'auto');
  const items = menuItems({ ...facts, device, trusted: workspace.isTrusted !== false });
  const chosen = await window.showQuickPick([...items], {
    title: 'HyperNAS Studio',
    placeHolder: l10n.t('What to do'),
    matchOnDescription: true,
  });
  await chosen?.run();
}
