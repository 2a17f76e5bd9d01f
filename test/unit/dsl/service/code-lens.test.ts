import { expect, it } from 'vitest';
import { lenses, lensTitle } from '../../../../dsl/service/code-lens.ts';
import { inSpace, marked } from './cursor.ts';

const shown = (source: string): string[] => {
  const { program, file, text } = marked(source);
  return lenses(program, file).map(({ kind, span, name, title }) => {
    expect(text.slice(span.start, span.end)).toBe(name);
    return `${name}: ${title ?? lensTitle(program, file, kind, name) ?? 'nothing'}`;
  });
};

const space = inSpace('param w = choice [8, 16]', 'conv3x3(out: w)');

it.each<[string, string, string[]]>([
  ['a space', space, ['S: Sample an architecture', 'S: 2 architectures']],
  ['a space with errors', inSpace('', 'cnov'), ['S: Sample an architecture', 'S: nothing']],
  [
    'an architecture',
    `${space}arch a of S = { w: 8 }`,
    ['S: Sample an architecture', 'S: 2 architectures', 'a: 306 params · 221K MACs · depth 2'],
  ],
  [
    'one that is not complete',
    `${space}arch a of S = {}`,
    ['S: Sample an architecture', 'S: 2 architectures', 'a: Complete'],
  ],
  [
    'one that is wrong',
    `${space}arch a of S = { w: 9 }`,
    ['S: Sample an architecture', 'S: 2 architectures', 'a: nothing'],
  ],
  ['an experiment', 'experiment E { }', ['E: Run', 'E: Resume', 'E: Open front']],
  ['nothing else', 'let a = 1\ndataset D = glyphs {}\nop f { relu }\nspace { }', []],
])('code lens over %s', (_name, source, expected) => expect(shown(source)).toEqual(expected));
