/** The Pareto page in a browser: what the user does to it, what it tells the editor, and what it keeps. */
import type { FromPage } from '../../../client/pareto/contract.ts';
import { inflateSync } from 'node:zlib';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, openPage, withoutChromium, type OpenOptions, type OpenPage } from '../../support/webview/page.ts';
import { recordedRun, slice } from '../../support/webview/recorded.ts';

describe.skipIf(withoutChromium)('the Pareto page (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  const run = recordedRun({ points: 120 });
  const key = { store: run.setup.store, run: 'r1' };

  async function using(options: OpenOptions, test: (open: OpenPage) => Promise<void>): Promise<void> {
    const open = await openPage(browser, options);
    try {
      await test(open);
      expect(open.problems).toEqual([]);
    } finally {
      await open.page.context().close();
    }
  }
  const option = (open: OpenPage, n: number): Locator => open.page.getByRole('option').nth(n);

  it('says that it is ready, and what it waits for', () =>
    using({}, async (open) => {
      expect((await open.sent())[0]).toEqual({ name: 'ready', content: null });
      await expect.poll(() => open.page.getByRole('status').allInnerTexts()).toContain('Loading the runs…');
    }));

  it('names what to do when there is nothing to show, and when something is wrong', () =>
    using({}, async (open) => {
      await open.send('runs', { runs: [] });
      await open.page.getByRole('button', { name: 'Run a search' }).click();
      expect(await open.sent('act')).toEqual([{ name: 'act', content: { id: 'runSearch' } }]);
      await open.send('trouble', {
        severity: 'error',
        message: 'The store is no SQLite file.',
        action: { id: 'retry', title: 'Try again' },
      });
      expect(await open.page.getByRole('alert').innerText()).toContain('The store is no SQLite file.');
      await open.page.getByRole('button', { name: 'Try again' }).click();
      expect((await open.sent('act')).at(-1)?.content).toEqual({ id: 'retry' });
      await open.send('trouble', { severity: 'none', message: '', action: null });
      await open.settle();
      expect(await open.page.getByRole('alert').count()).toBe(0);
    }));

  it('reads what arrives as the contract says: the wrong is reported and dropped', async () => {
    const open = await openPage(browser);
    await open.play(run);
    const rows = await open.page.locator('tbody tr').count();
    await open.send('points', { ...key, columns: { total: 3 } });
    await open.send('runs' as never, 'nothing');
    await open.page.evaluate(() => window.postMessage({ name: 'toString', content: {} }, '*'));
    await open.settle();
    expect(open.problems).toEqual([
      'HyperNAS: points.columns.position: expected a Float64Array',
      'HyperNAS: runs: expected an object, found "nothing"',
      'HyperNAS: the page knows no message "toString"',
    ]);
    expect(await open.page.locator('tbody tr').count()).toBe(rows);
    await open.page.context().close();
  });

  it('is used by keyboard: arrows go along the front, Enter opens, Space selects', () =>
    using({}, async (open) => {
      await open.play(run);
      const count = await open.page.getByRole('option').count();
      expect(count).toBe(await open.page.locator('tbody tr').count());
      // One of them is in the tab order.
      expect(await open.page.locator('[role=option][tabindex="0"]').count()).toBe(1);
      await option(open, 0).focus();
      await open.page.keyboard.press('ArrowRight');
      await open.page.keyboard.press('ArrowRight');
      const label = await open.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      expect(label).toBe(await option(open, 2).getAttribute('aria-label'));
      expect(label).toMatch(/^evaluation \d+, (on the front|knee of the front), accuracy [\d.]+ %/);
      await open.page.keyboard.press('Enter');
      const position = Number(/evaluation (\d+)/.exec(label ?? '')?.[1]) - 1;
      expect(await open.sent('openArchitecture')).toEqual([
        { name: 'openArchitecture', content: { ...key, position } },
      ]);
      await open.page.keyboard.press('End');
      await open.page.keyboard.press(' ');
      await open.answer(run);
      expect(await option(open, count - 1).getAttribute('aria-selected')).toBe('true');
      expect(await open.page.getByRole('complementary').innerText()).toContain('Open arch');
    }));

  it('opens the architecture of the point that is clicked, and shows it drawn while it is pointed at', () =>
    using({}, async (open) => {
      await open.play(run);
      const point = option(open, 3);
      const label = await point.getAttribute('aria-label');
      await point.hover({ force: true });
      await expect.poll(() => open.sent('draw')).toHaveLength(1);
      await open.answer(run);
      await expect.poll(() => open.page.locator('.card svg').count()).toBe(1);
      await point.click({ force: true });
      const position = Number(/evaluation (\d+)/.exec(label ?? '')?.[1]) - 1;
      expect((await open.sent('openArchitecture')).map(({ content }) => content)).toEqual([{ ...key, position }]);
      await open.answer(run);
      await open.page.getByRole('button', { name: 'Insert' }).click();
      expect((await open.sent('insertArchitecture'))[0]?.content).toEqual({ ...key, position });
      await open.page.getByRole('button', { name: 'Copy' }).click();
      expect((await open.sent('copy'))[0]?.content).toEqual({ text: run.describe(position).literal });
    }));

  it('sorts the front by any column, and says by which', () =>
    using({}, async (open) => {
      await open.play(run);
      const column = (): Promise<string[]> => open.page.locator('tbody td:nth-child(3)').allInnerTexts();
      await open.page.getByRole('button', { name: 'params' }).click();
      await open.settle();
      const up = await column();
      expect(await open.page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
      await open.page.getByRole('button', { name: 'params' }).click();
      await open.settle();
      expect(await column()).toEqual([...up].reverse());
      expect(await open.page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    }));

  it('singles out in one place what all others follow', () =>
    using({}, async (open) => {
      await open.play(run);
      const all = await open.page.locator('tbody tr').count();
      await open.page.getByRole('tab', { name: 'Decisions' }).click();
      await open.settle();
      const box = await open.page.locator('.parallel').boundingBox();
      if (box === null) throw new Error('the parallel coordinates are not seen');
      await open.page.mouse.move(box.x + 14, box.y + 12);
      await open.page.mouse.down();
      await open.page.mouse.move(box.x + 14, box.y + 60, { steps: 4 });
      await open.page.mouse.up();
      await open.settle();
      expect(await open.page.getByRole('button', { name: /Take the filter accuracy/ }).count()).toBe(1);
      const left = await open.page.getByRole('option').count();
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(all);
      await open.page.getByRole('tab', { name: 'Front' }).click();
      await open.settle();
      expect(await open.page.locator('tbody tr').count()).toBe(left);
      expect(await open.page.locator('caption').innerText()).toContain(`${left} of ${all} architectures`);
      // By keyboard the same through the form of an axis.
      await open.page.getByRole('button', { name: 'Clear filters' }).click();
      await open.page.getByRole('tab', { name: 'Decisions' }).click();
      await open.page.getByRole('button', { name: 'cell.edge0' }).click();
      await open.page.getByRole('checkbox', { name: 'conv3x3' }).click();
      await open.settle();
      expect(await open.page.locator('.filters').innerText()).toContain('cell.edge0 = conv3x3');
      const chosen = [...(run.columns.choices[0] ?? [])].filter((choice) => choice === 3).length;
      expect(await open.page.locator('.filters').innerText()).toContain(`${chosen} of 120 points`);
    }));

  it('pans, zooms and comes back; what it looks at is kept over a reload', () =>
    using({}, async (open) => {
      await open.play(run);
      const at = async (): Promise<string | null> => option(open, 2).getAttribute('transform');
      const before = await at();
      const chart = await open.page.locator('.scatter').boundingBox();
      if (chart === null) throw new Error('the scatter is not seen');
      await open.page.mouse.move(chart.x + 300, chart.y + 200);
      await open.page.mouse.down();
      await open.page.mouse.move(chart.x + 340, chart.y + 230, { steps: 3 });
      await open.page.mouse.up();
      await open.page.mouse.wheel(0, -200);
      await open.settle();
      const moved = await at();
      expect(moved).not.toBe(before);
      await open.page.getByRole('tab', { name: 'Progress' }).click();
      await open.page.waitForTimeout(300);
      await open.page.reload();
      await open.play(run);
      expect(await at()).toBe(moved);
      expect(await open.page.getByRole('tab', { selected: true }).innerText()).toBe('Progress');
      await open.page.getByRole('button', { name: 'Reset zoom' }).click();
      await open.settle();
      expect(await at()).toBe(before);
    }));

  it('puts other metrics on the axes, linear or logarithmic, and shows the front of other objectives', () =>
    using({}, async (open) => {
      await open.play(run);
      const front = await open.page.getByRole('option').count();
      await open.page.getByRole('combobox', { name: 'Horizontal axis' }).click();
      await open.page.locator('vscode-option', { hasText: 'MACs' }).first().click();
      await open.settle();
      expect(await open.page.locator('.scatter').innerHTML()).toContain('MACs · log');
      await open.page.getByRole('checkbox', { name: 'Horizontal axis: logarithmic' }).click();
      await open.settle();
      expect(await open.page.locator('.scatter').innerHTML()).not.toContain('MACs · log');
      await open.page.getByRole('button', { name: 'Objectives' }).click();
      await open.page.getByRole('checkbox', { name: 'params' }).click();
      await open.settle();
      // Of the accuracy alone one point is the best.
      expect(await open.page.getByRole('option').count()).toBe(1);
      await open.page.getByRole('button', { name: 'As in the experiment' }).click();
      await open.settle();
      expect(await open.page.getByRole('option').count()).toBe(front);
    }));

  it('follows a search: points come, the front changes, and it is told to those who listen', () =>
    using({}, async (open) => {
      const live = recordedRun({ points: 40, state: 'running' });
      await open.send('runs', { runs: [{ setup: live.setup, summary: { ...live.summary, evaluations: 0 } }] });
      await open.settle();
      expect(await open.page.locator('.empty').innerText()).toContain('No evaluation has finished yet');
      const fronts: number[] = [];
      for (const [from, to] of [
        [0, 10],
        [10, 25],
        [25, 40],
      ] as const) {
        await open.send('points', { ...key, columns: { ...slice(live.columns, from, to), total: to } });
        await open.send('progress', { ...key, done: to, budget: 50, share: 0, doing: 'epoch 2', secondsLeft: 30 });
        await open.answer(live);
        const legend = await open.page.locator('.legend').innerText();
        expect(legend).toContain(`${to}/50`);
        const front = Number(/front (\d+)/.exec(legend)?.[1]);
        expect(await open.page.getByRole('option').count()).toBe(front);
        fronts.push(front);
      }
      expect(new Set(fronts).size).toBeGreaterThan(1);
      await expect.poll(() => open.page.locator('[aria-live=polite]').innerText()).toContain('on the front');
      await open.page.getByRole('button', { name: /^Stop/ }).click();
      expect((await open.sent('stop'))[0]?.content).toEqual(key);
      await open.send('summary', { summary: { ...live.summary, state: 'interrupted', reason: 'stopped by the user' } });
      await open.page.getByRole('button', { name: /^Resume/ }).click();
      expect((await open.sent('resume'))[0]?.content).toEqual(key);
    }));

  it('replaces points that are evaluated anew', () =>
    using({}, async (open) => {
      await open.play(run);
      const better = slice(run.columns, 5, 6);
      (better.metrics.get('accuracy') as Float64Array)[0] = 99.9;
      (better.metrics.get('params') as Float64Array)[0] = 10;
      (better.metrics.get('latency(edgegpu)') as Float64Array)[0] = 0.001;
      better.status[0] = 0;
      await open.send('points', { ...key, columns: better });
      await open.settle();
      expect(await open.page.getByRole('option').count()).toBe(1);
      expect(await option(open, 0).getAttribute('aria-label')).toContain('evaluation 6,');
    }));

  it('shows several runs, each told apart by shape and dash, and hides those that are not wanted', () =>
    using({}, async (open) => {
      const runs = Array.from({ length: 8 }, (_, i) => recordedRun({ run: `r${i}`, seed: i, points: 40 }));
      await open.play(...runs);
      const swatches = await open.page
        .locator('.legend .swatch')
        .evaluateAll((all) => all.map((each) => each.innerHTML.replaceAll(/(fill|stroke)="#[^"]*"/g, '')));
      expect(new Set(swatches).size).toBe(8);
      const all = await open.page.getByRole('option').count();
      await open.page.getByRole('checkbox', { name: 'r3' }).click();
      await open.settle();
      expect(await open.page.getByRole('option').count()).toBeLessThan(all);
      await open.page.getByRole('button', { name: 'Take r3 off the page' }).click();
      expect((await open.sent('removeRun'))[0]?.content).toEqual({ store: key.store, run: 'r3' });
    }));

  it('exports what is seen: SVG, PNG and CSV', () =>
    using({}, async (open) => {
      await open.play(run);
      for (const kind of ['SVG', 'PNG', 'CSV']) {
        await open.page.getByRole('button', { name: 'Export' }).first().click();
        await open.page.getByRole('button', { name: kind, exact: true }).click();
        await expect.poll(async () => (await open.sent('save')).length).toBe(['SVG', 'PNG', 'CSV'].indexOf(kind) + 1);
      }
      const [vector, pixels, numbers] = (await open.sent('save')).map(({ content }) => content as FromPage<'save'>);
      expect(vector?.suggestedName).toBe('demo-front.svg');
      const shown = await open.page.evaluate((text) => {
        const read = new DOMParser().parseFromString(text, 'image/svg+xml');
        // A circle is two arcs; those of a group are one path.
        const arcs = [...read.querySelectorAll('path')].map(
          (path) => (path.getAttribute('d') ?? '').split('a').length - 1,
        );
        return {
          error: read.querySelector('parsererror')?.textContent,
          circles: arcs.reduce((a, b) => a + b, 0) / 2,
          texts: [...read.querySelectorAll('text')].map((each) => each.textContent),
        };
      }, vector?.data ?? '');
      expect(shown.error).toBeUndefined();
      const crosses = run.columns.status.filter((status) => status > 0).length;
      // Every point once, the front once more as the ring of its knee.
      expect(shown.circles).toBeGreaterThan(0.9 * (120 - crosses));
      expect(shown.circles).toBeLessThanOrEqual(120 - crosses + 1);
      expect(shown.texts).toContain('accuracy % ↑');

      expect(pixels?.binary).toBe(true);
      const png = Buffer.from(pixels?.data ?? '', 'base64');
      const size = await open.page.locator('.scatter').boundingBox();
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
        2 * Math.round(size?.width ?? 0),
        2 * Math.round(size?.height ?? 0),
      ]);
      expect(coloursOf(png)).toBeGreaterThan(20);

      await open.page.getByRole('tab', { name: 'Decisions' }).click();
      await open.settle();
      await open.page.getByRole('button', { name: 'Export' }).last().click();
      await open.page.getByRole('button', { name: 'SVG', exact: true }).click();
      const decisions = (await open.sent('save')).at(-1)?.content as { data: string };
      for (const text of ['accuracy %', 'cell.edge0', 'conv3x3']) expect(decisions.data).toContain(`>${text}</text>`);

      await open.page.getByRole('tab', { name: 'Progress' }).click();
      await open.settle();
      await open.page.getByRole('button', { name: 'Export' }).last().click();
      await open.page.getByRole('button', { name: 'SVG', exact: true }).click();
      const history = (await open.sent('save')).at(-1)?.content as { data: string };
      for (const text of ['hypervolume', 'best accuracy %']) expect(history.data).toContain(`>${text}</text>`);

      const lines = (numbers?.data ?? '').trimEnd().split('\r\n');
      expect(lines).toHaveLength(121);
      expect(lines[0]).toMatch(
        /^run,evaluation,class,seconds,accuracy,params,macs,latency\(edgegpu\),predicted accuracy,predicted accuracy std,cell\.edge0,/,
      );
      // The front's texts are there; those of the others the editor fills in.
      const lacking = (numbers?.lacking ?? []).flatMap(({ positions }) => positions.map((position) => position + 1));
      const empty = lines.filter((line) => line.endsWith(',\u0000'));
      expect(empty.map((line) => Number(line.split(',')[1]))).toEqual(lacking);
      expect(lacking.length).toBeGreaterThan(60);
      expect(lines.filter((line) => line.endsWith(','))).toEqual([]);
      expect(lines.filter((line) => line.split(',')[2] === 'front')).toHaveLength(
        await open.page.getByRole('option').count(),
      );
    }));

  it('tells how predictions agree with measurements, and what decisions are worth', () =>
    using({}, async (open) => {
      await open.play(run);
      await open.page.getByRole('tab', { name: 'Predictions' }).click();
      await open.settle();
      const both = [...(run.columns.predictedMean.get('accuracy') ?? [])].filter(
        (mean, i) => !Number.isNaN(mean) && run.columns.status[i] === 0,
      ).length;
      expect(
        await open.page.getByRole('img', { name: /Predicted against measured/ }).getAttribute('aria-label'),
      ).toMatch(new RegExp(`τ 0\\.\\d{3} over ${both} points`));
      await open.page.getByRole('tab', { name: 'Importance' }).click();
      await open.answer(run);
      expect((await open.sent('importance')).map(({ content }) => content)).toEqual([{ ...key, metric: 'accuracy' }]);
      expect(
        await open.page.getByRole('img', { name: /What decisions are worth/ }).getAttribute('aria-label'),
      ).toContain('cell.edge0 31 % ± 2.0 %; cell.edge2 22 %');
      await open.send('importance', {
        ...key,
        metric: 'accuracy',
        decisions: [],
        basis: '',
        why: 'Too few evaluations: 3 of at least 10.',
      });
      await open.settle();
      expect(await open.page.locator('#view-importance').innerText()).toContain('Too few evaluations');
    }));

  it('shows how hypervolume and best value grew', () =>
    using({}, async (open) => {
      await open.play(run);
      await open.page.getByRole('tab', { name: 'Progress' }).click();
      await open.settle();
      await open.settle();
      const label = await open.page.getByRole('img', { name: /^Hypervolume/ }).getAttribute('aria-label');
      const end = Number(/0\.\d{3}/.exec(label ?? '')?.[0]);
      expect(end).toBeGreaterThan(0.5);
      expect(end).toBeLessThan(1);
    }));

  it('shows a point that the editor points to', () =>
    using({}, async (open) => {
      await open.play(run);
      await open.send('reveal', { ...key, position: 17 });
      await open.settle();
      await open.answer(run);
      expect(await open.page.getByRole('complementary').innerText()).toContain('evaluation 18');
    }));

  it('asks for what failed again when what was wrong is mended, and not before', () =>
    using({}, async (open) => {
      await open.play(run);
      await open.page.locator('tbody tr').first().click();
      await open.settle();
      const [asked] = await open.sent('draw');
      await open.send('drawn', { ...(asked?.content as object), drawing: null, error: 'The engine is not running.' });
      await open.settle();
      await open.settle();
      expect(await open.page.getByRole('complementary').innerText()).toContain('The engine is not running.');
      expect(await open.sent('draw')).toHaveLength(1);
      await open.send('trouble', { severity: 'none', message: '', action: null });
      await open.settle();
      expect(await open.sent('draw')).toHaveLength(1);
      await open.send('trouble', { severity: 'error', message: 'The engine is not running.', action: null });
      await open.send('trouble', { severity: 'none', message: '', action: null });
      await open.settle();
      await open.answer(run);
      expect(await open.sent('draw')).toHaveLength(2);
      expect(await open.page.locator('.details figure').count()).toBe(2);
    }));

  it('marks the tab that was active before a reload, and says what importance rests on in a sentence', () =>
    using({}, async (open) => {
      await open.play(run);
      const tab = open.page.getByRole('tab', { name: 'Importance' });
      await tab.click();
      await open.page.waitForTimeout(300);
      await open.page.reload();
      await open.play(run);
      const line = (): Promise<string> => tab.evaluate((element) => getComputedStyle(element).boxShadow);
      expect(await line()).toMatch(/inset/);
      const { decisions } = run.importance('accuracy');
      await open.send('importance', { ...key, metric: 'accuracy', decisions, basis: 'predicted by gp' });
      await open.settle();
      const note = open.page.getByText('Share of the variance that a decision explains alone');
      expect(await note.innerText()).toMatch(/error\. Predicted by gp\.$/);
    }));

  it('asks again for the text of a front that did not come, when more of the run is known', () =>
    using({}, async (open) => {
      const live = recordedRun({ points: 30, state: 'running' });
      await open.send('runs', { runs: [{ setup: live.setup, summary: live.summary }] });
      await open.send('points', { ...key, columns: live.columns });
      await open.settle();
      expect(await open.sent('describe')).toHaveLength(1);
      await open.send('described', { ...key, points: [], error: 'The store is locked.' });
      await open.settle();
      await open.settle();
      expect(await open.sent('describe')).toHaveLength(1);
      await open.send('summary', { summary: { ...live.summary, state: 'done' } });
      await open.settle();
      expect(await open.sent('describe')).toHaveLength(2);
      await open.answer(live);
      expect(await open.page.locator('td.arch').first().innerText()).toContain('cell.edge0');
    }));

  it('follows the theme', () =>
    using({}, async (open) => {
      await open.play(run);
      expect(await open.page.locator('.scatter').innerHTML()).toContain('fill="#59a4f9"');
      await open.page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-blue', 'rgb(1 2 3)'));
      await open.settle();
      expect(await open.page.locator('.scatter').innerHTML()).toContain('fill="#010203"');
    }));

  it('fits a narrow panel', () =>
    using({ width: 320, height: 700 }, async (open) => {
      await open.play(recordedRun({ points: 60, longPaths: true }));
      for (const tab of ['Front', 'Decisions', 'Progress', 'Predictions', 'Importance']) {
        await open.page.getByRole('tab', { name: tab }).click({ force: true });
        await open.settle();
        expect(await open.page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(320);
      }
    }));
});

/** Different colours of a PNG of eight bits a channel, by its bytes before the filters of the lines are undone: a lower bound will do. */
function coloursOf(png: Buffer): number {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return new Set(inflateSync(Buffer.concat(parts))).size;
}
