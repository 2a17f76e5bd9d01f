/** The budget of the Pareto page for a hundred thousand points: a frame below 50 ms while panning, first paint below 500 ms. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measurePoints, type Measured } from '../../support/webview/measure.ts';
import { launch, withoutChromium } from '../../support/webview/page.ts';

describe.skipIf(withoutChromium)('a hundred thousand points on the Pareto page (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  it('are panned below 50 ms a frame and painted below 500 ms', async () => {
    // The machine may have other work: the best of a few tries is what the page can do.
    const tries: Measured[] = [];
    const best = (read: (measured: Measured) => number): number => Math.min(...tries.map(read));
    for (let i = 0; i < 5; i++) {
      tries.push(await measurePoints(browser, 100_000, 40));
      if (best((m) => m.panning.median) < 50 && best((m) => m.firstPaint) < 500) break;
    }
    expect(best((m) => m.panning.median)).toBeLessThan(50);
    expect(best((m) => m.firstPaint)).toBeLessThan(500);
    // Without any thought it takes longer than the page does.
    expect(best((m) => m.work.median)).toBeLessThan(best((m) => m.arcs.median));
  });
});
