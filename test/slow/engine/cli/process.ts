/** The command line as a process of its own, for what only a process can show: signals, pipes, sudden death. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../../engine/store/store.ts';
import type { EvaluationRecord } from '../../../../engine/store/records.ts';

const entry = join(import.meta.dirname, '../../../../bin/hnas.mjs');

/** Not as a script of npm's, whose hints name that script. */
const { npm_lifecycle_event: _script, ...outsideNpm } = process.env;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Standard error so far. */
  err(): string;
}

export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-process-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export function start(cwd: string, ...args: string[]): Running {
  return startWith({}, cwd, ...args);
}

/** `more`: further variables of its environment. */
export function startWith(more: NodeJS.ProcessEnv, cwd: string, ...args: string[]): Running {
  const env = { ...outsideNpm, ...more };
  const child = spawn(process.execPath, [entry, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out: out.join(''), err: err.join('') }));
  });
  return { child, ended, err: () => err.join('') };
}

export function hnas(cwd: string, ...args: string[]): Promise<Ended> {
  return start(cwd, ...args).ended;
}

/** Everything of a run's evaluations that must not depend on clocks. */
export function results(store: string, run: string): Omit<EvaluationRecord, 'seconds' | 'finished'>[] {
  const opened = openStore(store, { readOnly: true });
  try {
    return opened.evaluations(run).map(({ seconds: _, finished: __, metrics, ...rest }) => {
      const { images_per_second: ___, ...stable } = metrics;
      return { ...rest, metrics: stable };
    });
  } finally {
    opened.close();
  }
}

export function runIds(store: string): string[] {
  const opened = openStore(store, { readOnly: true });
  try {
    return opened.runs().map((run) => run.id);
  } finally {
    opened.close();
  }
}
