/** The real engine: a process of its own over Node's IPC, which may die without harm to the server. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { engineOver } from '../../engine/protocol/peer.ts';
import type { OpenEngine } from './connection.ts';

/** The engine's module beside the server's: both bundled, or both as they are written. */
export function engineModule(server: string): string {
  const folder = dirname(server);
  return server.endsWith('.ts') ? join(folder, '../engine/serve/main.ts') : join(folder, 'engine.mjs');
}

/** Undefined where the module is missing. `log` hears of what the process writes and of messages that break the contract. */
export function engineProcess(module: string, log: (message: string) => void): OpenEngine | undefined {
  if (!existsSync(module)) return undefined;
  return () => {
    // What debuggers give to the server is not for the engine: two processes cannot share a port.
    const child = fork(module, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
    let last = '';
    const written = (chunk: Buffer): void => {
      last = chunk.toString().trim() || last;
      if (last !== '') log(`engine: ${last}`);
    };
    child.stdout?.on('data', written);
    child.stderr?.on('data', written);
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    // A connection that breaks is a process that ends: told below.
    connection.onError(([error]) => log(`engine: ${error.message}`));
    const ended = new Promise<string>((resolve) => {
      const gone = (why: string): void => {
        connection.dispose();
        resolve(why);
      };
      child.once('error', (error) => gone(`it cannot be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        gone(signal === null ? `it ended with code ${code}${firstLine(last)}` : `it was ended by ${signal}`),
      );
    });
    return { peer: engineOver(connection, log), ended, kill: () => void child.kill('SIGKILL') };
  };
}

const firstLine = (text: string): string => {
  const line = text.split('\n').find((each) => /error|cannot/i.test(each));
  return line === undefined ? '' : `: ${line.trim().slice(0, 200)}`;
};
