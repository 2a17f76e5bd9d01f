/** The appendices of docs/language.md list the operator library and the catalogue of diagnostics as they are. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../dsl/diagnostics/catalogue.ts';
import { MAX_ORDERED_INNER } from '../../../dsl/graph/nasbench101-channels.ts';
import { MAX_WIDTH } from '../../../dsl/graph/primitives/primitive.ts';
import { VERTEX_LIMIT } from '../../../dsl/semantics/cells.ts';
import { TABLE_LIMIT } from '../../../dsl/semantics/lifted.ts';
import { COPY_LIMIT, DEPTH_LIMIT, ITERATION_LIMIT } from '../../../dsl/semantics/machine.ts';
import { prelude } from '../../../dsl/semantics/program.ts';
import { HASH_LIMIT } from '../../../dsl/space/distinct.ts';
import { BUILD_LIMIT, ENUMERATION_LIMIT, ESTIMATE_SAMPLES } from '../../../dsl/space/size.ts';
import { MAX_ERRORS, MAX_FILE_SIZE, MAX_NESTING, MAX_OPERATORS } from '../../../dsl/syntax/limits.ts';
import { root } from '../../support/spaces.ts';

const text = readFileSync(join(root, 'docs/language.md'), 'utf8');

function section(heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

/** Rows of the tables below a heading of the second level: the texts of their cells. */
function rowsBelow(heading: string): string[][] {
  return section(heading)
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

const limits = {
  MAX_FILE_SIZE,
  MAX_NESTING,
  MAX_OPERATORS,
  MAX_ERRORS,
  DEPTH_LIMIT,
  COPY_LIMIT,
  ITERATION_LIMIT,
  TABLE_LIMIT,
  VERTEX_LIMIT,
  MAX_ORDERED_INNER,
  MAX_WIDTH,
};

const bounds = { ENUMERATION_LIMIT, BUILD_LIMIT, ESTIMATE_SAMPLES, HASH_LIMIT };

describe('the limits', () => {
  it.each(Object.entries(limits))('include %s', (_name, value) => {
    expect(section('Limits')).toMatch(new RegExp(`(^|[^\\d,])${value.toLocaleString('en-US')}([^\\d,]|$)`, 'm'));
  });

  it.each(Object.entries(bounds))('of counting include %s', (_name, value) => {
    expect(section('Counting')).toContain(value.toLocaleString('en-US'));
  });
});

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
