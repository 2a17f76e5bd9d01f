/** Activation of the extension: starts the language server and offers to restart it. */
import { commands, window, workspace, type ExtensionContext } from 'vscode';
import {
  LanguageClient,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { activateEngine, engineOptions } from './engine/activate.ts';
import { languageOptions } from './language-options.ts';
import { documentSelector } from './selector.ts';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('HyperNAS Studio', { log: true });
  const initializationOptions = () => ({ ...engineOptions(), ...languageOptions(context) });
  client = createClient(context, { documentSelector, outputChannel: output, initializationOptions });
  context.subscriptions.push(
    output,
    commands.registerCommand('hypernas.restartServer', () => restart()),
    commands.registerCommand('hypernas.showOutput', () => output.show()),
    ...activateEngine(client, output),
    // The engine may read what the files name from now on.
    workspace.onDidGrantWorkspaceTrust(() => restart()),
  );
  await start(client);
}

export async function deactivate(): Promise<void> {
  // A client whose server never started has nothing to stop, and says so by throwing.
  if (client?.isRunning() === true) await client.stop();
}

function createClient(context: ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const server = { module: context.asAbsolutePath('dist/server.cjs'), transport: TransportKind.ipc };
  const servers: ServerOptions = {
    run: server,
    debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  return new LanguageClient('hypernas', 'HyperNAS language server', servers, options);
}

async function start(starting: LanguageClient): Promise<void> {
  try {
    await starting.start();
  } catch (error) {
    const answer = await window.showErrorMessage(
      `The HyperNAS language server did not start: ${reason(error)}`,
      'Restart',
      'Show Output',
    );
    if (answer === 'Restart') await restart();
    if (answer === 'Show Output') await commands.executeCommand('hypernas.showOutput');
  }
}

async function restart(): Promise<void> {
  if (client === undefined) return;
  try {
    await client.restart();
    window.setStatusBarMessage('HyperNAS language server restarted', 3000);
  } catch (error) {
    void window.showErrorMessage(`The HyperNAS language server did not restart: ${reason(error)}`);
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
