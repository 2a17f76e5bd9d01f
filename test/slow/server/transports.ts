/** The ways to run the bundled server, and its bundles. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { inWorker, overMessages, overStreams } from '../../support/lsp/channels.ts';
import type { Channel } from '../../support/lsp/language-client.ts';

export const TRANSPORTS: Readonly<Record<string, () => Channel>> = {
  'as a process, over standard streams': () => overStreams(),
  "as a process, over Node's messages": () => overMessages(),
  "in a browser's worker": () => inWorker(),
};

export function bundle(): void {
  const script = join(import.meta.dirname, '../../../scripts/build.mjs');
  execFileSync(process.execPath, [script, 'server', 'browser-server'], { stdio: 'pipe' });
}
