import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format, printExpr, printFile } from '../../../../dsl/syntax/format/formatter.ts';
import { parse, parseExpression } from '../../../../dsl/syntax/parser.ts';
import { withoutSpans } from './sexpr.ts';
import { prelude, texts } from './texts.ts';
import { expr, file } from './trees.ts';

/** The same cases every time; `HNAS_PROPERTY_RUNS=20000` tries that many new ones. */
const wanted = process.env['HNAS_PROPERTY_RUNS'];
const settings = wanted === undefined ? { numRuns: 400, seed: 1 } : { numRuns: Number(wanted) };

const fragments = [
  ...[
    'space',
    'cell',
    'block',
    'op',
    'native',
    'opset',
    'param',
    'let',
    'arch',
    'of',
    'dataset',
    'experiment',
    'import',
    'network',
    'input',
    'output',
  ],
  ...[
    'inputs',
    'nodes',
    'from',
    'edge',
    'merge',
    'require',
    'if',
    'then',
    'else',
    'for',
    'in',
    'repeat',
    'as',
    'residual',
    'when',
    'gate',
    'branches',
  ],
  ...[
    'choice',
    'choose',
    'any',
    'all',
    'with',
    'replacement',
    'weights',
    'log',
    'steps',
    'not',
    'and',
    'or',
    'true',
    'maximize',
    'search',
    'budget',
  ],
  ...['a', 'B', 'x1', '3', '0.5', '600M', '2..4', '"s"', '"', '// c\n', '/// d\n', '\n', '\n', ' ', '\r\n'],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    ':',
    '.',
    '#',
    '=',
    '>>',
    '..',
    '+',
    '-',
    '*',
    '/',
    '%',
    '**',
    '==',
    '<=',
    '!',
    '&&',
    "'",
    '§',
  ],
];

/** Token soup, with and without spaces between. */
const soup = fc
  .tuple(fc.array(fc.constantFrom(...fragments), { maxLength: 60 }), fc.constantFrom(' ', ''))
  .map(([parts, gap]) => parts.join(gap));

/** A bundled text with a few pieces cut out, repeated, or replaced. */
const mutation = fc
  .tuple(
    fc.constantFrom(...texts, prelude),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(12),
        fc.oneof(fc.constantFrom(...fragments, ''), fc.string({ unit: 'grapheme', maxLength: 3 })),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([{ text }, edits]) =>
    edits.reduce((result, [at, length, piece]) => {
      const start = at % (result.length + 1);
      return result.slice(0, start) + piece + result.slice(start + length);
    }, text),
  );

const anything = fc.oneof(
  { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  { arbitrary: soup, weight: 2 },
  { arbitrary: mutation, weight: 2 },
);

/** Every span lies in the text and inside its parent's. */
function checkSpans(value: unknown, start: number, end: number): void {
  if (Array.isArray(value)) {
    for (const part of value) checkSpans(part, start, end);
  } else if (typeof value === 'object' && value !== null) {
    const { span } = value as { span?: { start: number; end: number } };
    if (span !== undefined && (span.start < start || span.end > end || span.start > span.end)) {
      throw new Error(`span ${span.start}..${span.end} of ${JSON.stringify(value)} is not inside ${start}..${end}`);
    }
    for (const [key, field] of Object.entries(value))
      if (key !== 'span') checkSpans(field, span?.start ?? start, span?.end ?? end);
  }
}

describe('on any text', () => {
  it('parsing answers with a tree whose spans nest, and with diagnostics inside the text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { value, diagnostics } = parse(text, 'test');
        checkSpans(value, 0, text.length);
        for (const { span, message } of diagnostics) {
          expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
          expect(message).not.toBe('');
        }
      }),
      settings,
    );
  });

  it('parsing an expression does not throw', () => {
    fc.assert(
      fc.property(anything, (text) => parseExpression(text, 'test').value.kind.length > 0),
      settings,
    );
  });

  it('formatting keeps the meaning and changes nothing the second time, or leaves the text alone', () => {
    let formatted = 0;
    fc.assert(
      fc.property(anything, (text) => {
        const { value, diagnostics } = format(text, 'test');
        if (diagnostics.length > 0) {
          expect(value).toBe(text);
          return;
        }
        formatted++;
        expect(withoutSpans(parse(value, 'test'))).toEqual(withoutSpans(parse(text, 'test')));
        expect(format(value, 'test').value).toBe(value);
      }),
      settings,
    );
    expect(formatted).toBeGreaterThan(30);
  });
});

describe('any tree', () => {
  it('of an expression reads back from its canonical form', () => {
    fc.assert(
      fc.property(expr, (tree) => {
        const text = printExpr(tree);
        const { value, diagnostics } = parseExpression(text, 'test');
        expect(diagnostics).toEqual([]);
        expect(withoutSpans(value)).toEqual(withoutSpans(tree));
        expect(printExpr(value)).toBe(text);
      }),
      settings,
    );
  });

  it('of a file reads back from its printed form', () => {
    fc.assert(
      fc.property(file, (tree) => {
        const text = printFile(tree);
        const { value, diagnostics } = parse(text, 'test');
        expect(diagnostics).toEqual([]);
        expect(withoutSpans(value)).toEqual(withoutSpans(tree));
      }),
      settings,
    );
  });
});
