/** The language part in a real VS Code, with the packaged extension: colours, problems, fixes, hints, lenses, restarts. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('the language in VS Code', () => {
  let vscode: VsCode;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('language');
    const folder = await makeWorkspace(vscode, {
      'quick.hnas': { fixture: 'quick.hnas' },
      'spaces/nasbench201.hnas': { example: 'spaces/nasbench201.hnas' },
    });
    window = await openWindow(vscode, folder, { file: 'quick.hnas', height: 1300 });
  });
  afterAll(async () => {
    await window?.screenshot('language-end');
    await vscode?.close();
  });

  it('colours keywords, names, numbers and comments differently', async () => {
    const texts = ['output', 'SmallCnn', '10', '/// Small'];
    const colours = async (): Promise<number> =>
      new Set(await Promise.all(texts.map((text) => window.colour(text)))).size;
    await expect.poll(colours).toBe(texts.length);
  });

  it('shows how many architectures a space holds and what one costs, before anything was run', async () => {
    await expect.poll(() => window.hints()).toEqual(expect.arrayContaining(['10 240 archs']));
    await expect.poll(() => window.hints()).toEqual(expect.arrayContaining([expect.stringMatching(/^\S+K? params/)]));
    await window.screenshot('language-hints');
  });

  it('underlines a typo, and mends it by a quick fix', async () => {
    await window.goTo(24, 22);
    await window.type('x');
    await expect.poll(() => window.squiggles('error').count()).toBeGreaterThan(0);
    await window.screenshot('language-squiggle');
    await window.page.keyboard.press('Control+.');
    await window.screenshot('language-fix');
    await window
      .pick(/Change to/)
      .first()
      .click();
    await expect.poll(() => window.squiggles('error').count()).toBe(0);
  });

  it('goes on after its language server was restarted', async () => {
    await window.palette('HyperNAS: Restart Language Server');
    await expect.poll(() => window.status('language server restarted').count()).toBe(1);
    await window.openFile('nasbench201.hnas');
    await expect.poll(() => window.hints()).toContain('15 625 archs');
  });

  it('prints no error of its own', () => {
    expect(window.errors).toEqual([]);
  });
});
