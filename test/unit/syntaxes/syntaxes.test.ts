/** The editor's static parts agree with the language: every keyword coloured, every snippet well-formed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../dsl/semantics/check.ts';
import { programOf } from '../../../dsl/semantics/program.ts';
import { format } from '../../../dsl/syntax/format/formatter.ts';
import { keywordTypes } from '../../../dsl/syntax/lexer/tokens.ts';
import { parse } from '../../../dsl/syntax/parser.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../syntaxes', name), 'utf8'));

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly patterns?: readonly Rule[];
}
const grammar = read('hnas.tmLanguage.json') as Rule & { readonly repository: Readonly<Record<string, Rule>> };

/** All rules, nested ones too. */
const flatten = (rule: Rule): Rule[] => [rule, ...(rule.patterns ?? []).flatMap(flatten)];
const rules = [...flatten(grammar), ...Object.values(grammar.repository).flatMap(flatten)];
const expressions = rules.flatMap(({ match, begin, end }) =>
  [match, begin, end].filter((pattern) => pattern !== undefined),
);

describe('the TextMate grammar', () => {
  it('holds valid expressions and no dangling include', () => {
    for (const pattern of expressions) expect(() => new RegExp(pattern)).not.toThrow();
    for (const { include } of rules) {
      if (include !== undefined) expect(Object.keys(grammar.repository)).toContain(include.replace('#', ''));
    }
  });

  it.each([...keywordTypes.keys()])('knows the keyword "%s"', (keyword) => {
    expect(
      expressions.some((pattern) => new RegExp(`(?<![a-z])${keyword}(?![a-z])`).test(pattern.replaceAll('\\b', ' '))),
    ).toBe(true);
  });

  it.each([
    ['600M', 'numbers'],
    ['10min', 'numbers'],
    ['1_000.5e-3', 'numbers'],
    ['Cell.h[2].edge[0]:', 'keys'],
  ])('matches %s as a whole', (text, rule) => {
    const pattern = grammar.repository[rule]?.match ?? '';
    expect(new RegExp(`^(?:${pattern})$`).test(text)).toBe(true);
  });
});

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}
const snippets = Object.entries(read('snippets.json') as Record<string, Snippet>);

/** The text that a snippet inserts when nothing is typed over: defaults and first choices. */
const inserted = ({ body }: Snippet): string =>
  body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1');

describe('snippets', () => {
  it('have different prefixes', () => {
    expect(new Set(snippets.map(([, { prefix }]) => prefix)).size).toBe(snippets.length);
  });

  it.each(snippets)('%s is formatted text without errors', (_, snippet) => {
    const text = `${inserted(snippet)}\n`;
    const inside = snippet.prefix === 'require' ? `space A {\n  ${text}}\n` : text;
    expect(parse(inside, 'snippet').diagnostics).toEqual([]);
    expect(format(inside, 'snippet').value).toBe(inside);
  });

  const spaces = snippets.filter(([, { prefix }]) => prefix.startsWith('space-'));

  it('has a space of every family', () => expect(spaces).toHaveLength(6));

  it.each(spaces)('%s is a sound space', (_, snippet) => {
    expect(checkProgram(programOf(`${inserted(snippet)}\n`))).toEqual([]);
  });

  it('has an experiment and an architecture that are sound where what they name is there', () => {
    const text = (wanted: string): string =>
      snippets.flatMap(([, each]) => (each.prefix === wanted ? [inserted(each)] : [])).join();
    const space = text('space-cell-edges').replace('space Name', 'space Space');
    const named = 'dataset Data = glyphs {}\nevaluator Train = train {}\npredictor Predictor = gp {}';
    const arch = text('arch-nb201').replace('of NASBench201', 'of Space');
    expect(checkProgram(programOf([space, named, text('experiment'), arch].join('\n\n')))).toEqual([]);
  });
});
