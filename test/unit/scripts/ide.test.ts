/** What `npm run ide` makes of its arguments and its surroundings; that it runs is a matter of test/e2e/ide.test.ts. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { address } from '../../../scripts/ide/main.ts';
import { readOptions } from '../../../scripts/ide/options.ts';
import { cacheFolder, installFolder } from '../../../scripts/ide/place.ts';
import { run } from '../../../scripts/ide/run.ts';
import { beginSettings } from '../../../scripts/ide/settings.ts';

it('takes a folder, a port and switches', () => {
  expect(readOptions([])).toEqual({ folder: undefined, port: 0, open: true, fresh: false, vsix: undefined });
  expect(readOptions(['work', '--port', '8080', '--no-open', '--fresh', '--vsix', 'a.vsix'])).toEqual({
    folder: 'work',
    port: 8080,
    open: false,
    fresh: true,
    vsix: 'a.vsix',
  });
  expect(readOptions(['--help'])).toBeUndefined();
});

it.each([
  [['--port', 'x'], '"x" is no port; it is a number from 0 to 65535'],
  [['--port', '65536'], '"65536" is no port; it is a number from 0 to 65535'],
  [['a', 'b'], 'one folder can be opened, not 2'],
  [['--prot', '8080'], "Unknown option '--prot'"],
])('refuses %j with a sentence', (args, error) => {
  expect(readOptions(args)).toEqual({ error });
});

it('keeps VS Code in the cache of the user', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/cache', HOME: '/home/me' })).toBe('/cache/hypernas-studio');
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/home/me' })).toBe('/home/me/.cache/hypernas-studio');
  expect(installFolder({ HOME: '/home/me' })).toMatch(/^\/home\/me\/.cache\/hypernas-studio\/vscode-[\d.]+-\w+-\w+$/);
});

it('makes addresses of folders with any name, and of the file that is to be open', () => {
  expect(address('http://127.0.0.1:8080', '/a b/ü&?')).toBe('http://127.0.0.1:8080/?folder=/a%20b/%C3%BC%26%3F');
  const { searchParams } = new URL(address('http://127.0.0.1:8080', '/a', '/a/x y.hnas'));
  expect(JSON.parse(searchParams.get('payload') ?? '')).toEqual([
    ['openFile', 'vscode-remote://127.0.0.1:8080/a/x y.hnas'],
  ]);
});

it('leaves settings that are there as they are', async () => {
  const home = await mkdtemp(join(tmpdir(), 'hnas-ide-'));
  await beginSettings(home, { first: true });
  await beginSettings(home, { second: true });
  expect(JSON.parse(await readFile(join(home, 'data/User/settings.json'), 'utf8'))).toEqual({ first: true });
  await rm(home, { recursive: true });
});

it('tells how a program failed', async () => {
  expect(await run(process.execPath, ['-e', 'console.log("so far"); process.exit(3)'])).toEqual({
    error: expect.stringMatching(/ended with 3:\nso far$/),
  });
  expect(await run('no-such-program', [])).toEqual({
    error: 'no-such-program could not be started: spawn no-such-program ENOENT',
  });
});
