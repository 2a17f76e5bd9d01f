/** A search in a real VS Code: begun from the palette, watched in the tree and on the page, stopped, resumed, its results used. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { engines, evaluationsOf, kill, runProcesses } from './driver/runs.ts';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

const run = 'quick-1';

describe.skipIf(inject('lacking') !== '')('a search in VS Code', () => {
  let vscode: VsCode;
  let folder: string;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('search');
    folder = await makeWorkspace(vscode, { 'quick.hnas': { fixture: 'quick.hnas' } });
    window = await openWindow(vscode, folder, { file: 'quick.hnas', width: 1600, height: 1000 });
  });
  afterAll(async () => {
    await window?.screenshot('search-end');
    await vscode?.close();
  });

  const page = () => window.webview();
  const evaluations = () => evaluationsOf(window, run);
  /** Points that the page says it shows. */
  const points = async (): Promise<number> =>
    Number(/(\d+) evaluations?/.exec(await page().getByRole('status').first().innerText())?.[1] ?? 0);

  it('begins from the palette, and shows in the tree, in a notification and in the status bar', async () => {
    await expect.poll(() => window.hints()).toContain('10 240 archs');
    await window.palette('HyperNAS: Run Search');
    await window.pick('Quick').first().click();
    await window.notification(/Searching Quick \(quick-1\)/).waitFor();
    await window.palette('HyperNAS: Focus on Runs View');
    await expect.poll(evaluations).toBeGreaterThanOrEqual(0);
    await expect.poll(() => window.status(/Quick \d+\/400/).count()).toBe(1);
    await window.screenshot('search-tree');
  });

  it('shows points on the page as they come', async () => {
    await window.palette('HyperNAS: Open Pareto Front');
    await expect.poll(points).toBeGreaterThan(0);
    const first = await points();
    await expect.poll(points).toBeGreaterThan(first);
    await window.screenshot('search-page-live');
  });

  it('goes on after its process was killed', async () => {
    const [first] = runProcesses(vscode);
    if (first === undefined) throw new Error('no process works on the run');
    const before = await evaluations();
    kill(first);
    await expect.poll(() => runProcesses(vscode).some(({ pid }) => pid !== first.pid)).toBe(true);
    await expect.poll(evaluations).toBeGreaterThan(before + 1);
  });

  it('goes on after the engine was killed, and says so', async () => {
    const [engine] = engines(vscode);
    if (engine === undefined) throw new Error('there is no engine');
    const before = await evaluations();
    kill(engine);
    await window.notification(/The engine was started again, and Quick \(quick-1\) goes on where it was/).waitFor();
    await window.screenshot('search-engine-killed');
    await expect.poll(evaluations).toBeGreaterThan(before + 1);
    await expect.poll(points).toBeGreaterThan(before + 1);
    expect(runProcesses(vscode).length).toBe(1);
  });

  it('stops, and goes on when it is resumed', async () => {
    await window.palette('HyperNAS: Stop');
    await window.notification(/quick-1 is stopped; its \d+ evaluations are kept/).waitFor();
    expect(runProcesses(vscode)).toEqual([]);
    const before = await evaluations();
    await window.screenshot('search-stopped');
    await window.palette('HyperNAS: Resume');
    await expect.poll(evaluations).toBeGreaterThan(before);
    await window.palette('HyperNAS: Stop');
    await expect.poll(() => runProcesses(vscode)).toEqual([]);
  });

  it('inserts the architecture of a point that is clicked, with what was measured as its hint', async () => {
    await page().getByRole('option').last().click({ force: true });
    const inserted = /^arch quick_1_\d+ of SmallCnn = /m;
    await expect.poll(async () => (await window.lines()).join('\n')).toMatch(/arch quick_1_\d+/);
    await expect.poll(() => window.hints()).toContainEqual(expect.stringMatching(/^=\s*\d+\.\d/));
    await window.screenshot('search-inserted');
    await window.palette('File: Save');
    await expect.poll(() => readFileSync(join(folder, 'quick.hnas'), 'utf8')).toMatch(inserted);
  });

  it('comes to its end, and says so', async () => {
    await window.palette('HyperNAS: Run Search');
    await window.pick('Short').first().click();
    await window.notification(/Short \(short-1\) is done: 8 evaluations, \d+ architectures on the front/).waitFor();
    await window.screenshot('search-done');
  });

  it('prints no error of its own', () => {
    expect(window.errors).toEqual([]);
  });
});
