/** Files that are written whole or not at all: beside their place first, then moved over it. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { obstacleTo } from '../store/writable.ts';
import { CommandFailure } from './failure.ts';

export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    // An existing file keeps its permissions.
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    writeFileSync(temporary, content, mode === undefined ? {} : { mode: mode & 0o777 });
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new CommandFailure(2, 'cannot-write', `cannot write ${path}: ${obstacleTo(path, error).why}`);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A part of the path is no folder: nothing was written.
  }
}

/** Fails now rather than after hours of work, where a folder cannot be written. */
export function requireWritable(folder: string): void {
  const probe = join(folder, `.hnas.${process.pid}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new CommandFailure(2, 'cannot-write', `cannot write to ${folder}: ${obstacleTo(folder, error).why}`);
  }
}
