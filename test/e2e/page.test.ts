/** The Pareto page inside a real VS Code: in every kind of theme, for everybody, over a reload, and when its run goes away. */
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { search } from './driver/cli.ts';
import { setTheme, themes, type Theme } from './driver/themes.ts';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('the Pareto page in VS Code', () => {
  let vscode: VsCode;
  let folder: string;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('page');
    folder = await makeWorkspace(vscode, { 'quick.hnas': { fixture: 'quick.hnas' } });
    await search(folder, 'quick.hnas', 'Short');
    await search(folder, 'quick.hnas', 'Short');
    window = await openWindow(vscode, folder, { file: 'quick.hnas', width: 1600, height: 1000 });
    await window.palette('HyperNAS: Focus on Runs View');
    await window.rows().filter({ hasText: 'short-1' }).waitFor();
  });
  afterAll(async () => {
    await window?.screenshot('page-end');
    await vscode?.close();
  });

  const page = () => window.webview();

  it('opens from the view of runs', async () => {
    await window.rows().filter({ hasText: 'short-2' }).click();
    await expect.poll(() => page().getByRole('row').count()).toBeGreaterThan(2);
  });

  it.each(Object.keys(themes) as Theme[])('is fit for everybody in the theme %s', async (theme) => {
    await setTheme(window, theme);
    await window.screenshot(`page-${theme}`);
    expect(await violations(window)).toEqual([]);
  });

  it('shows what it showed after the window is loaded anew', async () => {
    await setTheme(window, 'vs');
    await page().getByRole('tab', { name: 'Importance' }).click();
    await page().getByRole('tabpanel', { name: 'Importance' }).waitFor();
    await window.screenshot('page-importance');
    await window.reload();
    await page().getByRole('tab', { name: 'Importance', selected: true }).waitFor();
    await expect.poll(() => page().getByRole('option').count()).toBeGreaterThan(0);
  });

  it('exports what it shows', async () => {
    await page().getByRole('button', { name: 'Export' }).first().click();
    await window.screenshot('page-export');
    await page().getByRole('button', { name: 'CSV', exact: true }).click();
    const file = join(folder, 'seen.csv');
    const name = window.page.locator('.quick-input-widget input.input');
    await expect.poll(() => name.inputValue()).toMatch(/\.csv$/);
    await name.fill(file);
    await window.page.getByRole('button', { name: 'OK' }).click();
    await expect
      .poll(() => readFile(file, 'utf8').catch(() => ''))
      .toMatch(/^run,evaluation,.*accuracy.*\r\n(short-2,\d.*,"\{ .*\}"\r\n){8}$/);
  });

  it('says that its run was deleted, and keeps what it showed', async () => {
    await window.palette('HyperNAS: Delete Run');
    await window.pick('short-2').first().click();
    await window.page.keyboard.press('Enter');
    await window.page.getByRole('button', { name: 'Delete' }).click();
    await page().getByText('short-2 is not in its store any more').waitFor();
    await window.screenshot('page-deleted');
    await expect.poll(() => window.rows().allTextContents()).toEqual(['quick.hnas', expect.stringMatching(/^short-1/)]);
    await expect.poll(() => page().getByRole('option').count()).toBeGreaterThan(0);
  });

  it('says that its store was deleted from outside', async () => {
    await window.rows().filter({ hasText: 'short-1' }).click();
    await window.page.locator('.tab.active').filter({ hasText: 'short-1' }).waitFor();
    await expect.poll(() => page().getByRole('option').count()).toBeGreaterThan(0);
    await rm(join(folder, '.hnas'), { recursive: true });
    await page().getByText('short-1 is not in its store any more').waitFor();
    await expect.poll(() => window.rows().count()).toBe(0);
    await window.screenshot('page-store-deleted');
  });

  it('prints no error of its own', () => {
    expect(window.errors).toEqual([]);
  });
});

/** Rules of axe-core that the page breaks seriously, with the elements that do. */
async function violations(window: Window): Promise<string[]> {
  const frame = await window.frame();
  await frame.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await frame.evaluate<Axe>('axe.run(document)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

interface Axe {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
