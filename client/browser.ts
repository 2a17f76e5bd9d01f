/** The extension in a browser: the language server is a worker, and there is no engine. */
import { commands, Uri, type ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activateClient, stop } from './activation.ts';

/** What is used of the browser. */
declare const Worker: new (url: string) => { terminate(): void };

let client: LanguageClient | undefined;
let worker: InstanceType<typeof Worker> | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  // Menus and welcome texts go by it; the server tells states of an engine only where there may be one.
  void commands.executeCommand('setContext', 'hypernas.engine', 'absent');
  const url = Uri.joinPath(context.extensionUri, 'dist', 'server.browser.js').toString(true);
  const servers = () => {
    // A worker does not end by itself when its client stops.
    worker?.terminate();
    worker = new Worker(url);
    return Promise.resolve(worker);
  };
  client = await activateClient(
    context,
    // The editor adds "server" to the name where it speaks of it.
    (options) => new LanguageClient('hypernas', 'HyperNAS language', servers as never, options),
  );
}

export async function deactivate(): Promise<void> {
  await stop(client);
  worker?.terminate();
}
