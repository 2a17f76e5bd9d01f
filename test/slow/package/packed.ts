/** Packages as they are shipped: made, listed and unpacked in folders of their own, outside of the repository. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

export const root = join(import.meta.dirname, '../../..');

export interface Packed {
  /** Of the file, in bytes. */
  readonly size: number;
  /** Contents by name below the extension's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  text(name: string): string;
}

/** Runs `npm run package` with these arguments. */
export function makePackage(...options: string[]): Packed {
  const out = mkdtempSync(join(tmpdir(), 'hnas-vsix-'));
  const script = join(root, 'scripts/package.mjs');
  const told = execFileSync(process.execPath, [script, '--out', out, ...options], { encoding: 'utf8' });
  const path = told.trim().split('\n').at(-1) ?? '';
  const bytes = readFileSync(path);
  rmSync(out, { recursive: true });
  const files = new Map(
    Object.entries(unzipSync(bytes)).flatMap(([name, content]) =>
      name.startsWith('extension/') && !name.endsWith('/') ? [[name.slice('extension/'.length), content]] : [],
    ),
  );
  return { size: bytes.length, files, text: (name) => new TextDecoder().decode(files.get(name)) };
}

/** The package's folder, as an editor unpacks it. */
export function unpack({ files }: Packed): string {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-installed-'));
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
