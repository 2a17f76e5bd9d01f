/** The real engine: a process of its own over Node's IPC, which may die without harm to the server. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { engineOver } from '../../engine/protocol/peer.ts';
import type { EngineProcess, EngineSurroundings, OpenEngine } from './connection.ts';
import { deathOf } from './death.ts';
import { whyNotNode } from './node-path.ts';

/** The engine's module beside the server's: both bundled, or both as they are written. */
export function engineModule(server: string): string {
  const folder = dirname(server);
  return server.endsWith('.ts') ? join(folder, '../engine/serve/main.ts') : join(folder, 'engine.mjs');
}

/**
 * Undefined where the module is missing. `log` hears of what the process writes and of messages that break the contract; `surroundings` is asked
 * at each start.
 */
export function engineProcess(
  module: string,
  log: (message: string) => void,
  surroundings: () => EngineSurroundings,
): OpenEngine | undefined {
  if (!existsSync(module)) return undefined;
  return () => {
    const { nodePath: node, device } = surroundings();
    const env = device === undefined ? process.env : { ...process.env, [DEVICE]: device };
    if (node === undefined) return started(module, process.execPath, env, log);
    return whyNotNode(node).then((why) => (why === undefined ? started(module, node, env, log) : { unusable: why }));
  };
}

/** What the engine knows its device by: docs/compute.md. */
const DEVICE = 'HNAS_DEVICE';

/** Characters of what it wrote last that are kept, to tell what it died of. */
const LAST_WORDS = 4000;
/** Milliseconds in which they arrive. */
const LAST_WORDS_TIME = 200;

function started(
  module: string,
  execPath: string,
  env: NodeJS.ProcessEnv,
  log: (message: string) => void,
): EngineProcess {
  // What debuggers give to the server is not for the engine: two processes cannot share a port.
  const child = fork(module, [], { execPath, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  let words = '';
  const written = (chunk: Buffer): void => {
    const text = chunk.toString().trim();
    if (text === '') return;
    words = `${words}\n${text}`.slice(-LAST_WORDS);
    log(`engine: ${text}`);
  };
  child.stdout?.on('data', written);
  child.stderr?.on('data', written);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  // A connection that breaks is a process that ends: told below.
  connection.onError(([error]) => log(`engine: ${error.message}`));
  const ended = new Promise<string>((resolve) => {
    let isGone = false;
    const gone = (why: string): void => {
      if (isGone) return;
      isGone = true;
      connection.dispose();
      resolve(why);
    };
    child.once('error', (error) => gone(`it cannot be started: ${error.message}`));
    // `close` comes after the last of what it wrote; it waits for processes of the engine's that write to the same pipes, so not for ever.
    child.once('close', (code, signal) => gone(deathOf(code, signal, words)));
    child.once('exit', (code, signal) => setTimeout(() => gone(deathOf(code, signal, words)), LAST_WORDS_TIME));
  });
  return { peer: engineOver(connection, log), ended, kill: () => void child.kill('SIGKILL') };
}
