/**
 * What can go wrong with a store that is not a bug: each kind with one sentence for the user. It is thrown, since any write may meet it
 * deep inside a run, and is caught where the run was started.
 */

import { existsSync, statSync } from 'node:fs';
import { obstacleTo } from './writable.ts';

export type StoreErrorKind =
  | 'unreadable'
  | 'missing'
  | 'gone'
  | 'read-only'
  | 'disk-full'
  | 'corrupt'
  | 'not-a-store'
  | 'newer-version'
  | 'locked'
  | 'io'
  | 'no-such-run'
  | 'run-active'
  | 'run-changed';

export class StoreError extends Error {
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.kind = kind;
  }
}

function damaged(file: string, error: unknown): StoreError {
  return new StoreError(
    'corrupt',
    `the store ${file} is damaged; "hnas runs repair --store ${file}" saves what can be read`,
    error,
  );
}

/** What was one may have lost its first page. */
export function notAStore(file: string): string {
  return `${file} is not a HyperNAS store; move it away, and the next run makes one, or see whether "hnas runs repair --store ${file}" finds any of one in it`;
}

/** SQLite primary result codes (sqlite.org/rescode.html). */
const codes = { busy: 5, locked: 6, readOnly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

function cannotOpen(file: string, error: unknown): StoreError {
  if (existsSync(file) && statSync(file).isDirectory())
    return new StoreError('unreadable', `the store ${file} is a folder`, error);
  const { kind, why } = obstacleTo(file, undefined);
  return new StoreError(
    kind === 'read-only' ? kind : 'unreadable',
    `the store ${file} cannot be opened or made: ${why}`,
    error,
  );
}

/** The store's error of whatever SQLite threw while working on `file`; what is no SQLite error is a bug and is rethrown as it is. */
export function storeErrorOf(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  // A record that is no JSON any more.
  if (error instanceof SyntaxError) return damaged(file, error);
  const sqlite = error as { code?: unknown; errcode?: unknown; message?: unknown };
  if (sqlite.code !== 'ERR_SQLITE_ERROR' || typeof sqlite.errcode !== 'number') throw error;
  switch (sqlite.errcode & 0xff) {
    case codes.busy:
    case codes.locked:
      return new StoreError(
        'locked',
        `the store ${file} is locked by another process; try again when that one is done`,
        error,
      );
    case codes.readOnly:
      return new StoreError('read-only', `the store ${file} cannot be written: it or its folder is read-only`, error);
    case codes.full:
      return new StoreError(
        'disk-full',
        `the store ${file} cannot grow: the disk is full; what was kept so far stays`,
        error,
      );
    case codes.corrupt:
      return damaged(file, error);
    case codes.notADatabase:
      return new StoreError('not-a-store', notAStore(file), error);
    case codes.cannotOpen:
      return cannotOpen(file, error);
    case codes.io:
      return new StoreError('io', `reading or writing the store ${file} failed (${String(sqlite.message)})`, error);
    default:
      throw error;
  }
}
