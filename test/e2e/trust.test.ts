/** A workspace that nobody has trusted yet, in a real VS Code: the language works, nothing of it is run, and one click away it is. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { engines } from './driver/runs.ts';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('a workspace that is not trusted', () => {
  let vscode: VsCode;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('trust', {
      trust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
    const folder = await makeWorkspace(vscode, { 'quick.hnas': { fixture: 'quick.hnas' } });
    window = await openWindow(vscode, folder, { file: 'quick.hnas', height: 1000 });
  });
  afterAll(async () => {
    await window?.screenshot('trust-end');
    await vscode?.close();
  });

  it('gets language features, and the sentence why nothing runs', async () => {
    await expect.poll(() => window.hints()).toContain('10 240 archs');
    await window.palette('HyperNAS: Focus on Runs View');
    await window.page.getByText('Runs are read and started in trusted workspaces only.').waitFor();
    await window.palette('HyperNAS: Show Engine Status');
    await window.screenshot('trust-restricted');
    expect(engines(vscode)).toEqual([]);
  });

  it('is searched once it is trusted', async () => {
    await window.palette('Workspaces: Manage Workspace Trust');
    await window.page
      .getByRole('button', { name: /^Trust/ })
      .first()
      .click();
    await window.page.getByText('You trust this folder').waitFor();
    await window.page.keyboard.press('Escape');
    await window.palette('HyperNAS: Run Search');
    await window.pick('Short').first().click();
    await window.notification(/Short \(short-1\) is done/).waitFor();
  });
});
