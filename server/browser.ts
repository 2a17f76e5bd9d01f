/** The language server in a browser's worker: no disk, so imports are found among the open documents. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
  TextDocuments,
} from 'vscode-languageserver/browser';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { guard } from './protocol/gate.ts';
import { startServer } from './server.ts';

/** What is used of a worker's global scope; its type belongs to the browser's library, which would hide uses of the browser elsewhere. */
type WorkerScope = ConstructorParameters<typeof BrowserMessageReader>[0];

const scope = globalThis as unknown as WorkerScope;
const writer = new BrowserMessageWriter(scope);
const documents = new TextDocuments(TextDocument);
const gate = guard(new BrowserMessageReader(scope), writer, (uri) => documents.get(uri)?.lineCount);

startServer(createConnection(ProposedFeatures.all, gate.reader, writer, gate.options), documents, {
  read: () => ({ error: 'files can be imported only while they are open' }),
  list: () => [],
  pause: () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(undefined);
    }),
});
