// Stands for a browser's worker: runs the script in a global scope of its own with the names of the web only, so that a use of Node fails.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

const { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask } = globalThis;
const { performance, MessageChannel, TextEncoder, TextDecoder, URL, console } = globalThis;
const scope = createContext({
  ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask },
  ...{ performance, MessageChannel, TextEncoder, TextDecoder, URL, console },
  postMessage: (message) => parentPort.postMessage(message),
  addEventListener: () => {},
});
scope.self = scope;
runInContext(readFileSync(workerData, 'utf8'), scope, { filename: workerData });
parentPort.on('message', (data) => scope.onmessage({ data }));
