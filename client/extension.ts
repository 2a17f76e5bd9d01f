/** The extension where there is Node: the language server is a process. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node';
import { activateClient, stop } from './activation.ts';
import { backendsVariable } from './engine/environment.ts';
import { activateTasks } from './tasks/provider.ts';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const server = { module: context.asAbsolutePath('dist/server.cjs'), transport: TransportKind.ipc };
  // The environment is read anew whenever the server is started.
  const options = (...execArgv: string[]) => ({
    execArgv,
    get env() {
      return backendsVariable();
    },
  });
  const servers: ServerOptions = {
    run: { ...server, options: options() },
    debug: { ...server, options: options('--nolazy', '--inspect=6009') },
  };
  context.subscriptions.push(activateTasks(context));
  client = await activateClient(
    context,
    // The editor adds "server" to the name where it speaks of it.
    (clientOptions) => new LanguageClient('hypernas', 'HyperNAS language', servers, clientOptions),
  );
}

export const deactivate = (): Promise<void> => stop(client);
