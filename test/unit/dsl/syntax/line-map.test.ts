import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineMap } from '../../../../dsl/syntax/line-map.ts';

it('counts lines that end in LF, CRLF and CR, and columns in UTF-16 units', () => {
  const lines = new LineMap('a\n😀b\r\nc\rd');
  expect([0, 1, 2, 4, 5, 7, 9, 10].map((offset) => lines.positionAt(offset))).toEqual([
    { line: 0, column: 0 },
    { line: 0, column: 1 },
    { line: 1, column: 0 },
    { line: 1, column: 2 },
    { line: 1, column: 3 },
    { line: 2, column: 0 },
    { line: 3, column: 0 },
    { line: 3, column: 1 },
  ]);
});

it('leads back from a position to its offset', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '😀') });
  fc.assert(
    fc.property(text, fc.nat(), (content, at) => {
      const inside = at % (content.length + 1);
      // Nothing lies between the two characters of a line's end.
      const offset = content.slice(inside - 1, inside + 1) === '\r\n' ? inside - 1 : inside;
      const lines = new LineMap(content);
      expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
    }),
  );
});

it('moves what lies outside the text to its ends', () => {
  const lines = new LineMap('ab\nc');
  expect([lines.positionAt(-1), lines.positionAt(99)]).toEqual([
    { line: 0, column: 0 },
    { line: 1, column: 1 },
  ]);
  expect([
    lines.offsetAt({ line: -1, column: 3 }),
    lines.offsetAt({ line: 9, column: 0 }),
    lines.offsetAt({ line: 0, column: 9 }),
  ]).toEqual([0, 4, 2]);
});
