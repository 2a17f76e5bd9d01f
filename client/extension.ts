/** The extension where there is Node: the language server is a process. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type ServerOptions } from 'vscode-languageclient/node';
import { activateClient, stop } from './activation.ts';
import { activateTasks } from './tasks/provider.ts';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const server = { module: context.asAbsolutePath('dist/server.cjs'), transport: TransportKind.ipc };
  const servers: ServerOptions = {
    run: server,
    debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  context.subscriptions.push(activateTasks(context));
  client = await activateClient(
    context,
    (options) => new LanguageClient('hypernas', 'HyperNAS language server', servers, options),
  );
}

export const deactivate = (): Promise<void> => stop(client);
