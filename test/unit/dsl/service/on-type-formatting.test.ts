import { expect, it } from 'vitest';
import { formatOnType } from '../../../../dsl/service/on-type-formatting.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';

/** `|` is behind the typed character. */
const typed = (source: string): string => {
  const offset = source.indexOf('|');
  const text = source.replace('|', '');
  return applyEdits(text, formatOnType(text, 'a', offset, text[offset - 1] ?? ''));
};

it.each([
  ['a line in a body', 'op f {\n|', 'op f {\n  '],
  ['a line in a body of a body', 'space S {\n  network {\n|\n', 'space S {\n  network {\n    \n'],
  ['brackets opened on one line', 'let a = [{\n|', 'let a = [{\n  '],
  ['before a closing brace', 'op f {\n|}', 'op f {\n}'],
  ['outside of all', 'op f { relu }\n|  let a = 1', 'op f { relu }\nlet a = 1'],
  ['brackets in comments and texts', 'let a = "{" // {\n|', 'let a = "{" // {\n'],
  ['a closing brace: what it closes', 'op f {\nrelu>>tanh\n   }|\nlet  a = 1', 'op f {\n  relu >> tanh\n}\nlet  a = 1'],
  ['a closing brace in a broken text', 'op f {\nrelu >>\n   }|', 'op f {\nrelu >>\n}'],
  ['a closing brace in a comment', 'op f {\n   // }|', 'op f {\n   // }'],
  ['a brace too many', '}|', '}'],
  ['formatted already', 'op f {\n  relu\n}|', 'op f {\n  relu\n}'],
])('on type: %s', (_name, source, expected) => expect(typed(source)).toBe(expected));
