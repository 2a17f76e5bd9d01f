/** A window of the VS Code under test on a folder: what a person does there and sees there, each wait on a condition. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { address } from '../../../scripts/ide/main.ts';
import { root } from '../../../scripts/ide/package.ts';
import type { VsCode } from './vscode.ts';

/** What is used of the browser. */
declare const getComputedStyle: (element: unknown) => { readonly color: string };

export interface WindowOptions {
  /** A file of the folder that is to be open at first. */
  readonly file?: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Window {
  readonly page: Page;
  /** What was printed as an error that is this extension's. */
  readonly errors: readonly string[];
  /** Opens a file by its name. */
  openFile(name: string): Promise<void>;
  /** Runs a command by its title in the palette. */
  palette(title: string): Promise<void>;
  /** Puts the cursor at a line, 1-based, and a column. */
  goTo(line: number, column?: number): Promise<void>;
  /** Types at the cursor. */
  type(text: string): Promise<void>;
  /** Text of the visible lines of the editor, hints included, spaces as plain ones. */
  lines(): Promise<string[]>;
  /** The inlay hints that are visible, top down. */
  hints(): Promise<string[]>;
  /** Colour of the first piece of the editor's text that begins with this. */
  colour(text: string): Promise<string>;
  squiggles(severity: 'error' | 'warning' | 'info'): Locator;
  /** Messages of the notifications that are open. */
  notification(text: string | RegExp): Locator;
  /** Entries of the status bar. */
  status(text: string | RegExp): Locator;
  /** Rows of a tree view in the side bar. */
  rows(): Locator;
  /** An entry of the list that is open: quick pick, code actions. */
  pick(text: string | RegExp): Locator;
  /** The page inside the n-th webview. */
  webview(n?: number): FrameLocator;
  /** The same, for scripts that are to run in there. */
  frame(n?: number): Promise<Frame>;
  /** Loads the window anew. */
  reload(): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export const openWindow = (vscode: VsCode, folder: string, options: WindowOptions = {}): Promise<Window> => {
  const file = options.file === undefined ? undefined : join(folder, options.file);
  return openPage(vscode.browser, address(vscode.server.url, folder, file), options);
};

/** The window at an address. */
export async function openPage(browser: Browser, url: string, options: WindowOptions = {}): Promise<Window> {
  const { file, width = 1400, height = 900 } = options;
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('console', (message) => {
    const text = `${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && isOurs(text)) errors.push(text);
  });
  page.on('pageerror', ({ message, stack = message }) => {
    if (isOurs(stack)) errors.push(stack);
  });
  await page.goto(url);
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  if (file !== undefined) await tab(page, file).waitFor();

  const palette = async (title: string): Promise<void> => {
    const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    // The list is the one of when it was opened: a command that an extension brings after that is not in it. What takes the focus closes it.
    for (let tries = 20; ; tries--) {
      try {
        await page.keyboard.press('F1');
        await page.locator('.quick-input-widget input.input').fill(`>${title}`, { timeout: 3000 });
        // A command that loads the window anew is not waited for.
        return await row.click({ timeout: 3000, noWaitAfter: true });
      } catch (error) {
        if (tries === 0) throw error;
        await page.keyboard.press('Escape');
      }
    }
  };
  return {
    page,
    errors,
    palette,
    openFile: async (name) => {
      await page.keyboard.press('Control+P');
      await page.locator('.quick-input-widget input.input').fill(name);
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().click();
      await tab(page, name).waitFor();
    },
    goTo: async (line, column = 1) => {
      const box = page.locator('.quick-input-widget');
      const there = page.locator('.statusbar-item').filter({ hasText: `Ln ${line}, Col ${column}` });
      // What takes the focus meanwhile, an edit that is applied say, closes the box before it was read.
      for (let left = 3; ; left--) {
        try {
          await page.keyboard.press('Control+G');
          await box.locator('input.input').fill(`:${line}:${column}`, { timeout: 10_000 });
          await page.keyboard.press('Enter');
          await box.waitFor({ state: 'hidden', timeout: 10_000 });
          await there.first().waitFor({ timeout: 10_000 });
          return;
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
    type: (text) => page.keyboard.type(text),
    lines: async () => (await editor(page).locator('.view-line').allTextContents()).map(plain),
    hints: async () => (await editor(page).locator('.view-line [class*="dyn-rule"]').allTextContents()).map(plain),
    colour: (text) =>
      editor(page)
        .locator('.view-line span > span')
        .filter({ hasText: new RegExp(`^${escaped(text).replaceAll(' ', '.')}`) })
        .first()
        .evaluate((element) => getComputedStyle(element).color),
    squiggles: (severity) => editor(page).locator(`.squiggly-${severity}`),
    notification: (text) => page.locator('.notification-list-item').filter({ hasText: text }),
    status: (text) => page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }),
    rows: () => page.locator('.part.sidebar .monaco-list-row, .part.panel .monaco-list-row'),
    pick: (text) =>
      page.locator('.quick-input-list .monaco-list-row, .action-widget .monaco-list-row').filter({ hasText: text }),
    webview: (n = 0) => page.frameLocator('iframe.webview').nth(n).frameLocator('iframe#active-frame'),
    frame: async (n = 0) => {
      const inner = page.frameLocator('iframe.webview').nth(n).locator('iframe#active-frame');
      const frame = await (await inner.elementHandle())?.contentFrame();
      if (frame == null) throw new Error('the webview has no page');
      return frame;
    },
    reload: async () => {
      const loaded = page.waitForEvent('load');
      await palette('Developer: Reload Window');
      await loaded;
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
    },
    screenshot: async (name) => {
      const path = join(root, 'artefacts', 'e2e', `${name}.png`);
      mkdirSync(dirname(path), { recursive: true });
      await page.screenshot({ path });
    },
    close: () => context.close(),
  };
}

const editor = (page: Page): Locator => page.locator('.editor-instance .monaco-editor').first();
const tab = (page: Page, name: string): Locator =>
  page
    .locator('.tabs-container .tab')
    .filter({ hasText: name.split('/').at(-1) ?? name })
    .first();

/** VS Code draws spaces as no-break ones, and numbers are grouped by narrow ones. */
const plain = (text: string): string =>
  text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replaceAll('\u200c', '')
    .trim();

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Of this extension and its pages; VS Code prints errors of its own however well all goes. A request that meets a language server which is being
 * restarted is made again.
 */
const isOurs = (text: string): boolean =>
  /hypernas|content.security.policy/i.test(text) && !text.includes('Starting server failed');
