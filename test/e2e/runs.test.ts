/** What a window does with runs beside searching: one architecture measured, a reload survived, runs compared and deleted. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { evaluationsOf } from './driver/runs.ts';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('runs in VS Code', () => {
  let vscode: VsCode;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('runs');
    const folder = await makeWorkspace(vscode, { 'quick.hnas': { fixture: 'quick.hnas' } });
    window = await openWindow(vscode, folder, { file: 'quick.hnas', width: 1600, height: 1000 });
  });
  afterAll(async () => {
    await window?.screenshot('runs-end');
    await vscode?.close();
  });

  const button = (message: RegExp, title: string) =>
    window.notification(message).getByRole('button', { name: title, exact: true });

  it('measure the architecture at the cursor', async () => {
    await expect.poll(() => window.hints()).toContain('10 240 archs');
    await window.goTo(30, 3);
    await window.palette('HyperNAS: Evaluate This Architecture');
    await window.notification(/Hand is measured: accuracy \d/).waitFor({ timeout: 120_000 });
    await window.palette('HyperNAS: Focus on Runs View');
    await expect.poll(() => evaluationsOf(window, 'quick-1')).toBe(1);
    await window.screenshot('runs-given');
  });

  it('show what was measured beside it, which leads to its point', async () => {
    // Too few for a prediction: measured all the same.
    await expect.poll(() => window.hints()).toContainEqual(expect.stringMatching(/^=\d+\.\d/));
    const hint = window.page.locator('.view-line [class*="dyn-rule"]').filter({ hasText: /^=/ }).first();
    await hint.hover();
    await window.page.locator('.monaco-hover').filter({ hasText: /Measured accuracy .* \(run quick-1, evaluation 1\)/ }).waitFor(); // prettier-ignore
    await window.page.keyboard.press('Escape');
    await hint.click({ modifiers: ['Control'] });
    await window.webview().locator('svg text').first().waitFor();
    await window.screenshot('runs-shown');
    await window.palette('View: Close Editor');
  });

  it('are offered again after a reload, and stopped by the button of their notification', async () => {
    await window.palette('HyperNAS: Run Search');
    await window.pick('Quick').first().click();
    await expect.poll(() => evaluationsOf(window, 'quick-2'), { timeout: 120_000 }).toBeGreaterThan(0);
    await window.reload();
    await button(/Quick \(quick-2\) was interrupted when the window closed/, 'Resume').click({ timeout: 90_000 });
    await window.notification(/Searching Quick \(quick-2\)/).waitFor();
    await window.screenshot('runs-reloaded');
    await button(/Searching Quick \(quick-2\)/, 'Cancel').click();
    await expect
      .poll(() => window.rows().filter({ hasText: 'quick-2' }).getAttribute('aria-label'))
      .toMatch(/interrupted/);
  });

  it('are compared on one page', async () => {
    await window.palette('HyperNAS: Compare Runs');
    for (const run of ['quick-1', 'quick-2']) await window.pick(run).first().click();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await window.page.locator('.tab').filter({ hasText: 'Pareto fronts' }).waitFor();
    await window.screenshot('runs-compared');
  });

  it('are deleted after a question', async () => {
    await window.rows().filter({ hasText: 'quick-1' }).click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Delete Run' }).click();
    await window.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => window.rows().filter({ hasText: 'quick-1' }).count()).toBe(0);
    await expect.poll(() => window.rows().filter({ hasText: 'quick-2' }).count()).toBe(1);
  });

  it('print no error of their own', () => {
    expect(window.errors).toEqual([]);
  });
});
