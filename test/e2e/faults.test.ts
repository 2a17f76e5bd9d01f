/** What goes wrong in a workspace, in a real VS Code: each has its sentence and its way back. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { evaluationsOf, runProcesses } from './driver/runs.ts';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('faults in VS Code', () => {
  let vscode: VsCode;

  beforeAll(async () => {
    vscode = await openVsCode('faults');
  });
  afterAll(async () => {
    await vscode?.close();
  });

  describe('a store that nobody can read', () => {
    let window: Window;
    let folder: string;
    beforeAll(async () => {
      folder = await makeWorkspace(vscode, {
        'quick.hnas': { fixture: 'quick.hnas' },
        '.hnas/runs.db': 'this is no data base '.repeat(300),
      });
      window = await openWindow(vscode, folder, { file: 'quick.hnas', height: 1000 });
    });
    afterAll(async () => {
      await window?.screenshot('faults-store-end');
      await window?.close();
    });

    it('is named in the view, and a search says why it does not begin', async () => {
      await window.palette('HyperNAS: Focus on Runs View');
      await window.rows().filter({ hasText: 'runs.db' }).waitFor();
      await window.palette('HyperNAS: Run Search');
      await window.pick('Short').first().click();
      await window
        .notification(/runs\.db is not a HyperNAS store/)
        .first()
        .waitFor();
      await window.screenshot('faults-store');
      await window.palette('Notifications: Clear All');
    });

    it('is no trouble once it is gone', async () => {
      await rm(join(folder, '.hnas', 'runs.db'));
      await window.palette('HyperNAS: Run Search');
      await window.pick('Short').first().click();
      await window.notification(/Short \(short-1\) is done/).waitFor();
      await expect
        .poll(() => window.rows().allTextContents())
        .toEqual(['quick.hnas', expect.stringMatching(/^short-1/)]);
    });
  });

  describe('two windows on one workspace', () => {
    let first: Window;
    let second: Window;
    beforeAll(async () => {
      const folder = await makeWorkspace(vscode, { 'quick.hnas': { fixture: 'quick.hnas' } });
      first = await openWindow(vscode, folder, { file: 'quick.hnas', height: 1000 });
      second = await openWindow(vscode, folder, { file: 'quick.hnas', height: 1000 });
    });
    afterAll(async () => {
      await second?.screenshot('faults-windows-end');
      await second?.close();
    });

    it('both show the run, and only the one that began it stops it', async () => {
      await first.palette('HyperNAS: Run Search');
      await first.pick('Quick').first().click();
      await first.palette('HyperNAS: Focus on Runs View');
      await expect.poll(() => evaluationsOf(first, 'quick-1')).toBeGreaterThan(0);
      await second.palette('HyperNAS: Focus on Runs View');
      await second.rows().filter({ hasText: 'in another process' }).waitFor();
      const before = await evaluationsOf(second, 'quick-1');
      await expect.poll(() => evaluationsOf(second, 'quick-1')).toBeGreaterThan(before);
      await second.palette('HyperNAS: Stop');
      await second
        .notification(/quick-1/)
        .first()
        .waitFor();
      await second.screenshot('faults-second-window');
      expect(runProcesses(vscode).length).toBe(1);
    });

    it('a search goes on while its text breaks; a new one is refused with the reason', async () => {
      await first.openFile('quick.hnas');
      await first.goTo(4, 1);
      await first.type('brokn ');
      await expect.poll(() => first.squiggles('error').count()).toBeGreaterThan(0);
      const before = await evaluationsOf(first, 'quick-1');
      await expect.poll(() => evaluationsOf(first, 'quick-1')).toBeGreaterThan(before);
      await first.palette('HyperNAS: Run Search');
      await first.pick('Short').first().click();
      await first.notification(/Short/).first().waitFor();
      await first.screenshot('faults-broken');
    });

    it('a window that closes leaves its run to be resumed by the other', async () => {
      await first.close();
      await expect.poll(() => runProcesses(vscode)).toEqual([]);
      await second
        .rows()
        .filter({ hasText: /^quick-1(?!.*in another process)/ })
        .waitFor();
      const before = await evaluationsOf(second, 'quick-1');
      await second.palette('HyperNAS: Resume');
      // The text is broken still, so it is asked whether the run goes on with the one that it began with.
      await second.page.getByRole('button', { name: 'Go On as Started' }).click();
      await expect.poll(() => evaluationsOf(second, 'quick-1')).toBeGreaterThan(before);
      expect(runProcesses(vscode).length).toBe(1);
    });
  });
});
