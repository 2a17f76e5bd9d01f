/** The anytime curve on the Pareto page in a browser: seen, read, compared, by mouse and by keyboard. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, openPage, withoutChromium, type OpenOptions, type OpenPage } from '../../support/webview/page.ts';
import { recordedRun } from '../../support/webview/recorded.ts';
import { withExits } from '../../support/webview/with-exits.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(withoutChromium)('the anytime curve (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  const plain = recordedRun({ points: 40 });
  const run = withExits(plain);

  async function using(options: OpenOptions, test: (open: OpenPage) => Promise<void>): Promise<void> {
    const open = await openPage(browser, options);
    try {
      await test(open);
      expect(open.problems).toEqual([]);
    } finally {
      await open.page.context().close();
    }
  }
  const select = async (open: OpenPage, row: number, from = run): Promise<void> => {
    await open.page.locator('.tabs tbody tr').nth(row).click();
    await open.answer(from);
  };
  const curve = (open: OpenPage) => open.page.getByRole('img', { name: /^Accuracy over multiply-accumulates/ });
  const exits = (open: OpenPage) => open.page.getByRole('table', { name: 'Exits' });

  it('is there for points whose exits were measured, as a picture in words and as a table', () =>
    using({}, async (open) => {
      await open.play(run);
      await select(open, 0);
      const label = (await curve(open).getAttribute('aria-label')) ?? '';
      const rows = await exits(open).locator('tbody tr').allInnerTexts();
      expect(rows.length).toBeGreaterThan(1);
      expect(rows.at(-1)).toMatch(/^\d, the end/);
      const accuracies = rows.map((row) => row.split('\t').at(-1) ?? '');
      for (const accuracy of accuracies) expect(label).toContain(`${accuracy} % at`);
      // A line with a corner for each exit, and a dot.
      const [line, dots] = await curve(open)
        .locator('path')
        .evaluateAll((all) => all.slice(-2).map((path) => path.getAttribute('d')));
      expect(line?.match(/V/g)).toHaveLength(rows.length);
      expect(dots?.match(/M/g)).toHaveLength(rows.length);
      expect(await open.page.locator('.facts').first().innerText()).not.toContain('@');
    }));

  it('is not there for others', () =>
    using({}, async (open) => {
      await open.play(plain);
      await select(open, 0, plain);
      expect(await curve(open).count()).toBe(0);
      expect(await exits(open).count()).toBe(0);
    }));

  it('offers no metric of an exit as an axis', () =>
    using({}, async (open) => {
      await open.play(run);
      const titles = await open.page.locator('vscode-option').allInnerTexts();
      expect(titles.length).toBeGreaterThan(3);
      expect(titles.filter((title) => title.includes('@'))).toEqual([]);
    }));

  it('is compared by keyboard, kept over a reload, and let go', () =>
    using({}, async (open) => {
      await open.play(run);
      await select(open, 0);
      const first = await exits(open).locator('tbody tr').count();
      await open.page.getByRole('button', { name: 'Keep for comparison' }).focus();
      await open.page.keyboard.press('Enter');
      await open.settle();
      expect(await open.page.evaluate(() => document.activeElement?.textContent)).toBe('Do not keep');
      await select(open, 1);
      expect(await curve(open).getAttribute('aria-label')).toMatch(/evaluation \d+: .*; evaluation \d+: /);
      expect(await exits(open).locator('tbody').count()).toBe(2);
      expect(await exits(open).locator('tbody').nth(1).locator('tr').count()).toBe(first + 1);
      // What the user chose is kept a moment later.
      await expect.poll(() => open.page.evaluate(() => sessionStorage.getItem('state') ?? '')).toContain('"compared"');
      await expect
        .poll(() =>
          open.page.evaluate(
            () =>
              (JSON.parse(sessionStorage.getItem('state') ?? '{}') as { selected?: { position: number } }).selected
                ?.position,
          ),
        )
        .toBeDefined();
      await open.page.reload();
      await open.play(run);
      expect(await exits(open).locator('tbody').count()).toBe(2);
      const forget = open.page.getByRole('button', { name: /^Do not compare with/ });
      await forget.focus();
      await open.page.keyboard.press('Enter');
      await open.settle();
      expect(await exits(open).locator('tbody').count()).toBe(1);
      expect(await forget.count()).toBe(0);
    }));

  it.each(['light', 'highContrast'] as const)('has no serious fault in the theme %s', (theme) =>
    using({ theme }, async (open) => {
      await open.play(run);
      await select(open, 0);
      await open.page.getByRole('button', { name: 'Keep for comparison' }).click();
      await select(open, 1);
      expect(await faults(open)).toEqual([]);
    }),
  );

  it('fits a narrow panel', () =>
    using({ width: 320, height: 900 }, async (open) => {
      await open.play(run);
      await select(open, 0);
      const box = await curve(open).boundingBox();
      expect(box?.width).toBeGreaterThan(150);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
      expect(box?.height).toBe(210);
    }));
});

async function faults({ page }: OpenPage): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
