import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

const bundles = ['client', 'server', 'browser-client', 'browser-server', 'engine'];

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), ...bundles], { stdio: 'pipe' });
});

interface Happened {
  readonly commands: string[];
  readonly log: string[];
}

const activate = (...args: string[]): Happened =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'activation.mjs'), ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    }),
  ) as Happened;

it('starts, restarts and stops the bundled server, and registers the commands of the manifest', () => {
  const { commands, log } = activate();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    contributes: { commands: { command: string }[] };
  };
  // The server's own commands, which take arguments, are there beside those of the manifest.
  expect(commands).toEqual(expect.arrayContaining(manifest.contributes.commands.map(({ command }) => command)));
  expect(log.slice(0, 3)).toEqual([
    'HyperNAS language server restarted',
    'shown',
    expect.stringMatching(/^HyperNAS Engine: (starting|ready)$/),
  ]);
  expect(log.slice(3, -1).join('\n')).toMatch(
    /^engine {4}(starting|[\d.]+, Node v[\d.]+, process \d+)\nmodels {4}none is open/,
  );
  expect(log.at(-1)).toBe('shown');
});

it('does the same in a browser, without an engine', () => {
  const { commands, log } = activate('browser');
  expect(commands).toEqual(expect.arrayContaining(activate().commands));
  expect(log[0]).toBe('HyperNAS language server restarted');
  expect(log.join('\n')).toMatch(/engine {4}/);
  expect(log.join('\n')).not.toMatch(/worker: |did not/);
});
