/** The Pareto page by axe-core, in the editor's four kinds of theme and with each of its views: nothing serious, nothing critical. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, openPage, withoutChromium, type OpenPage } from '../../support/webview/page.ts';
import { recordedRun } from '../../support/webview/recorded.ts';
import { themes, type ThemeName } from '../../support/webview/themes.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(withoutChromium)('the Pareto page for everyone (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  const runs = [recordedRun({ points: 60 }), recordedRun({ run: 'r2', seed: 1, points: 40, state: 'interrupted' })];

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no serious fault in the theme ${theme}`, async () => {
      const open = await openPage(browser, { theme });
      await open.play(...runs);
      for (const tab of ['Front', 'Decisions', 'Progress', 'Predictions', 'Importance']) {
        await open.page.getByRole('tab', { name: tab }).click();
        await open.answer(...runs);
        expect(await faults(open), tab).toEqual([]);
      }
      await open.page.getByRole('button', { name: 'Objectives' }).click();
      expect(await faults(open), 'objectives').toEqual([]);
      await open.page.keyboard.press('Escape');
      await open.page.getByRole('tab', { name: 'Front' }).click();
      await open.page.locator('tbody tr').first().click();
      await open.answer(...runs);
      await open.send('trouble', {
        severity: 'warning',
        message: 'The engine is not running.',
        action: { id: 'restartEngine', title: 'Restart engine' },
      });
      await open.settle();
      expect(await faults(open), 'a selected point and a warning').toEqual([]);
      expect(open.problems).toEqual([]);
      await open.page.context().close();
    });
  }

  it('has none while it loads, with nothing to show, and in a narrow panel', async () => {
    const open = await openPage(browser, { width: 320, height: 700 });
    expect(await faults(open), 'loading').toEqual([]);
    await open.send('runs', { runs: [] });
    await open.settle();
    expect(await faults(open), 'empty').toEqual([]);
    await open.play(...runs);
    expect(await faults(open), 'narrow').toEqual([]);
    await open.page.context().close();
  });

  it('the check finds what is wrong', async () => {
    const open = await openPage(browser);
    await open.play(...runs);
    await open.page.evaluate(() => {
      document.body.append(document.createElement('button'));
    });
    expect(await faults(open)).toHaveLength(1);
    await open.page.context().close();
  });
});

async function faults({ page }: OpenPage): Promise<string[]> {
  // By the driver: the page's own policy lets no other script in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => `${node.html.slice(0, 160)} (${node.failureSummary})`)
          .slice(0, 3)
          .join(' | ')}`,
    );
}
