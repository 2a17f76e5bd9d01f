import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'client', 'server', 'engine'], { stdio: 'pipe' });
});

it('starts, restarts and stops the bundled server, and registers the commands of the manifest', () => {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'activation.mjs')], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const { commands, log } = JSON.parse(output) as { commands: string[]; log: string[] };
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
