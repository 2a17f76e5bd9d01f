/** A VS Code of its own for a test file: fresh settings and extensions, the packaged extension installed, a browser; all gone at the end. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { root } from '../../../scripts/ide/package.ts';
import { installExtension, startServer, type Server } from '../../../scripts/ide/server.ts';
import { beginSettings, quiet } from '../../../scripts/ide/settings.ts';
import { launch } from './browser.ts';

export interface VsCode {
  readonly server: Server;
  readonly browser: Browser;
  /** Holds all of it; workspaces are made in there. */
  readonly home: string;
  close(): Promise<void>;
}

export interface VsCodeOptions {
  readonly trust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** `name`: what its logs are kept under, in artefacts/e2e/logs. */
export async function openVsCode(name: string, { trust = false, settings = {} }: VsCodeOptions = {}): Promise<VsCode> {
  const install = inject('install');
  // Short: sockets are made in there, and their paths are.
  const home = await mkdtemp(join(tmpdir(), 'hnas-'));
  await beginSettings(home, { ...quiet, ...settings });
  const extended = await installExtension({ install, home }, inject('vsix'));
  if ('error' in extended) throw new Error(extended.error);
  const server = await startServer({ install, home, port: 0, trust });
  if ('error' in server) throw new Error(server.error);
  const browser = await launch();
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    await cp(join(home, 'data', 'logs'), join(root, 'artefacts', 'e2e', 'logs', name), { recursive: true });
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  };
  return { server, browser, home, close };
}
