/** Versions that a run records, so that its result can be traced. */
import { readFileSync } from 'node:fs';

export interface Versions {
  readonly hnas: string;
  readonly node: string;
  readonly sqlite: string;
}

let own: string | undefined;

export function versions(): Versions {
  own ??= ownVersion();
  return { hnas: own, node: process.version, sqlite: process.versions['sqlite'] ?? 'unknown' };
}

/** The version of the nearest package.json above this file: sources and bundle lie at different depths. */
function ownVersion(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
        name?: unknown;
        version?: unknown;
      };
      if (manifest.name === 'hypernas-studio') return String(manifest.version);
    } catch {
      // No manifest here: the next folder up may have one.
    }
    if (folder.pathname === '/' || new URL('..', folder).href === folder.href) return 'unknown';
  }
}
