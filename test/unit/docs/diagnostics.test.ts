/** The pages of diagnostics: one for each code, with a text that gets exactly this code, what is said, the fixes, and a text without it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../dsl/diagnostics/catalogue.ts';
import { applyEdits } from '../../../dsl/service/rename/paths.ts';
import { folder, found, pageOf, pages } from '../../support/diagnostic-pages.ts';
import { root } from '../../support/spaces.ts';

const codes = Object.keys(catalogue);

/** Codes whose mistakes no edit of the text mends by itself. */
const unfixable = [
  ...['nesting-too-deep', 'file-too-large', 'type-mismatch', 'empty-choice', 'require-unsatisfiable', 'space-of-one'],
  ...['space-too-deep', 'arch-infeasible', 'arch-notation', 'predicted-require'],
];

it('every code has a page, and every page a code', () => expect([...pages].sort()).toEqual([...codes].sort()));

it('the index is the appendix of the reference, with links', () => {
  const rows = (file: string, heading: string): string[] =>
    (readFileSync(join(root, file), 'utf8').split(heading)[1] ?? '')
      .split('\n')
      .filter((line) => /^\| \[?`/.test(line))
      .map((line) => line.replace(/\s+/g, ' ').trim());
  const linked = rows('docs/language.md', '## Appendix: diagnostics').map((row) =>
    row.replace(/^\| `([\w-]+)`/, '| [`$1`]($1.md)'),
  );
  expect(rows('docs/diagnostics/README.md', '# Diagnostics')).toEqual(linked);
  expect(linked).toHaveLength(codes.length);
});

describe.each(codes)('%s', (code) => {
  const { text, wrong, mended, message, fixes } = pageOf(code);

  it('the wrong text gets this code only, and what the page says', () => {
    const all = found(wrong);
    expect(wrong.codes).toEqual([code]);
    expect([...new Set(all.map((each) => each.code))]).toEqual([code]);
    expect(all[0]?.message).toBe(message);
    expect((all[0]?.fixes ?? []).map(({ title }) => title)).toEqual(fixes);
    expect(text.startsWith(`# \`${code}\`\n`)).toBe(true);
  });

  it('the mended text gets nothing', () => expect(found(mended).map((each) => each.message)).toEqual([]));

  if (unfixable.includes(code)) return;
  it('each fix takes the diagnostic away', () => {
    const [first] = found(wrong);
    expect(first?.fixes?.length).toBeGreaterThan(0);
    for (const { title, edits } of first?.fixes ?? []) {
      const after = found({ ...wrong, text: applyEdits(wrong.text, edits) });
      expect(
        after.filter((each) => each.code === code && each.message === first?.message),
        title,
      ).toEqual([]);
      expect(
        after.filter((each) => each.code === 'syntax-error'),
        title,
      ).toEqual([]);
    }
  });
});

it('the codes without a fix are few', () => {
  for (const code of unfixable) expect(pageOf(code).fixes, code).toEqual([]);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('# Diagnostics');
});
