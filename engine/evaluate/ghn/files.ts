/**
 * Where hypernetworks are kept: in `.hnas/hypernetworks/` beside the file that declares them, beside the runs. A file's name holds what decides its
 * content: the name, a fingerprint of options, space and data set, and the steps. So a change of the text finds no file that does not fit it, and a
 * hypernetwork that is to be trained for longer goes on from the one that there is.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail, fileError, ok, type Outcome } from '../../data/outcome.ts';
import { GHN_FORMAT, stepsIn } from '../../hypernetwork/ghn/file.ts';
import type { HypernetworkSpec } from '../../search/experiment-spec.ts';
import { obstacleTo } from '../../store/writable.ts';
import { deviceOptionNames } from './options.ts';

export interface HypernetworkFiles {
  readonly folder: string;
  /** Of the hypernetwork when it is trained for so many steps. */
  trained(steps: number): string;
  /** Of the state in between. */
  readonly checkpoint: string;
  /** Of all that belong to it, those that were trained for at most so many steps, the most first. */
  upTo(steps: number): { readonly file: string; readonly steps: number }[];
}

/** `cwd`: what names of files in the spec are relative to. */
export function filesOf(spec: HypernetworkSpec, cwd: string): HypernetworkFiles {
  const folder = join(spec.file === undefined ? cwd : resolve(cwd, dirname(spec.file)), '.hnas', 'hypernetworks');
  const stem = `${spec.name}-${fingerprint(spec).slice(0, 10)}`;
  const pattern = new RegExp(`^${stem}-(\\d+)\\.ghn$`);
  return {
    folder,
    trained: (steps) => join(folder, `${stem}-${steps}.ghn`),
    checkpoint: join(folder, `${stem}.part.ghn`),
    upTo: (most) =>
      namesIn(folder)
        .flatMap((name) => {
          const steps = Number(pattern.exec(name)?.[1] ?? NaN);
          return steps <= most ? [{ file: join(folder, name), steps }] : [];
        })
        .sort((a, b) => b.steps - a.steps),
  };
}

/** Of all that decides a hypernetwork but the number of steps. */
export function fingerprint({ kind, options, space, dataset }: HypernetworkSpec): string {
  const aside = ['steps', ...deviceOptionNames];
  const deciding = Object.fromEntries(Object.entries(options).filter(([name]) => !aside.includes(name)));
  const parts = [GHN_FORMAT, kind, deciding, space.hash, dataset.kind, dataset.options];
  return createHash('sha256').update(JSON.stringify(parts, inOrder)).digest('hex');
}

/** Keys in order, so that the order in which options are written changes nothing. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
    : value;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing was trained here.
    return [];
  }
}

/** Training steps of the hypernetwork in a file, of which little is read; 0 where there is none that can be. */
export function stepsInFile(file: string): number {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return 0;
  }
  try {
    const first = (count: number): Uint8Array => {
      const bytes = new Uint8Array(count);
      return bytes.subarray(0, readSync(handle, bytes, 0, count, 0));
    };
    return stepsIn(first) ?? 0;
  } catch {
    return 0;
  } finally {
    closeSync(handle);
  }
}

/** Undefined where there is no such file. */
export function readBytes(file: string): Outcome<Uint8Array | undefined> {
  try {
    // A Buffer's slices share its memory.
    return ok(new Uint8Array(readFileSync(file)));
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'ENOENT' ? ok(undefined) : fail(fileError(file, problem));
  }
}

/** Whole or not at all; one sentence where it cannot be written. */
export function writeBytes(file: string, bytes: Uint8Array): Outcome<null> {
  const part = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, bytes);
    renameSync(part, file);
    return ok(null);
  } catch (problem) {
    remove(part);
    return fail(`cannot write ${file}: ${obstacleTo(file, problem).why}`);
  }
}

export function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is not needed; where it cannot be removed it does no harm.
  }
}
