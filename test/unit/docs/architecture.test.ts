/** docs/architecture.md is where people look for a folder: it names all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
/** Whose own folders are named too. */
const parts = ['engine', 'dsl', 'server', 'client', 'test'];

it('docs/architecture.md names every folder of the project, and those of its parts', () => {
  const tree = /```\n([^]*?)\n```/.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))?.[1] ?? '';
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').replaceAll('/', '').split('\n');
  const foldersIn = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.includes(entry.name))
      .map(({ name }) => name);
  const folders = [...foldersIn('.'), ...parts.flatMap(foldersIn)];
  expect(folders.length).toBeGreaterThan(40);
  expect(folders.filter((folder) => !new RegExp(`(^|[\\s(])${folder}/`, 'm').test(tree))).toEqual([]);
});
