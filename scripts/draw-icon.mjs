// Draws media/icon.svg as media/icon.png, which the manifest names: shops of extensions take no SVG. Needs Chromium, or what CHROMIUM names.
//   node scripts/draw-icon.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const SIZE = 256;
const media = fileURLToPath(new URL('../media', import.meta.url));
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(`${media}/icon.svg`, 'utf8')}`,
  );
  writeFileSync(`${media}/icon.png`, await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}
