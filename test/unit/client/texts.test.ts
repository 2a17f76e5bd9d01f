/** The texts that translators begin with are those of the sources. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asBundle, bundle, collectTexts } from '../../../scripts/collect-texts.ts';

it('has every text of the extension in l10n/bundle.l10n.json; if not, run node scripts/collect-texts.ts', () => {
  expect(readFileSync(bundle, 'utf8')).toBe(asBundle(collectTexts()));
});

it('names values by numbers that begin with 0, so that no text loses one', () => {
  const wrong = collectTexts().filter((text) => {
    const numbers = [...new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number)))].sort();
    return numbers.some((number, i) => number !== i);
  });
  expect(wrong).toEqual([]);
});
