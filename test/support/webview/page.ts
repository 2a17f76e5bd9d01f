/** The Pareto page in headless Chromium, with an editor that plays recorded messages: for tests, screenshots and benchmarks. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Envelope, FromPageName, ToPageName } from '../../../client/pareto/contract.ts';
import { paretoPage } from '../../../client/pareto/page.ts';
import { toJson } from '../../../engine/protocol/json.ts';
import { themes, type ThemeName } from './themes.ts';
import type { Recorded } from './recorded.ts';

const root = join(import.meta.dirname, '../../..');

/** Of the system; `CHROMIUM` names another one. */
export const chromiumPath = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** Where there is none, tests are skipped by name, but not in continuous integration. */
export const withoutChromium = chromiumPath === undefined && process.env['CI'] === undefined;

export async function launch(): Promise<Browser> {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'pareto'], { stdio: 'pipe' });
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}

export interface OpenPage {
  readonly page: Page;
  /** What the page said in its console that is no information, and what broke the content security policy. */
  readonly problems: string[];
  send(name: ToPageName, content: unknown): Promise<void>;
  /** Everything that the page sent, oldest first. */
  sent(name?: FromPageName): Promise<Envelope[]>;
  /** Sends what the page is told of a run, and answers what it asks of it, until the page is quiet. */
  play(...runs: readonly Recorded[]): Promise<void>;
  answer(...runs: readonly Recorded[]): Promise<void>;
  /** After two frames. */
  settle(): Promise<void>;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
}

const origin = 'https://webview.test';

export async function openPage(browser: Browser, options: OpenOptions = {}): Promise<OpenPage> {
  const { theme = 'dark', width = 1100, height = 820, scale = 1 } = options;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  const { bodyClass, variables } = themes[theme];
  const html = paretoPage({
    nonce: 'n0nce',
    cspSource: origin,
    script: `${origin}/pareto.js`,
    style: `${origin}/pareto.css`,
    language: 'en',
    title: 'Pareto',
    loading: 'Loading…',
  });
  const files: Readonly<Record<string, readonly [type: string, body: () => string]>> = {
    '/': ['text/html', () => html.replace('<body>', `<body class="${bodyClass}">`)],
    '/pareto.js': ['text/javascript', () => readFileSync(join(root, 'dist/pareto.js'), 'utf8')],
    '/pareto.css': ['text/css', () => readFileSync(join(root, 'dist/pareto.css'), 'utf8')],
  };
  await page.route(`${origin}/**`, (route) => {
    const file = files[new URL(route.request().url()).pathname];
    return file === undefined
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType: file[0], body: file[1]() });
  });
  await page.addInitScript(editor, variables);
  await page.goto(`${origin}/`);

  const settle = (): Promise<void> =>
    page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
    );
  const sent = async (name?: FromPageName): Promise<Envelope[]> => {
    const all = await page.evaluate(() => window.__sent);
    return name === undefined ? all : all.filter((each) => each.name === name);
  };
  const send = async (name: ToPageName, content: unknown): Promise<void> => {
    const packed = pack(toJson(content));
    await page.evaluate(({ n, c }) => window.__receive(n, c), { n: name as string, c: packed });
  };
  let seen = 0;
  const answer = async (...runs: readonly Recorded[]): Promise<void> => {
    const all = await sent();
    for (const message of all.slice(seen)) await reply(message, runs, send);
    seen = all.length;
    await settle();
    if ((await sent()).length > seen) await answer(...runs);
  };
  return {
    page,
    problems,
    send,
    sent,
    settle,
    answer,
    play: async (...runs) => {
      await send('runs', { runs: runs.map(({ setup, summary }) => ({ setup, summary })) });
      for (const run of runs) await send('points', { ...keyOf(run), columns: run.columns });
      await settle();
      await answer(...runs);
    },
  };
}

const keyOf = ({ setup: { store, run } }: Recorded): { store: string; run: string } => ({ store, run });

async function reply(message: Envelope, runs: readonly Recorded[], send: OpenPage['send']): Promise<void> {
  const content = message.content as { run?: string; position?: number; positions?: number[]; metric?: string } | null;
  const run = runs.find((each) => each.setup.run === content?.run);
  if (run === undefined || content === null) return;
  if (message.name === 'describe')
    await send('described', { ...keyOf(run), points: content.positions?.map((position) => run.describe(position)) });
  if (message.name === 'draw')
    await send('drawn', { ...keyOf(run), position: content.position, drawing: run.drawing(content.position ?? 0) });
  if (message.name === 'importance')
    await send('importance', { ...keyOf(run), metric: content.metric, ...run.importance(content.metric ?? '') });
}

/** Buffers do not pass through the driver's JSON: as base 64, until they are in the page. */
export function pack(value: unknown): unknown {
  if (value instanceof Float64Array)
    return { $float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, pack(each)]));
}

declare global {
  interface Window {
    __sent: Envelope[];
    __receive(name: string, content: unknown): void;
    __unpack(content: unknown): unknown;
  }
}

/** Runs in the page before its script: what the editor does to a webview. */
function editor(variables: Readonly<Record<string, string>>): void {
  const paint = (): boolean => {
    const root = document.documentElement as HTMLElement | null;
    for (const [name, value] of Object.entries(variables)) root?.style.setProperty(`--vscode-${name}`, value);
    return root !== null;
  };
  // The script comes before the document has its root.
  if (!paint())
    new MutationObserver((_, observer) => paint() && observer.disconnect()).observe(document, { childList: true });
  window.__sent = [];
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if ('$float64' in value)
      return new Float64Array(Uint8Array.from(atob(value.$float64 as string), (c) => c.charCodeAt(0)).buffer);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpack(each)]));
  };
  window.__unpack = unpack;
  window.__receive = (name, content) => window.postMessage({ name, content: unpack(content) }, '*');
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) =>
        window.__sent.push(structuredClone(message) as { name: string; content: unknown }),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
      setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
    }),
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error(
      `content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`,
    ),
  );
}
