import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { watchTrained } from '../../../../engine/serve/watch-trained.ts';

it('a hypernetwork that comes, folders and all, is told once, and again when it is another', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hnas-watch-')), '.hnas', 'hypernetworks', 'W-1.ghn');
  const hypernetwork = { name: 'W', file, device: {}, dataset: { kind: 'glyphs', options: {}, folder: '.' } };
  let told = 0;
  const watch = watchTrained({ kind: 'ensemble', options: { hypernetwork } }, () => void told++, () => undefined); // prettier-ignore
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'weights');
  await expect.poll(() => told, { timeout: 10_000 }).toBe(1);
  writeFileSync(file, 'other weights');
  await expect.poll(() => told, { timeout: 10_000 }).toBe(2);
  watch.close();
});

it('a predictor without one is not watched', () => {
  expect(watchTrained({ kind: 'gp', options: {} }, () => undefined, () => undefined).close()).toBeUndefined(); // prettier-ignore
});
