/** The extension's manifest points at files that exist and at the language that the sources speak of. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentSelector } from '../../../client/selector.ts';

const root = join(import.meta.dirname, '../../..');

interface Manifest {
  readonly main: string;
  readonly contributes: {
    readonly languages: readonly {
      readonly id: string;
      readonly extensions: readonly string[];
      readonly configuration: string;
    }[];
    readonly grammars: readonly { readonly language: string; readonly path: string; readonly scopeName: string }[];
    readonly snippets: readonly { readonly language: string; readonly path: string }[];
  };
}
const { contributes, main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

it('names the files of the language, which exist', () => {
  const paths = [
    ...contributes.languages.map(({ configuration }) => configuration),
    ...contributes.grammars.map(({ path }) => path),
    ...contributes.snippets.map(({ path }) => path),
  ];
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(readFileSync(join(root, 'scripts/build.mjs'), 'utf8')).toContain(main.replace('./', ''));
});

it('gives language features to every kind of document', () => {
  expect(contributes.languages).toMatchObject([{ id: 'hnas', extensions: ['.hnas'] }]);
  expect(documentSelector).toEqual(
    ['file', 'untitled', 'vscode-vfs', 'git'].map((scheme) => ({ language: 'hnas', scheme })),
  );
});

it('has a grammar whose scope is the one that it declares', () => {
  const [grammar] = contributes.grammars;
  const { scopeName } = JSON.parse(readFileSync(join(root, grammar?.path ?? ''), 'utf8')) as { scopeName: string };
  expect(grammar?.scopeName).toBe(scopeName);
});
