import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'client', 'server'], { stdio: 'pipe' });
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
  expect(commands.sort()).toEqual(manifest.contributes.commands.map(({ command }) => command).sort());
  expect(log).toEqual(['HyperNAS language server restarted', 'shown']);
});
