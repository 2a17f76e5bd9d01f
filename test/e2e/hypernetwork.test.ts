/** A hypernetwork trained in the editor: by its lens and from the palette, stopped, gone on with after a reload, to its end. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

describe.skipIf(inject('lacking') !== '')('a hypernetwork in VS Code', () => {
  let vscode: VsCode;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('hypernetwork');
    const folder = await makeWorkspace(vscode, { 'weights.hnas': { fixture: 'weights.hnas' } });
    window = await openWindow(vscode, folder, { file: 'weights.hnas', width: 1400, height: 1000 });
  });
  afterAll(async () => {
    await window?.screenshot('hypernetwork-end');
    await vscode?.close();
  });

  const lens = (text: string | RegExp) => window.page.locator('.codelens-decoration').getByText(text);
  const training = () => window.notification('Training Long');
  /** A click at a lens that is just drawn anew is lost. */
  const begin = async (text: string | RegExp): Promise<void> => {
    await lens(text).first().waitFor({ timeout: 120_000 });
    await expect
      .poll(
        async () => {
          await lens(text).first().click({ timeout: 5000 });
          return training().waitFor({ timeout: 5000 }).then(() => true, () => false); // prettier-ignore
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    await progress().waitFor({ timeout: 120_000 });
  };
  /** Steps that the lens over `Long` says are done. */
  const done = async (): Promise<number> => {
    const [text = ''] = await lens(/Continue \(/).allTextContents();
    return Number(/\((.*) of/.exec(text)?.[1]?.replace(/\D/g, '') ?? NaN);
  };
  const progress = () => window.notification(/Training Long.*\d+ of 1\D000\D000 steps · loss \d/);

  it('is trained by its lens, and says how far it is', async () => {
    await begin(/^Train$/);
    await lens('Stop training').waitFor();
    await window.screenshot('hypernetwork-training');
  });

  it('keeps what it learnt when it is cancelled', async () => {
    await progress().getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(0);
    await window.screenshot('hypernetwork-cancelled');
  });

  it('goes on from there, and keeps what it learnt when its window is loaded anew', async () => {
    const before = await done();
    await begin(/Continue/);
    await window.reload();
    await expect.poll(done, { timeout: 120_000 }).toBeGreaterThan(before);
  });

  it('is trained to its end from the palette', async () => {
    await window.goTo(31, 5);
    await window.palette('HyperNAS: Train Hypernetwork');
    await window.notification(/Short is trained: 3 steps in .*, loss \d/).waitFor({ timeout: 120_000 });
    await lens('trained, 3 steps').waitFor();
    await window.screenshot('hypernetwork-trained');
  });

  it('prints no error of its own', () => {
    expect(window.errors).toEqual([]);
  });
});
