/** The extension's manifest points at files that exist and at the language that the sources speak of. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly completionEvents: readonly string[] }[] }[];
    readonly viewsWelcome: readonly { readonly when: string }[];
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

const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');

it('has a text for every key, and a key for every text', () => {
  const used = new Set([...manifestText.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key as string));
  expect([...used].filter((key) => texts[key] === undefined)).toEqual([]);
  expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
});

it('ends steps of the walkthrough by contexts that the sources set', () => {
  const events = contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents)); // prettier-ignore
  const own = events.flatMap((event) => /^onContext:(hypernas\.\w+)/.exec(event)?.[1] ?? []);
  const sources = readdirSync(join(root, 'client'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'client', name), 'utf8'))
    .join('\n');
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter((name) => !sources.includes(`'setContext', '${name}'`))).toEqual([]);
});

it('offers the commands that the sources register, and links to no others', () => {
  const offered = new Set(contributes.commands.map(({ command }) => command));
  const registered = new Set(
    readdirSync(join(root, 'client'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(join(root, 'client', name), 'utf8').matchAll(/registerCommand\(\s*'([^']+)'/g),
      ])
      .map(([, command]) => command as string),
  );
  expect([...offered].filter((command) => !registered.has(command))).toEqual([]);
  expect([...registered].filter((command) => !offered.has(command))).toEqual([]);
  const { menus, keybindings } = contributes;
  const named = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
  const linked = Object.values(texts).flatMap((text) =>
    [...text.matchAll(/\(command:([\w.]+)/g)].map(([, name]) => name as string),
  );
  const ours = [...named, ...linked].filter((command) => command.startsWith('hypernas.'));
  expect(ours.filter((command) => !offered.has(command) && command !== 'hypernas.runs.focus')).toEqual([]);
});

it('has a welcome text for every state of an empty view of runs', () => {
  const states = [
    ...readFileSync(join(root, 'client/runs/tree.ts'), 'utf8').matchAll(/return '(\w+)';|\? '(\w+)' : '(\w+)'/g),
  ]
    .flatMap(([, ...words]) => words)
    .filter((word) => word !== undefined && /^(no|trouble)/.test(word));
  expect(states).toEqual(['trouble', 'noSpecs', 'noRuns']);
  for (const state of states)
    expect(contributes.viewsWelcome.some(({ when }) => when.includes(`hypernas.runs.state == ${state}`))).toBe(true);
});
