/** Activation, wherever the extension runs: starts the language server and offers to restart it. */
import { commands, window, workspace, type ExtensionContext } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { activateEngine, engineOptions } from './engine/activate.ts';
import { languageOptions } from './language-options.ts';
import { documentSelector } from './selector.ts';

/** Starts the client that `make` makes, and returns it; what goes wrong is shown. */
export async function activateClient<C extends BaseLanguageClient>(
  context: ExtensionContext,
  make: (options: LanguageClientOptions) => C,
): Promise<C> {
  const output = window.createOutputChannel('HyperNAS Studio', { log: true });
  const initializationOptions = () => ({ ...engineOptions(), ...languageOptions(context) });
  const client = make({ documentSelector, outputChannel: output, initializationOptions });
  context.subscriptions.push(
    output,
    commands.registerCommand('hypernas.restartServer', () => restart(client)),
    commands.registerCommand('hypernas.showOutput', () => output.show()),
    ...activateEngine(client, output),
    // The engine may read what the files name from now on.
    workspace.onDidGrantWorkspaceTrust(() => restart(client)),
  );
  await start(client);
  return client;
}

/** A client whose server never started has nothing to stop, and says so by throwing. */
export async function stop(client: BaseLanguageClient | undefined): Promise<void> {
  if (client?.isRunning() === true) await client.stop();
}

async function start(client: BaseLanguageClient): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    const answer = await window.showErrorMessage(
      `The HyperNAS language server did not start: ${reason(error)}`,
      'Restart',
      'Show Output',
    );
    if (answer === 'Restart') await restart(client);
    if (answer === 'Show Output') await commands.executeCommand('hypernas.showOutput');
  }
}

async function restart(client: BaseLanguageClient): Promise<void> {
  try {
    await stop(client);
    await client.start();
    window.setStatusBarMessage('HyperNAS language server restarted', 3000);
  } catch (error) {
    void window.showErrorMessage(`The HyperNAS language server did not restart: ${reason(error)}`);
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
