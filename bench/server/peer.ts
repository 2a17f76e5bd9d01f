/** A public language server to be measured beside: that of VS Code for JSON, as it is packed for other editors. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from './measures.ts';
import { jsonSchema } from './texts.ts';

export const PEER = 'vscode-langservers-extracted@4.10.0';

/** Installs it into a temporary folder. */
export function installPeer(): { readonly subject: Subject; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-peer-'));
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', PEER];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const program = join(folder, 'node_modules/vscode-langservers-extracted/bin/vscode-json-language-server');
  return {
    subject: {
      name: PEER,
      args: [program, '--stdio'],
      languageId: 'json',
      extension: 'json',
      settings: { json: { validate: { enable: true }, schemas: [{ fileMatch: ['*.json'], schema: jsonSchema }] } },
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
