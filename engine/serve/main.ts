/**
 * The engine's process: JSON-RPC over the IPC channel of the process that started it, or over its standard streams with `--stdio`. Ends
 * when the other side does. In threads of itself it fits predictors and weighs decisions, in processes of itself it works on one run (`--run`) or trains one
 * hypernetwork (`--hypernetwork`).
 */
import { isMainThread, workerData } from 'node:worker_threads';
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
import { workAsTraining } from './hypernetworks/train.ts';
import { importanceInThread, isImportanceTask } from './runs/importance-thread.ts';
import { workAsRun } from './runs/work.ts';

function connect(): MessageConnection {
  if (process.argv.includes('--stdio'))
    return createMessageConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  return createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
}

if (!isMainThread) await (isImportanceTask(workerData) ? importanceInThread() : fitInThread());
else if (process.argv.includes('--run') && process.send !== undefined) {
  await workAsRun();
  process.exit();
} else if (process.argv.includes('--hypernetwork') && process.send !== undefined) {
  await workAsTraining();
  process.exit();
} else if (process.send === undefined && !process.argv.includes('--stdio')) {
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
