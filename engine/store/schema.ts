/**
 * The tables of a store, and the check that a file is one. The schema's version stands in `user_version`, the kind of file in
 * `application_id`; a store of a newer program is refused, an older one would be migrated here.
 */
import type { DatabaseSync } from 'node:sqlite';
import { notAStore, StoreError } from './store-error.ts';

export const schemaVersion = 1;
/** "HNAS" as a big-endian number. */
const applicationId = 0x484e4153;

const tables = `
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  experiment TEXT NOT NULL,
  space TEXT NOT NULL,
  space_hash TEXT NOT NULL,
  file TEXT NOT NULL,
  spec TEXT NOT NULL,
  resolved TEXT NOT NULL,
  seed REAL NOT NULL,
  objectives TEXT NOT NULL,
  constraints TEXT NOT NULL,
  box TEXT,
  budget TEXT NOT NULL,
  backend TEXT NOT NULL,
  versions TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  created TEXT NOT NULL,
  finished TEXT,
  process TEXT,
  heartbeat INTEGER
) STRICT;
CREATE TABLE evaluations (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  architecture TEXT NOT NULL,
  choices TEXT NOT NULL,
  hash TEXT NOT NULL,
  origin TEXT NOT NULL,
  status TEXT NOT NULL,
  why TEXT,
  metrics TEXT NOT NULL,
  predicted TEXT,
  seconds REAL NOT NULL,
  finished TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (
  run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  told INTEGER NOT NULL,
  state TEXT NOT NULL,
  pending TEXT NOT NULL
) STRICT;
CREATE TABLE trainings (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  seconds REAL NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (run, position)
) STRICT;
`;

/** Makes the tables of a new store, or checks those of an old one. Throws StoreError; SQLite's errors pass. */
export function prepareSchema(db: DatabaseSync, file: string, readOnly: boolean): void {
  const { version, application, objects } = identify(db);
  if (application === applicationId && version > schemaVersion) {
    throw new StoreError(
      'newer-version',
      `the store ${file} was written by a newer HyperNAS (schema ${version}, this one knows ${schemaVersion}); update HyperNAS`,
    );
  }
  if (application === applicationId) return;
  if (objects > 0 || readOnly) throw new StoreError('not-a-store', notAStore(file));
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have made the tables between the look and the lock.
    if (identify(db).application !== applicationId) {
      db.exec(`${tables} PRAGMA user_version = ${schemaVersion}; PRAGMA application_id = ${applicationId};`);
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function identify(db: DatabaseSync): { version: number; application: number; objects: number } {
  const number = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? { n: 0 })[0]);
  return {
    version: number('PRAGMA user_version'),
    application: number('PRAGMA application_id'),
    objects: number('SELECT count(*) FROM sqlite_schema'),
  };
}
