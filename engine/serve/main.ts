/**
 * The engine's process: JSON-RPC over the IPC channel of the process that started it, or over its standard streams with `--stdio`. Ends
 * when the other side does. In a thread of itself it fits one predictor.
 */
import { isMainThread } from 'node:worker_threads';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { serveEngine } from './engine.ts';
import { fitInThread } from './fit-thread.ts';

function connect(): MessageConnection {
  if (process.argv.includes('--stdio'))
    return createMessageConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  return createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
}

if (!isMainThread) await fitInThread();
else if (process.send === undefined && !process.argv.includes('--stdio')) {
  console.error(
    'The engine is started by the language server; by hand it speaks over its standard streams with --stdio.',
  );
  process.exitCode = 2;
} else {
  const exit = (): void => process.exit(0);
  const connection = connect();
  // Nobody asks any more.
  process.on('disconnect', exit);
  connection.onClose(exit);
  serveEngine(connection, new URL(import.meta.url), exit);
}
