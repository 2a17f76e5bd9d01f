import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hunksBetween } from '../../../../dsl/service/line-diff.ts';
import { formatSpans } from '../../../../dsl/service/range-formatting.ts';
import { format } from '../../../../dsl/syntax/format/formatter.ts';

/** The text with what is between two `|` formatted. */
function formatted(marked: string): string {
  const [before = '', inside = '', after = ''] = marked.split('|');
  const text = before + inside + after;
  const span = { start: before.length, end: before.length + inside.length };
  return formatSpans(text, 'a.hnas', [span]).reduceRight(
    (result, edit) => result.slice(0, edit.span.start) + edit.newText + result.slice(edit.span.end),
    text,
  );
}

describe('formatting a range', () => {
  it.each([
    ['changes the lines that it touches', 'let  a=1\n|let  b=2|\nlet  c=3\n', 'let  a=1\nlet b = 2\nlet  c=3\n'],
    ['changes the line of a cursor', 'let  a=1\nlet  b=2||\n', 'let  a=1\nlet b = 2\n'],
    ['changes nothing where all is well', 'let  a=1\n|let b = 2|\n', 'let  a=1\nlet b = 2\n'],
    ['breaks lines', 'let a = 1 |let b=2|\nlet  c=3\n', 'let a = 1\nlet b = 2\nlet  c=3\n'],
    ['ends the last line', 'let a = 1\n|let b=2|', 'let a = 1\nlet b = 2\n'],
    ['keeps the ends of lines', 'let  a=1\r\n|let  b=2|\r\n', 'let  a=1\r\nlet b = 2\r\n'],
    ['changes nothing where the text has errors', '|let  a=1\nlet b = |', 'let  a=1\nlet b = '],
  ])('%s', (_, marked, expected) => {
    expect(formatted(marked)).toBe(expected);
  });

  it('of all is formatting, of a part leads to the same', () => {
    const parts = ['space  A {', '  input image[3, 8, 8]', 'output logits[2]', '  network {', 'relu', '  }', '}', ''];
    const text = `${parts.join('\n')}\nspace B {\n network { relu } }\n`;
    const whole = format(text, 'a.hnas').value;
    expect(formatted(`|${text}|`)).toBe(whole);
    for (let at = 0; at < text.length; at++)
      expect(format(formatted(`${text.slice(0, at)}||${text.slice(at)}`), 'a.hnas').value).toBe(whole);
  });
});

it('hunks turn one list of lines into the other, and touch nothing that is equal', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const hunks = hunksBetween(before, after);
      const result = [...before];
      for (const { start, end, newStart, newEnd } of hunks.toReversed())
        result.splice(start, end - start, ...after.slice(newStart, newEnd));
      expect(result).toEqual(after);
      expect(before.every((line, i) => line === after[i]) && before.length === after.length).toBe(hunks.length === 0);
    }),
    { seed: 1, numRuns: 500 },
  );
});
