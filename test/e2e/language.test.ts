/** The language part in a real VS Code, with the packaged extension: colours, problems, fixes, hints. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('the language in VS Code', () => {
  let vscode: VsCode;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode();
    const folder = await makeWorkspace(vscode, { 'demo.hnas': { example: 'demo.hnas' } });
    window = await openWindow(vscode, folder, { file: 'demo.hnas' });
  });
  afterAll(async () => {
    await window?.screenshot('language-end');
    await vscode?.close();
  });

  it('opens the demo in colours', async () => {
    await expect.poll(() => window.lines(), { timeout: 60_000 }).toContain('space SmallCnn {');
    await window.screenshot('language');
    console.log(await window.hints());
  });
});
