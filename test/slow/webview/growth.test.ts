/** The Pareto page that is told of a long run for hours: what it holds does not grow with the messages. */
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, openPage, withoutChromium, type OpenPage } from '../../support/webview/page.ts';
import { recordedRun } from '../../support/webview/recorded.ts';

describe.skipIf(withoutChromium)('the Pareto page over 10,000 messages (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  it('holds no more than after the first 4,000', async () => {
    const run = recordedRun({ points: 200, state: 'running' });
    const open = await openPage(browser);
    await open.play(run);
    await open.page.locator('tbody tr').first().click();
    await open.answer(run);
    const session = await open.page.context().newCDPSession(open.page);
    await session.send('Performance.enable');

    await tell(open, 4_000);
    const before = await held(session);
    await tell(open, 6_000);
    const after = await held(session);
    expect(await open.page.locator('.runs .state').innerText()).toContain('epoch 6000 of 6000');
    // A message that stayed would be more than a hundred bytes; what the compiler learns meanwhile is half of that, and comes to an end.
    expect(after.bytes - before.bytes).toBeLessThan(6_000 * 100);
    expect(after.nodes - before.nodes).toBeLessThan(500);
    expect(after.listeners - before.listeners).toBeLessThan(50);
    expect(open.problems).toEqual([]);
    await open.page.context().close();
  });
});

/** As the engine does it, twenty in a frame. */
function tell({ page }: OpenPage, messages: number): Promise<void> {
  return page.evaluate(async (count) => {
    for (let n = 1; n <= count; n++) {
      window.__receive('progress', {
        ...{ store: '/project/.hnas/runs.db', run: 'r1', done: 200, budget: 10_000, share: n / count },
        ...{ doing: `epoch ${n} of ${count}`, secondsLeft: count - n },
      });
      if (n % 20 === 0) await new Promise((done) => requestAnimationFrame(done));
    }
    await new Promise((done) => setTimeout(done, 100));
  }, messages);
}

interface Held {
  readonly bytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

async function held(session: CDPSession): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { bytes: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
}
