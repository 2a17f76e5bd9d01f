/**
 * Before the end-to-end tests: VS Code into the cache where it is not there, and the extension packaged as it is shipped (`HNAS_VSIX` names one
 * that is there already). A machine that lacks something skips the tests, with a sentence; where CI is set it fails.
 */
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installVscode } from '../../../scripts/ide/install.ts';
import { packageExtension } from '../../../scripts/ide/package.ts';
import { lacking } from './needs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly lacking: string;
    readonly install: string;
    readonly vsix: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const why = await lacking();
  if (why !== undefined && isSet(process.env['CI'])) throw new Error(why);
  project.provide('lacking', why ?? '');
  if (why !== undefined) return console.warn(`Skipped: ${why}`);
  const installed = await installVscode((line) => console.log(`e2e: ${line}`));
  if ('error' in installed) throw new Error(installed.error);
  const given = process.env['HNAS_VSIX'];
  const packaged = isSet(given) ? { vsix: resolve(given) } : await packageExtension();
  if ('error' in packaged) throw new Error(packaged.error);
  project.provide('install', installed.install);
  project.provide('vsix', packaged.vsix);
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';
