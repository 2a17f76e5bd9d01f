/** The commands that are not about runs, from an empty folder on: walkthrough, templates, checks, drawing, importing, exporting, Doctor, tasks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVsCode, type VsCode } from './driver/vscode.ts';
import { openWindow, type Window } from './driver/window.ts';
import { makeWorkspace } from './driver/workspace.ts';

const broken = 'space Broken {\n  input image[1, 8, 8]\n  output logits[10]\n  network { covn3x3(out: 4) }\n}\n';

describe.skipIf(inject('lacking') !== '')('commands in VS Code', () => {
  let vscode: VsCode;
  let folder: string;
  let window: Window;

  beforeAll(async () => {
    vscode = await openVsCode('commands');
    folder = await makeWorkspace(vscode, {});
    window = await openWindow(vscode, folder);
  });
  afterAll(async () => {
    await window?.screenshot('commands-end');
    await vscode?.close();
  });

  /** Accepts the box once it proposes or asks what it is expected to, with another text where one is given. */
  const accept = async (expected: string, text?: string): Promise<void> => {
    const box = window.page.locator('.quick-input-widget');
    const input = box.locator('input.input');
    await expect.poll(async () => `${await box.innerText()} ${await input.inputValue()}`).toContain(expected);
    if (text !== undefined) {
      await input.fill(text);
      // The dialog looks for what is typed before it takes it.
      await window.pick(basename(text)).first().waitFor();
    }
    await window.page.keyboard.press('Enter');
  };

  /** Waits for the question: the one before may list the same answer, and is there for a moment more. */
  const choose = async (question: string, answer: string): Promise<void> => {
    await window.page.locator('.quick-input-widget').getByPlaceholder(question).waitFor();
    await window.pick(answer).first().click();
  };

  it('begins with a walkthrough, whose template is a checked file with its hints', async () => {
    const step = (name: string) => window.page.locator(`.getting-started-step[data-step-id$="#start#${name}"]`);
    await window.palette('Welcome: Open Walkthrough');
    await window.pick('Search network architectures').first().click();
    await step('spec').click();
    await window.webview().locator('svg text').first().waitFor();
    await window.screenshot('commands-walkthrough');
    // The step about a folder is for windows without one.
    expect(await window.page.locator('.getting-started-step').count()).toBe(5);
    await step('spec').getByRole('button', { name: 'New Space from Template' }).click();
    await accept('demo.hnas');
    await expect.poll(() => window.hints()).toContain('20 000 archs');
    expect(readFileSync(join(folder, 'demo.hnas'), 'utf8')).toContain('experiment Demo {');
    await window.screenshot('commands-template');
    await window.page.locator('.tabs-container .tab').filter({ hasText: 'Welcome' }).first().click();
    await expect.poll(() => step('spec').getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
    await window.screenshot('commands-walkthrough-done');
    await window.openFile('demo.hnas');
  });

  it('checks the workspace, and shows the problems of files that are not open', async () => {
    await window.palette('HyperNAS: Check Workspace');
    await window.notification('1 file checked: no problems.').first().waitFor();
    await window.palette('Notifications: Clear All');
    writeFileSync(join(folder, 'broken.hnas'), broken);
    // The language server hears of the new file a moment later.
    await window.page.locator('.explorer-folders-view').getByText('broken.hnas').waitFor();
    await window.palette('HyperNAS: Check Workspace');
    await window.notification('2 files checked: 1 error in 1 file.').first().waitFor();
    await expect.poll(() => window.page.locator('.markers-panel').getByText('broken.hnas').count()).toBeGreaterThan(0);
    await window.screenshot('commands-problems');
    writeFileSync(join(folder, 'broken.hnas'), '');
    await window.palette('Notifications: Clear All');
  });

  it('draws an architecture of the space and selects it', async () => {
    await window.palette('HyperNAS: Sample Architecture');
    await expect
      .poll(() => window.lines())
      // Hints of costs stand right behind the name.
      .toEqual(expect.arrayContaining([expect.stringMatching(/^arch sample.* of SmallCnn = /)]));
    await window.screenshot('commands-sample');
  });

  it('exports it as PyTorch', async () => {
    await window.palette('HyperNAS: Export Architecture');
    await window.pick('PyTorch').first().click();
    await accept('sample.py');
    await window
      .notification(/sample is exported as PyTorch/)
      .first()
      .waitFor();
    expect(readFileSync(join(folder, 'sample.py'), 'utf8')).toContain('nn.Module');
    await window.palette('Notifications: Clear All');
  });

  it('imports a table as an evaluator with an experiment', async () => {
    writeFileSync(
      join(folder, 'measured.csv'),
      'arch,val_acc,phone_latency\n"{ width: 8 }",91.5,3.2\n"{ width: 12 }",92.5,4.1\n',
    );
    await window.palette('HyperNAS: Import Table');
    await accept('A table of measured architectures', join(folder, 'measured.csv'));
    await choose('How the table writes architectures', 'the canonical text');
    await choose('Which column holds the architectures', 'arch');
    await choose('Which column holds the accuracy', 'val_acc');
    await choose('Which columns hold latencies', 'phone_latency');
    await window.page.locator('.quick-input-action').getByText('OK').click();
    await window.pick('An experiment that searches SmallCnn').first().click();
    await window.notification('measured.csv holds 2 measured architectures.').first().waitFor();
    await expect.poll(() => window.lines()).toEqual(expect.arrayContaining(['minimize latency(device: "phone")']));
    await expect.poll(() => window.squiggles('error').count()).toBe(0);
    await window.screenshot('commands-table');
    await window.palette('Notifications: Clear All');
  });

  it('tells what the machine offers', async () => {
    await window.palette('HyperNAS: Doctor');
    await expect.poll(() => window.lines()).toEqual(expect.arrayContaining(['## Backends']));
    await window.screenshot('commands-doctor');
  });

  it('lists what can be done about server and engine, and which devices there are', async () => {
    await window.palette('HyperNAS: Status and Help');
    await window.pick('Restart Language Server').first().waitFor();
    await window.screenshot('commands-status');
    await window.pick('Choose Device').first().click();
    // The one that every package has.
    await window.pick('onnxruntime-web').first().waitFor();
    await window.screenshot('commands-devices');
    await window.page.keyboard.press('Escape');
  });

  it('offers tasks, and runs one', async () => {
    await window.palette('Tasks: Run Task');
    // Providers come one by one, and each moves the list.
    await window.page.locator('.quick-input-widget input.input').fill('hnas');
    await window.pick('hnas').first().click();
    await window.screenshot('commands-tasks');
    await window.pick('check all files').first().click();
    const done = window.page.locator('.single-terminal-tab').filter({ hasText: 'check all files' });
    await done.locator('.codicon-check').waitFor();
    await window.screenshot('commands-task');
  });

  it('prints no error of its own', () => {
    expect(window.errors).toEqual([]);
  });
});
