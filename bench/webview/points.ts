/**
 * The Pareto page with a hundred thousand points in headless Chromium: first paint and frames while panning, beside plain ways of drawing as many
 * in the same page. `node bench/webview/points.ts [points] [frames]`. Without a GPU: everything is drawn by the processor.
 */
import { cpus } from 'node:os';
import { measurePoints, type Times } from '../../test/support/webview/measure.ts';
import { launch } from '../../test/support/webview/page.ts';

const points = Number(process.argv[2] ?? 100_000);
const frames = Number(process.argv[3] ?? 120);
const browser = await launch();
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const row = (name: string, { median, p95 }: Times): string => `| ${name} | ${ms(median)} | ${ms(p95)} |`;

console.log(
  `Chromium ${browser.version()}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${points} points, ${frames} frames`,
);
for (const scale of [1, 2]) {
  const found = await measurePoints(browser, points, frames, scale);
  console.log(
    [
      '',
      `${scale} device pixel${scale > 1 ? 's' : ''} a pixel: first paint ${ms(found.firstPaint)} after the points arrive, front and table there after ${ms(found.complete)}`,
      '',
      '| frames | median | 95 % |',
      '| --- | --- | --- |',
      row('panning', found.panning),
      row('of that the page’s own work', found.work),
      row('yardstick: every point an arc of its own', found.arcs),
      row('yardstick: a tenth of the points as SVG circles', found.circlesOfATenth),
    ].join('\n'),
  );
}
await browser.close();
