/** The engine's part of the extension: its status item and its commands. The language server owns the engine; here it is only shown. */
import { commands, l10n, window, workspace, type Disposable } from 'vscode';
import { State, type BaseLanguageClient } from 'vscode-languageclient';
import {
  ENGINE_STATUS,
  ENGINE_STATUS_CHANGED,
  engineStatus,
  RESTART_ENGINE,
  type EngineStatus,
} from '../../engine/protocol/status.ts';
import type { Parts } from '../parts.ts';
import { chooseDevice } from './choose-device.ts';
import { engineStatusItem, headline, report } from './status-item.ts';
import { showStatusMenu } from './status-menu.ts';

/** What the server is told of the engine when it starts: it runs what the files name, which takes trust. */
export const engineOptions = (): Readonly<Record<string, unknown>> => ({
  engineStatus: true,
  engine: workspace.isTrusted !== false,
  why: l10n.t('the workspace is not trusted, so its tables and runs are not read'),
});

/** Call before the client starts. */
export function activateEngine(client: BaseLanguageClient, parts: Parts): Disposable[] {
  const { context, output, state } = parts;
  const item = engineStatusItem();
  const take = (value: unknown): EngineStatus | undefined => {
    const read = engineStatus(value, 'the status of the engine');
    if ('value' in read) {
      item.show(read.value);
      state.take(read.value);
      return read.value;
    }
    output.error(`the language server sent ${read.error}`);
    return undefined;
  };
  const ask = async (method: string): Promise<EngineStatus | undefined> => {
    if (!client.isRunning()) {
      void window.showWarningMessage(l10n.t('The HyperNAS language server is not running; restart it first.'));
      return undefined;
    }
    try {
      return take(await client.sendRequest<unknown>(method));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(l10n.t('The engine cannot be asked: {0}', why));
      return undefined;
    }
  };
  client.onNotification(ENGINE_STATUS_CHANGED, (value: unknown) => void take(value));
  const extension = context.extension.id;
  return [
    item,
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return item.withoutServer(newState === State.Starting);
      // It tells of changes only; one that cannot be asked is heard of by its state.
      client.sendRequest<unknown>(ENGINE_STATUS).then(take, () => undefined);
    }),
    commands.registerCommand('hypernas.statusMenu', () =>
      showStatusMenu({ serverRuns: client.isRunning(), status: state.status, extension }),
    ),
    commands.registerCommand('hypernas.chooseDevice', () => chooseDevice(parts)),
    commands.registerCommand('hypernas.restartEngine', async () => {
      const status = await ask(RESTART_ENGINE);
      if (status !== undefined) window.setStatusBarMessage(`HyperNAS ${headline(status)}`, 3000);
    }),
    commands.registerCommand('hypernas.showEngineStatus', async () => {
      const status = await ask(ENGINE_STATUS);
      if (status === undefined) return;
      for (const line of report(status)) output.appendLine(line);
      output.show();
    }),
  ];
}
