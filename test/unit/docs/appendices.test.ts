/** The appendices of docs/language.md list the operator library and the catalogue of diagnostics as they are. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../dsl/diagnostics/catalogue.ts';
import { prelude } from '../../../dsl/semantics/program.ts';
import { root } from '../../support/spaces.ts';

const text = readFileSync(join(root, 'docs/language.md'), 'utf8');

/** Rows of the tables below a heading of the second level: the texts of their cells. */
function rowsBelow(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

describe('the appendix of operators', () => {
  it('names every operator of the library once', () => {
    const names = prelude().value.items.flatMap((item) => (item.kind === 'op' ? [`\`${item.name.text}\``] : []));
    expect(
      rowsBelow('Appendix: operators')
        .map(([name]) => name)
        .sort(),
    ).toEqual(names.sort());
  });

  it('is what the script writes', () => {
    const run = () =>
      execFileSync(process.execPath, [join(root, 'scripts/document-operators.mjs'), '--check'], { stdio: 'pipe' });
    expect(run).not.toThrow();
  });
});

describe('the appendix of diagnostics', () => {
  it('has every code of the catalogue in its order, with severity and meaning', () => {
    const rows = rowsBelow('Appendix: diagnostics');
    expect(rows.map(([code, severity]) => [code, severity])).toEqual(
      Object.entries(catalogue).map(([code, { severity }]) => [`\`${code}\``, severity]),
    );
    for (const [code, , meaning = ''] of rows) expect(meaning, code).toMatch(/^.{15,}$/);
  });
});
