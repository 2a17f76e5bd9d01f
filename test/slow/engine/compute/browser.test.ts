/** The conformance suite on the web backend in headless Chromium: alone, and with threads on a page that may have them. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserResult } from '../../../support/compute-in-browser.ts';
import { findChromium } from '../../../e2e/driver/needs.ts';
import { root } from '../../../support/spaces.ts';

const executablePath = findChromium();
// In continuous integration its absence is a failure.
const suite = executablePath === undefined && process.env['CI'] === undefined ? describe.skip : describe;

suite('the web backend in Chromium (skipped where there is none)', () => {
  let browser: Browser;
  let server: Server;
  const scripts = new Map<string, string>();
  beforeAll(async () => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ['test/support/compute-in-browser.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      // What opens the backends of Node lies in chunks that are never asked for.
      splitting: true,
      external: ['node:*'],
      outdir: '/',
    });
    for (const { path, text } of outputFiles) scripts.set(`/${basename(path)}`, text);
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const isolated = url.pathname.startsWith('/isolated') || url.pathname.startsWith('/ort/');
      if (isolated) {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      }
      if (url.pathname.endsWith('.html')) {
        response.setHeader('Content-Type', 'text/html');
        response.end('<!doctype html><script type="module" src="/compute-in-browser.js"></script>');
      } else if (scripts.has(url.pathname)) {
        response.setHeader('Content-Type', 'text/javascript');
        response.end(scripts.get(url.pathname));
      } else if (/^\/ort\/[\w.-]+$/.test(url.pathname)) {
        response.setHeader('Content-Type', url.pathname.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
        response.end(readFileSync(join(root, 'node_modules/onnxruntime-web/dist', url.pathname.slice(5))));
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it.each([
    ['alone', '/plain.html', 1],
    ['with threads', '/isolated.html', 2],
  ])('computes what it should, %s', async (_, path, threads) => {
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`${origin}${path}`);
    // Asked for two threads in both: a page that is not isolated has one.
    const result = await page.evaluate(
      (folder) =>
        (globalThis as unknown as { conformance(folder: string, threads: number): Promise<BrowserResult> }).conformance(
          folder,
          2,
        ),
      `${origin}/ort/`,
    );
    expect(result.detail).toMatch(new RegExp(`WebAssembly, ${threads} thread`));
    expect(result.distances.length).toBeGreaterThan(100);
    expect(result.distances.filter(([, distance]) => !(typeof distance === 'number' && distance < 2e-5))).toEqual([]);
    expect(result.left).toEqual([0, 0]);
    expect(problems).toEqual([]);
    await page.close();
  });
});
