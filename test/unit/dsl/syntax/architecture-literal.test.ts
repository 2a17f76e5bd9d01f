import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchitecture } from '../../../../dsl/syntax/architecture-literal.ts';
import { HnasParser } from '../../../../dsl/syntax/parser.ts';
import { scan } from '../../../../dsl/syntax/lexer/scanner.ts';
import { Reporter } from '../../../../dsl/syntax/reporter.ts';

const parser = new HnasParser();

/** What the grammar makes of a text, or undefined where it finds an error. */
function byGrammar(text: string) {
  const reporter = new Reporter('test');
  const { tokens, balanced } = scan(text, reporter);
  const value = balanced ? parser.parseLone(tokens, text, reporter) : undefined;
  return reporter.diagnostics.length === 0 ? value : undefined;
}

describe('reading an architecture without the grammar', () => {
  it.each([
    '{}',
    '{ Cell.h[0].edge[0]: skip, Cell.h[2].edge[1]: relu_conv1x1_bn }',
    '{depth:3,k:[1,2,],network.repeat[0].MBConv#2.k:5}',
    ' { a: 1.5e-3, b: 20%, c: 600M, d: true, e: [] } ',
  ])('%s', (text) => {
    expect(readArchitecture(text)).toBeDefined();
    expect(readArchitecture(text)).toEqual(byGrammar(text));
  });

  it.each([
    '{ a: "x" }',
    '{ a: b.c }',
    '{ a: -1 }',
    '{ a: 1 + 2 }',
    '{ a: choice }',
    '{ a: 1e999 }',
    '{ a 1 }',
    '{ a: 1 } x',
    '',
    '{ a: 3x }',
    '{ a: 1',
  ])('leaves %s to the grammar', (text) => {
    expect(readArchitecture(text)).toBeUndefined();
  });

  it('agrees with the grammar on whatever it accepts', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      ' ',
      'a',
      'Cell.h[0]',
      '#2',
      '.k',
      '[3]',
      '1',
      '2.5',
      '10',
      'M',
      'KB',
      'h',
      '%',
      'in',
      'true',
      'skip',
      'op',
      '_',
      '\n',
      '// c',
      '"s"',
      '-',
    ];
    const entry = fc.tuple(
      fc.constantFrom('a', 'b.c[0]', 'x#1', 'x.y#2.z', 'in', 'op'),
      fc.constantFrom('1', '2.5', 'skip', 'true', '[a, 1]', '[]', '5K', 'log'),
    );
    const record = fc
      .array(entry, { maxLength: 5 })
      .map((entries) => `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(', ')} }`);
    const soup = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((found) => `{${found.join('')}}`);
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(record, soup), (text) => {
        const fast = readArchitecture(text);
        if (fast === undefined) return;
        accepted++;
        expect(fast).toEqual(byGrammar(text));
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(accepted).toBeGreaterThan(500);
  });
});
