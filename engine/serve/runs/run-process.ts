/** A process of the engine's own program for one run, as the engine sees it: what it says, checked, and how it ended, in words. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packed, readFromRun, type FromRun, type RunTask } from './contract.ts';

export interface RunProcess {
  /** Asks it to leave the run interrupted and to end. */
  cancel(): void;
  kill(): void;
}

export interface RunListener {
  readonly said: (message: FromRun) => void;
  /** Once, and the last that is heard of it. `how` completes "its process ...". */
  readonly exited: (how: string) => void;
}

export type SpawnRun = (task: RunTask, listener: RunListener) => RunProcess;

/** Characters of what a process writes to its standard error that are kept: the end tells why it died. */
const TAIL = 4000;

/** `entry`: the module whose process works on a run where it is started with `--run`. `log` hears what breaks the contract. */
export function spawnRuns(entry: URL, log: (message: string) => void): SpawnRun {
  return (task, { said, exited }) => {
    const child = fork(fileURLToPath(entry), ['--run'], {
      // The engine may speak over its own standard output.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
    });
    let noise = '';
    let isOver = false;
    const over = (how: string): void => {
      if (isOver) return;
      isOver = true;
      if (noise !== '') log(`the process of a run wrote: ${noise}`);
      exited(how);
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (noise = (noise + text).slice(-TAIL)));
    child.on('message', (value) => {
      const read = readFromRun(value);
      if ('error' in read) log(`the process of a run sent ${read.error}`);
      else said(read.value);
    });
    child.on('error', (error) => over(`could not be started (${error.message})`));
    // Its streams have been read to the end by then.
    child.on('close', (code, signal) => over(exitWords(code, signal, noise)));
    const send = (message: Parameters<typeof packed>[0]): void => {
      // A process that has gone is told of by its end.
      if (child.connected) child.send(packed(message), () => undefined);
    };
    send({ name: 'begin', content: task });
    return { cancel: () => send({ name: 'cancel', content: null }), kill: () => void child.kill('SIGKILL') };
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
