/** The bundled server as a process over its standard streams or Node's messages, and as a browser's worker. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Channel, Message } from './language-client.ts';

const root = join(import.meta.dirname, '../../..');

export const SERVER = join(root, 'dist/server.cjs');
export const BROWSER_SERVER = join(root, 'dist/server.browser.js');

export interface ProcessChannel extends Channel {
  readonly process: ChildProcess;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
}

export interface StreamChannel extends ProcessChannel {
  write(bytes: string | Buffer): void;
}

export function framed(message: unknown): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A server over standard streams: this project's bundle, or another command. */
export function overStreams(command = process.execPath, args: readonly string[] = [SERVER, '--stdio']): StreamChannel {
  const child = spawn(command, args, { stdio: 'pipe' });
  let buffer = Buffer.alloc(0);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.on('error', (error) => (errors += String(error)));
  const write = (bytes: string | Buffer): void => void child.stdin.write(bytes);
  return {
    process: child,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    write,
    send: (message) => write(framed(message)),
    end: () => void child.kill(),
    noise: () => errors,
    listen: (receive) =>
      child.stdout.on('data', (chunk: Buffer) => {
        buffer = Buffer.concat([buffer, chunk]);
        for (;;) {
          const head = buffer.indexOf('\r\n\r\n');
          const header = buffer.subarray(0, Math.max(0, head)).toString();
          const length = Number(/Content-Length: (\d+)/i.exec(header)?.[1]);
          if (head < 0 || buffer.length < head + 4 + length) return;
          const body = buffer.subarray(head + 4, head + 4 + length).toString();
          buffer = buffer.subarray(head + 4 + length);
          receive(JSON.parse(body) as Message);
        }
      }),
  };
}

export function overMessages(): ProcessChannel {
  const child = fork(SERVER, ['--node-ipc'], { stdio: 'pipe' });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    process: child,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    send: (message) => void child.send(message as object),
    end: () => void child.kill(),
    noise: () => errors,
    listen: (receive) => child.on('message', (message) => receive(message as Message)),
  };
}

/** The browser's bundle in a thread that offers what a worker in a browser does, and nothing of Node. */
export function inWorker(): Channel {
  const worker = new Worker(join(import.meta.dirname, 'browser-worker.mjs'), { workerData: BROWSER_SERVER });
  let errors = '';
  worker.on('error', (error) => (errors += String(error)));
  return {
    send: (message) => worker.postMessage(message),
    end: () => void worker.terminate(),
    noise: () => errors,
    listen: (receive) => worker.on('message', (message) => receive(message as Message)),
  };
}
