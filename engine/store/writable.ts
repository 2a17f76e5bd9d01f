/** Why a file cannot be written, found out where the system's own error says little. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface Obstacle {
  readonly kind: 'read-only' | 'no-permission' | 'not-a-folder' | 'disk-full' | 'other';
  /** Completes "cannot write FILE: ...". */
  readonly why: string;
}

/**
 * The obstacle behind a failed attempt to make or write `path`. Making folders on a read-only disk fails with ENOENT in Node, so the nearest
 * folder that exists is asked.
 */
export function obstacleTo(path: string, error: unknown): Obstacle {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'disk-full', why: 'the disk is full' };
  if (code === 'EISDIR') return { kind: 'other', why: 'it is a folder' };
  let existing = resolve(path);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  if (existing !== resolve(path) && !statSync(existing).isDirectory()) {
    return { kind: 'not-a-folder', why: `${existing} is not a folder` };
  }
  return (
    accessObstacle(existing) ??
    accessObstacle(dirname(resolve(path))) ?? { kind: 'other', why: code === '' ? 'it cannot be written' : code }
  );
}

function accessObstacle(existing: string): Obstacle | undefined {
  try {
    accessSync(existing, constants.W_OK);
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EROFS') return { kind: 'read-only', why: `${existing} is on a read-only disk` };
    if (code === 'EACCES' || code === 'EPERM')
      return { kind: 'no-permission', why: `there is no permission to write to ${existing}` };
    return undefined;
  }
}
