/** Runs one program to its end, whatever end that is: its lines are handed on, what it says of its errors is kept, and it never outlives its time. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { LONGEST_TIMER } from '../longest-timer.ts';
import { groupOf } from './process-group.ts';

export interface ProgramRun {
  /** An absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that stands on its standard input. */
  readonly input: string;
  /** Seconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Hears every line of its standard output; a sentence that it gives ends the program. */
  readonly onLine: (line: string) => string | undefined;
}

type Cause =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timeout' }
  /** `onLine` ended it. */
  | { readonly kind: 'stopped'; readonly why: string }
  | { readonly kind: 'too-large'; readonly what: string }
  | { readonly kind: 'not-started'; readonly why: string };

/** How it ended. `errors`: the end of what it wrote to its standard error. */
export type ProgramEnd = Cause & { readonly errors: string };

/** Bytes of a line and of the whole standard output: metrics are short, and what a program says besides is not kept. */
const LONGEST_LINE = 1e6;
const MOST_OUTPUT = 64e6;
/** Characters of the standard error that are kept. */
const TAIL = 4000;
/** Milliseconds in which the last lines arrive after the program has ended; its children may hold its output open for ever. */
const LAST_LINES = 500;

/** Rejects with the signal's reason when it is aborted, after the program has ended. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  run.signal?.throwIfAborted();
  let input: number;
  try {
    input = openSync(run.input, 'r');
  } catch {
    return {
      kind: 'not-started',
      why: `could not be started: ${run.input} is gone, which is to stand on its standard input`,
      errors: '',
    };
  }
  try {
    const end = await started(run, input);
    run.signal?.throwIfAborted();
    return end;
  } finally {
    closeSync(input);
  }
}

function begin(
  { program, args, folder, env }: ProgramRun,
  input: number,
): ChildProcessByStdio<null, Readable, Readable> {
  // A process group of its own, where there are such.
  const detached = process.platform !== 'win32';
  return spawn(program, args, { cwd: folder, env, stdio: [input, 'pipe', 'pipe'], detached }) as ChildProcessByStdio<
    null,
    Readable,
    Readable
  >;
}

function started(run: ProgramRun, input: number): Promise<ProgramEnd> {
  const { timeout, signal, onLine } = run;
  return new Promise((resolve) => {
    let child: ReturnType<typeof begin>;
    try {
      child = begin(run, input);
    } catch (error) {
      // Some faults are thrown, others come as events.
      resolve({ kind: 'not-started', why: startWords(error as NodeJS.ErrnoException, run), errors: '' });
      return;
    }
    const group = groupOf(child);
    let errors = '';
    let cause: Cause | undefined;
    let isOver = false;
    let late: NodeJS.Timeout | undefined;
    const stop = (because: Cause): void => {
      if (cause !== undefined || isOver) return;
      cause = because;
      group.end();
    };
    const onAbort = (): void => stop({ kind: 'stopped', why: 'was cancelled' });
    // Timers go by a clock that never jumps.
    const timer = setTimeout(() => stop({ kind: 'timeout' }), Math.min(timeout * 1000, LONGEST_TIMER));
    const lines = lineReader(
      (line) => {
        if (cause !== undefined) return;
        const why = onLine(line);
        if (why !== undefined) stop({ kind: 'stopped', why });
      },
      (what) => stop({ kind: 'too-large', what }),
    );
    const over = (end: Cause): void => {
      if (isOver) return;
      lines.end();
      isOver = true;
      clearTimeout(timer);
      clearTimeout(late);
      signal?.removeEventListener('abort', onAbort);
      group.clear();
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ errors, ...(cause ?? end) });
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout.setEncoding('utf8').on('data', lines.add);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-TAIL)));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) over({ kind: 'not-started', why: startWords(error, run) });
    });
    const endOf = (code: number | null, by: NodeJS.Signals | null): Cause =>
      by === null ? { kind: 'exit', code: code ?? 0 } : { kind: 'killed', by };
    child.on('exit', (code, by) => (late = setTimeout(() => over(endOf(code, by)), LAST_LINES)));
    child.on('close', (code, by) => over(endOf(code, by)));
  });
}

/** Splits text into lines; `excess` hears once of a line, or of all, that is too long. */
function lineReader(
  line: (text: string) => void,
  excess: (what: string) => void,
): { readonly add: (text: string) => void; readonly end: () => void } {
  let rest = '';
  let total = 0;
  let isFull = false;
  return {
    add: (text) => {
      if (isFull) return;
      total += text.length;
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      const isLong = rest.length > LONGEST_LINE || parts.some((part) => part.length > LONGEST_LINE);
      isFull = isLong || total > MOST_OUTPUT;
      if (isFull) {
        rest = '';
        excess(isLong ? 'a line of more than 1 MB' : 'more than 64 MB');
      } else for (const part of parts) line(part);
    },
    end: () => {
      if (rest !== '' && !isFull) line(rest);
      rest = '';
    },
  };
}

/** Completes "it ...". */
function startWords({ code, message }: NodeJS.ErrnoException, { program, folder }: ProgramRun): string {
  if (code === 'ENOENT') return `could not be started: ${program} or the folder ${folder} is gone`;
  if (code === 'EACCES') return `could not be started: ${program} may not be executed`;
  if (code === 'E2BIG') return 'could not be started: its arguments and environment are too long';
  if (code === 'EAGAIN' || code === 'ENOMEM') return 'could not be started: the system has no memory or processes left';
  if (code === 'ENOEXEC')
    return `could not be started: ${program} has no line such as "#!/bin/sh" that says what runs it`;
  return `could not be started: ${message}`;
}
