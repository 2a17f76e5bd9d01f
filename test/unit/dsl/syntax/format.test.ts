import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { format, printExpr } from '../../../../dsl/syntax/format/formatter.ts';
import { parse, parseExpression } from '../../../../dsl/syntax/parser.ts';
import { withoutSpans } from './sexpr.ts';
import { golden, prelude, spaces } from './texts.ts';

const folder = join(golden, 'format');
const inputs = readdirSync(folder).filter((name) => name.endsWith('.in.hnas'));

describe.each(inputs)('golden %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const formatted = format(text, name);

  it('is formatted as its golden output', async () => {
    expect(formatted.diagnostics).toEqual([]);
    await expect(formatted.value).toMatchFileSnapshot(join(folder, name.replace('.in.', '.out.')));
  });

  it('keeps its meaning, every comment, and does not change when formatted again', () => {
    expect(withoutSpans(parse(formatted.value, name).value)).toEqual(withoutSpans(parse(text, name).value));
    expect(format(formatted.value, name).value).toBe(formatted.value);
    const comments = (of: string): string[] =>
      (of.match(/\/\/.*$/gm) ?? []).map((comment) => comment.replace(/^\/+/, '').trim()).sort();
    expect(comments(formatted.value)).toEqual(comments(text));
  });
});

it.each(spaces)('the bundled $name is formatted', ({ name, text }) => {
  expect(format(text, name).value).toBe(text);
});

it('formats the prelude without changing its meaning', () => {
  const { value, diagnostics } = format(prelude.text, 'prelude');
  expect(diagnostics).toEqual([]);
  expect(withoutSpans(parse(value, 'prelude').value)).toEqual(withoutSpans(parse(prelude.text, 'prelude').value));
  expect(format(value, 'prelude').value).toBe(value);
});

describe('rules', () => {
  it.each([
    ['spacing', 'let a=f( x:1 ,y :2 )+ -b', 'let a = f(x: 1, y: 2) + -b\n'],
    ['needless brackets', 'let a = ((b)) * (c + d) - (e - f)', 'let a = b * (c + d) - (e - f)\n'],
    [
      'a decision among operators',
      'let a = (2 * choice [1]) + 3 * (choice [2])',
      'let a = (2 * choice [1]) + 3 * choice [2]\n',
    ],
    ['blank lines', '\n\nlet a = 1\n\n\n\nlet b = 2\n\n', 'let a = 1\n\nlet b = 2\n'],
    ['a line break after a bracket is kept', 'let a = [\n1, 2]', 'let a = [\n  1,\n  2,\n]\n'],
    ['a record as the only argument', 'let a = f({\nx: 1 })', 'let a = f({\n  x: 1,\n})\n'],
    ['members on one line', 'cell C{inputs x output last}', 'cell C { inputs x; output last }\n'],
    ['empty brackets', 'space A {\n}\nlet b = f( )', 'space A {}\nlet b = f()\n'],
    ['a chain over lines', 'block A { a >> b\n>> c }', 'block A {\n  a\n    >> b\n    >> c\n}\n'],
    ['a comment at the end of a line', 'let a = [1, // one\n2]', 'let a = [\n  1, // one\n  2,\n]\n'],
    ['a comment inside an expression moves above it', 'let a = // why\n 1', '// why\nlet a = 1\n'],
    ['a comment before the closing bracket', 'space A {\n// none\n}', 'space A {\n  // none\n}\n'],
    ['documentation inside an expression is a comment', 'let a = 1 +\n/// why\n 1', '// why\nlet a = 1 + 1\n'],
    ['only comments', '// a\n\n\n// b', '// a\n\n// b\n'],
    ['an empty file', ' \n ', ''],
    ['line ends of Windows', 'let a = 1\r\nlet b=2\r\n', 'let a = 1\r\nlet b = 2\r\n'],
    [
      'a word that would continue the line before',
      'block A {\n  param a = choice b; log\n  c; in\n}',
      'block A {\n  param a = choice b;\n  log\n  c;\n  in\n}\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(format(text, 'test')).toEqual({ value: expected, diagnostics: [] });
    expect(format(expected, 'test').value).toBe(expected);
  });

  it('breaks lines longer than 120 characters', () => {
    const names = Array.from({ length: 20 }, (_, i) => `operator_${i}`);
    const { value } = format(`let a = choice [${names.join(',')}]\nlet b = ${names.join('+')}`, 'test');
    expect(value).toMatchInlineSnapshot(`
      "let a = choice [
        operator_0,
        operator_1,
        operator_2,
        operator_3,
        operator_4,
        operator_5,
        operator_6,
        operator_7,
        operator_8,
        operator_9,
        operator_10,
        operator_11,
        operator_12,
        operator_13,
        operator_14,
        operator_15,
        operator_16,
        operator_17,
        operator_18,
        operator_19,
      ]
      let b = operator_0 + operator_1 + operator_2 + operator_3 + operator_4 + operator_5 + operator_6 + operator_7
        + operator_8
        + operator_9
        + operator_10
        + operator_11
        + operator_12
        + operator_13
        + operator_14
        + operator_15
        + operator_16
        + operator_17
        + operator_18
        + operator_19
      "
    `);
  });

  it('leaves a text with errors alone', () => {
    const text = 'let  a = [1 2]';
    const { value, diagnostics } = format(text, 'test');
    expect([value, diagnostics.map(({ code }) => code)]).toEqual([text, ['syntax-error']]);
  });
});

describe('the canonical form of an expression', () => {
  it.each([
    ['{ Cell . h[0] : skip,\n b:[ 1_000,2.50 ] }', '{ Cell.h[0]: skip, b: [1000, 2.5] }'],
    ['[\n a,\n b,\n]', '[a, b]'],
    ['if (a) then (b+c) else d', 'if a then b + c else d'],
    ['(not a) == b', '(not a) == b'],
    ['not (a == b)', 'not a == b'],
    ['(-2)**2 ** -x', '(-2) ** 2 ** -x'],
    ['"\\u{41}\\n"', '"A\\n"'],
    ['1_000K', '1000K'],
  ])('%s', (text, expected) => {
    const { value, diagnostics } = parseExpression(text, 'test');
    expect(diagnostics).toEqual([]);
    expect(printExpr(value)).toBe(expected);
  });
});
