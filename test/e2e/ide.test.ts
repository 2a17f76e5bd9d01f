/** `npm run ide` as a user starts it: an address on this machine alone, the demo open there, and nothing left after Ctrl-C. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root } from '../../scripts/ide/package.ts';
import { launch } from './driver/browser.ts';
import { isRunning, processesOf } from './driver/processes.ts';
import { openPage } from './driver/window.ts';

describe.skipIf(inject('lacking') !== '')('npm run ide', () => {
  let cache: string;
  let browser: Browser;
  let ide: ChildProcess;
  let printed = '';

  beforeAll(async () => {
    // A cache of its own, in which VS Code is there already.
    cache = await mkdtemp(join(tmpdir(), 'hnas-'));
    await mkdir(join(cache, 'hypernas-studio'));
    await symlink(inject('install'), join(cache, 'hypernas-studio', basename(inject('install'))));
    browser = await launch();
    ide = spawn(process.execPath, [join(root, 'scripts', 'ide.mjs'), '--no-open', '--vsix', inject('vsix')], {
      env: { ...process.env, XDG_CACHE_HOME: cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ide.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  });
  afterAll(async () => {
    await browser?.close();
    if (ide?.exitCode === null) {
      ide.kill();
      await once(ide, 'exit');
    }
    await rm(cache, { recursive: true, force: true, maxRetries: 10 });
  });

  const url = (): string => /http:\S+/.exec(printed)?.[0] ?? '';

  it('opens a copy of the demo at an address that only this machine reaches', async () => {
    await expect.poll(url).not.toBe('');
    expect(await listeningAt(Number(new URL(url()).port))).toEqual(['127.0.0.1']);
    const window = await openPage(browser, url(), { file: 'demo.hnas' });
    await expect.poll(() => window.hints()).toContain('20 000 archs');
    await window.screenshot('ide');
    await window.close();
  });

  it('ends with all that it started', async () => {
    const started = processesOf(ide.pid ?? 0, '').map(({ pid }) => pid);
    expect(started.length).toBeGreaterThan(2);
    ide.kill('SIGINT');
    expect(await once(ide, 'exit')).toEqual([0, null]);
    // What runs in a group of its own ends when it finds its channel closed.
    await expect.poll(() => started.filter(isRunning)).toEqual([]);
  });
});

/** Local addresses at which somebody listens on a port, over IPv4 and IPv6, as Linux tells. */
async function listeningAt(port: number): Promise<string[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')));
  const listening = '0A';
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === listening && parseInt(local?.split(':')[1] ?? '', 16) === port)
    .map(([, local]) => (local?.startsWith('0100007F:') === true ? '127.0.0.1' : (local ?? '')));
}
