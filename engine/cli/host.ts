/** Spec files from disk, for the language. What is no readable text of a sane size is refused here, with a phrase on why. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { ProgramHost } from '../../dsl/semantics/program.ts';

/** Bytes; the parser's own limit is in characters. */
export const maxSpecBytes = 8 * 1024 * 1024;

export type TextOrError = { readonly text: string } | { readonly error: string };

/** A host whose file names are relative to `cwd` where they lie inside it, as the user would write them. */
export function nodeHost(cwd: string): ProgramHost {
  return {
    read: (file) => readSpec(resolve(cwd, file)),
    resolve: (from, path) => {
      const target = isAbsolute(path) ? path : join(dirname(from), path);
      const inside = relative(cwd, resolve(cwd, target));
      return inside.startsWith('..') ? resolve(cwd, target) : inside;
    },
  };
}

export function readSpec(path: string): TextOrError {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const stat = fstatSync(handle);
    if (stat.isDirectory()) return { error: 'it is a folder' };
    if (!stat.isFile()) return { error: 'it is not a regular file' };
    if (stat.size > maxSpecBytes) {
      return { error: `it has ${stat.size} bytes, the limit for a spec is ${maxSpecBytes}` };
    }
    // A look at the start first: a large binary is not read in whole to be refused.
    const start = new Uint8Array(Math.min(4096, stat.size));
    readSync(handle, start, 0, start.length, 0);
    return start.includes(0) ? { error: 'it is a binary file, not text' } : decodeSpec(readFileSync(handle));
  } catch (error) {
    return { error: reasonOf(error) };
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** UTF-8, with or without a byte order mark. */
export function decodeSpec(bytes: Uint8Array): TextOrError {
  if (bytes.length > maxSpecBytes) return { error: `it has more than ${maxSpecBytes} bytes` };
  if (bytes.includes(0)) return { error: 'it is a binary file, not text' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { error: 'it is not UTF-8 text' };
  }
}

export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'the file does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'there is no permission to read it';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    case 'ENAMETOOLONG':
      return 'its name is too long';
    case 'ELOOP':
      return 'its links go in circles';
    default:
      return code === undefined ? 'it cannot be read' : `it cannot be read (${code})`;
  }
}
