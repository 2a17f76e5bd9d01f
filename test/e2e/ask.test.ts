/** A request in plain English in a real VS Code: the edit is looked at before it is accepted; without a document a new one opens. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('plain words in VS Code', () => {
  let vscode: VsCode;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('ask');
    window = await openWindow(vscode, await makeWorkspace(vscode, { 'demo.hnas': { example: 'demo.hnas' } }));
  });
  afterAll(async () => {
    await window?.screenshot('ask-end');
    await vscode?.close();
  });

  const request = async (text: string): Promise<void> => {
    await window.palette('HyperNAS: Ask for an Experiment');
    const input = window.page.locator('.quick-input-widget input.input');
    await expect.poll(() => input.getAttribute('placeholder')).toContain('for phones under 5 MB');
    await input.fill(text);
    await window.page.keyboard.press('Enter');
  };

  it('opens a new document where none is being edited', async () => {
    await request('a sparkly CNN under 1 MB');
    await window.notification('Not understood: "sparkly".').first().waitFor();
    await expect.poll(async () => (await window.lines()).join('\n')).toContain('Not understood: sparkly');
    await window.palette('Notifications: Clear All');
  });

  it('shows the edit before it is made', async () => {
    await window.openFile('demo.hnas');
    await request('few MACs, under 1M parameters');
    const preview = window.page.locator('.refactor-preview, .bulk-edit-panel').first();
    await preview.waitFor();
    expect((await window.lines()).join('\n')).not.toContain('experiment Asked');
    await window.screenshot('ask-preview');
    await preview.locator('.edit-checkbox').first().click();
    await preview.getByRole('button', { name: 'Apply' }).click();
    await preview.waitFor({ state: 'hidden' });
    await window.goTo(66);
    await expect.poll(async () => (await window.lines()).join('\n'), { timeout: 20_000 }).toContain('experiment Asked');
    await window.screenshot('ask-applied');
  });
});
