import { describe, expect, it } from 'vitest';
import { parse, parseExpression } from '../../../../dsl/syntax/parser.ts';

const codes = (text: string): string[] => [...new Set(parse(text, 'test').diagnostics.map(({ code }) => code))];

describe('nesting', () => {
  it.each([
    '[',
    '{',
    '(',
    'f(x: ',
    '{ a: ',
    'not ',
    '- ',
    'choice ',
    'all ',
    'choose any of ',
    'if a then ',
    'if a then b else ',
    'a.',
    'a + ',
    'a ** ',
  ])('is refused when "%s" is repeated a hundred thousand times', (part) => {
    expect(codes(`let a = ${part.repeat(100_000)}`)).toContain('nesting-too-deep');
  });

  it('is refused for a chain of "else if"', () => {
    expect(codes(`block A { ${'if a { b } else '.repeat(1000)} { c } }`)).toContain('nesting-too-deep');
  });

  it('is possible up to 200 levels', () => {
    expect(codes(`let a = ${'['.repeat(200)}${']'.repeat(200)}`)).toEqual([]);
    expect(codes(`block A { ${'repeat 2 { '.repeat(199)}${'} '.repeat(199)} }`)).toEqual([]);
    expect(codes(`let a = ${'f(x: '.repeat(199)}1${')'.repeat(199)}`)).toEqual([]);
  });
});

it('refuses a file of more than 8 MB at once', () => {
  const started = performance.now();
  expect(codes('['.repeat(10_000_000))).toEqual(['file-too-large']);
  expect(codes('['.repeat(8_000_000))).toEqual(['nesting-too-deep']);
  expect(performance.now() - started).toBeLessThan(1000);
});

it('refuses an endless expression', () => {
  const { value, diagnostics } = parseExpression('['.repeat(300), 'test');
  expect([value.kind, diagnostics[0]?.code]).toEqual(['error', 'nesting-too-deep']);
});
