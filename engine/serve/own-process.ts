/** A process of the engine's own program, as the engine sees it: what it says, checked, and how it ended, in words. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Read } from '../protocol/read.ts';

export interface OwnProcess {
  /** A message to a process that has gone is dropped: its end tells. */
  send(message: object): void;
  kill(): void;
}

export interface ProcessListener<Said> {
  readonly said: (message: Said) => void;
  /** Once, and the last that is heard of it. `how` completes "its process ...". */
  readonly exited: (how: string) => void;
}

export interface ProcessKind<Said> {
  /** The module that it begins with, and the argument that tells it what to do. */
  readonly entry: URL;
  readonly argument: string;
  /** For the log: "the process of a run". */
  readonly title: string;
  readonly read: (value: unknown) => Read<Said>;
  /** Hears what breaks the contract. */
  readonly log: (message: string) => void;
}

/** Characters of what a process writes to its standard error that are kept: the end tells why it died. */
const TAIL = 4000;

export function spawnOwn<Said>(kind: ProcessKind<Said>, { said, exited }: ProcessListener<Said>): OwnProcess {
  const { entry, argument, title, read, log } = kind;
  const child = fork(fileURLToPath(entry), [argument], {
    // The engine may speak over its own standard output.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: process.execArgv.filter((each) => !each.startsWith('--inspect')),
  });
  let noise = '';
  let isOver = false;
  const over = (how: string): void => {
    if (isOver) return;
    isOver = true;
    if (noise !== '') log(`${title} wrote: ${noise}`);
    exited(how);
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (noise = (noise + text).slice(-TAIL)));
  child.on('message', (value) => {
    const message = read(value);
    if ('error' in message) log(`${title} sent ${message.error}`);
    else said(message.value);
  });
  child.on('error', (error) => over(`could not be started (${error.message})`));
  // Its streams have been read to the end by then.
  child.on('close', (code, signal) => over(exitWords(code, signal, noise)));
  return {
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Completes "its process ...". */
export function exitWords(code: number | null, signal: string | null, noise: string): string {
  if (/heap out of memory|heap limit/i.test(noise)) return 'ran out of memory (the heap of JavaScript was full)';
  if (/bad_alloc|cannot allocate memory|failed to allocate/i.test(noise)) return 'ran out of memory';
  if (signal === 'SIGKILL') return 'was killed (SIGKILL), as the system does when memory runs out';
  if (signal !== null) return `was ended by ${signal}`;
  const last = noise.trim().split('\n').findLast((line) => /error/i.test(line)); // prettier-ignore
  return `ended with code ${code ?? 'unknown'}${last === undefined ? '' : ` (${last.trim().slice(0, 200)})`}`;
}
