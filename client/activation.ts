/** Activation, wherever the extension runs: starts the language server and offers to restart it. */
import { commands, l10n, window, workspace, type ExtensionContext } from 'vscode';
import { State, type BaseLanguageClient, type LanguageClientOptions } from 'vscode-languageclient';
import { activateCommands } from './commands/activate.ts';
import { activateEngine, engineOptions } from './engine/activate.ts';
import { engineThrough, type Wire } from './engine/engine.ts';
import { programsThrough } from './engine/programs.ts';
import { engineState } from './engine/state.ts';
import { activateHypernetworks } from './hypernetwork/activate.ts';
import { languageOptions } from './language-options.ts';
import type { Parts } from './parts.ts';
import { activateRuns } from './runs/activate.ts';
import { documentSelector } from './selector.ts';
import { activateTools } from './tools/activate.ts';

/** Starts the client that `make` makes, and returns it; what goes wrong is shown. */
export async function activateClient<C extends BaseLanguageClient>(
  context: ExtensionContext,
  make: (options: LanguageClientOptions) => C,
): Promise<C> {
  const output = window.createOutputChannel('HyperNAS Studio', { log: true });
  const initializationOptions = () => ({ ...engineOptions(), ...languageOptions(context) });
  const client = make({ documentSelector, outputChannel: output, initializationOptions });
  const state = engineState();
  const parts: Parts = { context, output, state, ...askersOver(client, (problem) => output.error(problem)) };
  context.subscriptions.push(
    output,
    state,
    commands.registerCommand('hypernas.restartServer', () => restart(client)),
    commands.registerCommand('hypernas.showOutput', () => output.show()),
    ...activateEngine(client, parts),
    ...activateRuns(parts),
    ...activateHypernetworks(parts),
    ...activateCommands(parts),
    ...activateTools(parts),
    // The engine may read what the files name from now on.
    workspace.onDidGrantWorkspaceTrust(() => restart(client)),
  );
  await start(client);
  return client;
}

/** Those that features ask. */
function askersOver(
  client: BaseLanguageClient,
  report: (problem: string) => void,
): Pick<Parts, 'wire' | 'engine' | 'programs'> {
  const wire: Wire = {
    isRunning: () => client.isRunning(),
    isComing: () => client.state === State.Starting,
    // A token that is undefined would be sent as a second parameter.
    sendRequest: (method, params, token) =>
      token === undefined
        ? client.sendRequest<unknown>(method, params)
        : client.sendRequest<unknown>(method, params, token),
    sendNotification: (method, params) => client.sendNotification(method, params),
    onNotification: (method, handler) => client.onNotification(method, handler),
    onDidChangeState: (handler) => client.onDidChangeState(handler),
  };
  const notRunning = (): string => l10n.t('The HyperNAS language server is not running.');
  return { wire, engine: engineThrough(wire, notRunning, report), programs: programsThrough(wire, notRunning, report) };
}

/** A client whose server never started has nothing to stop, and says so by throwing. */
export async function stop(client: BaseLanguageClient | undefined): Promise<void> {
  if (client?.isRunning() === true) await client.stop();
}

async function start(client: BaseLanguageClient): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    const again = l10n.t('Restart');
    const logs = l10n.t('Show Logs');
    const answer = await window.showErrorMessage(
      l10n.t('The HyperNAS language server did not start: {0}', reason(error)),
      again,
      logs,
    );
    if (answer === again) await restart(client);
    if (answer === logs) await commands.executeCommand('hypernas.showOutput');
  }
}

async function restart(client: BaseLanguageClient): Promise<void> {
  try {
    await stop(client);
    await client.start();
    window.setStatusBarMessage(l10n.t('HyperNAS language server restarted'), 3000);
  } catch (error) {
    void window.showErrorMessage(l10n.t('The HyperNAS language server did not restart: {0}', reason(error)));
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
