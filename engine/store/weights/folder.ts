/** The trained weights of a run: a file an evaluation, in a folder beside the store; `7.safetensors` is of the seventh. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { weightsFolder } from '../beside.ts';
import { obstacleTo } from '../writable.ts';

export interface KeptFile {
  readonly position: number;
  readonly bytes: number;
}

export function weightsFile(store: string, run: string, position: number): string {
  return join(weightsFolder(store, run), `${position + 1}.safetensors`);
}

/** Those that are there; what else lies in the folder is none of them. */
export function keptFiles(store: string, run: string): KeptFile[] {
  const folder = weightsFolder(store, run);
  return namesIn(folder).flatMap((name): KeptFile[] => {
    const number = /^([1-9]\d*)\.safetensors$/.exec(name)?.[1];
    const bytes = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
    return number === undefined || bytes === undefined ? [] : [{ position: Number(number) - 1, bytes }];
  });
}

/** Undefined where none are kept of that evaluation. */
export function keptBytes(store: string, run: string, position: number): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(weightsFile(store, run, position)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** Whole or not at all; a phrase on why not. */
export function writeWeights(store: string, run: string, position: number, bytes: Uint8Array): string | undefined {
  const file = weightsFile(store, run, position);
  const beside = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(beside, bytes);
    renameSync(beside, file);
    return undefined;
  } catch (error) {
    removeQuietly(beside);
    return obstacleTo(file, error).why;
  }
}

/** Removes those that are not wanted, and what writers that died left behind. A file that cannot be removed stays, and is removed at the next turn. */
export function removeAllBut(store: string, run: string, wanted: ReadonlySet<number>): void {
  const folder = weightsFolder(store, run);
  for (const { position } of keptFiles(store, run)) {
    if (!wanted.has(position)) removeQuietly(weightsFile(store, run, position));
  }
  for (const name of namesIn(folder)) if (name.endsWith('.tmp')) removeQuietly(join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Another program reads it, or the folder has become read-only.
  }
}
