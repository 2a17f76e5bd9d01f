/** Programs for tests of the evaluator `command`: scripts of Node's in a folder of their own, and evaluators that run them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  openCommandEvaluator,
  type CommandEvaluator,
} from '../../../../../engine/evaluate/command/command-evaluator.ts';
import type { Evaluation, EvaluationRequest } from '../../../../../engine/evaluate/evaluator.ts';
import { smallSpace, spaceOf } from '../../../../support/spaces.ts';

export const space = spaceOf(smallSpace('conv3x3(out: choice [4, 8, 12, 16, 20, 24, 28, 32])'));
export const architectures = Array.from({ length: 8 }, (_, i) => space.text({ choices: [i] }));

export interface Programs {
  readonly folder: string;
  /** An evaluator whose program is this text of JavaScript. */
  readonly open: (script: string, options?: Readonly<Record<string, unknown>>) => CommandEvaluator;
  /** The evaluation of one architecture by it. */
  readonly run: (
    script: string,
    options?: Readonly<Record<string, unknown>>,
    request?: Partial<EvaluationRequest>,
  ) => Promise<Evaluation>;
}

export function usePrograms(): Programs {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-command-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let scripts = 0;
  const open: Programs['open'] = (script, options = {}) => {
    const name = `program${scripts++}.mjs`;
    writeFileSync(join(folder, name), script);
    const opened = openCommandEvaluator({ run: [process.execPath, name], retries: 0, ...options }, space, folder);
    if ('error' in opened) throw new Error(opened.error);
    return opened.value;
  };
  return { folder, open, run: (script, options, request) => open(script, options).evaluate(requestOf(0, request)) };
}

export function requestOf(index: number, more: Partial<EvaluationRequest> = {}): EvaluationRequest {
  const network = (): never => {
    throw new Error('a command builds no network');
  };
  return { architecture: architectures[index] ?? '', seed: `1/${index}`, network, ...more };
}

/**
 * Whether a program of Node's is there under this number, as Linux tells: one that has ended and that nobody has asked about has no command line any more, and another
 * process may have got its number.
 */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(process.execPath);
  } catch {
    return false;
  }
}
