/** Where runs are kept: `.hnas/runs.db` beside the spec, or the file that `--store` names. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { CommandFailure, usage } from './failure.ts';
import type { Io } from './io.ts';

const inFolder = join('.hnas', 'runs.db');

export function storeBeside(file: string): string {
  return join(dirname(file), inFolder);
}

/**
 * The store that `runs` and `front` read when none is named: that of the current folder, else the only one in a folder right below it
 * (`examples/.hnas/runs.db` after the demo).
 */
export function findStore(named: string | undefined, io: Io): string {
  if (named !== undefined) return named;
  if (existsSync(resolve(io.cwd, inFolder))) return inFolder;
  const found = readdirSync(io.cwd, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => resolve(io.cwd, entry.name, inFolder))
    .filter((path) => existsSync(path))
    .map((path) => relative(io.cwd, path));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new CommandFailure(
      2,
      'no-store',
      'there is no store of runs here; "hnas search FILE" makes one, --store names another',
    );
  }
  if (others.length > 0) throw usage(`there are several stores: choose one of ${found.join(', ')} with --store`);
  return only;
}
