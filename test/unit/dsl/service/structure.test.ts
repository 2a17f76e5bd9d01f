import { describe, expect, it } from 'vitest';
import { compact, percent } from '../../../../dsl/service/facts/numbers.ts';
import { folds } from '../../../../dsl/service/folding.ts';
import { links } from '../../../../dsl/service/links.ts';
import { selections } from '../../../../dsl/service/selection.ts';
import { semanticTokens } from '../../../../dsl/service/semantic-tokens.ts';
import { workspaceSymbols } from '../../../../dsl/service/workspace-symbols.ts';
import { inSpace, marked } from './cursor.ts';

describe('folding', () => {
  it('brackets, comments, imports', () => {
    const text =
      '// a\n// b\nimport "a"\nimport "b"\nspace S {\n  let l = [\n    1,\n  ]\n  network { relu }\n}\nlet one = [1]\n';
    expect(folds(text, 'a').map(({ kind, start, end }) => [kind, text.slice(start, end).split('\n')[0]])).toEqual([
      ['comment', '// a'],
      ['imports', 'import "a"'],
      ['brackets', 'space S {'],
      ['brackets', 'let l = ['],
      ['brackets', '['],
    ]);
  });
});

describe('selection ranges', () => {
  it('grow from the word to the file', () => {
    const { text, file, cursor } = marked('let a = 1\nblock B() { relu >> conv(k: m|ax(1, 2)) }');
    expect(selections(text, file, cursor).map(({ start, end }) => text.slice(start, end))).toEqual([
      'max',
      'max(1, 2)',
      'k: max(1, 2)',
      'conv(k: max(1, 2))',
      'relu >> conv(k: max(1, 2))',
      '{ relu >> conv(k: max(1, 2)) }',
      'block B() { relu >> conv(k: max(1, 2)) }',
      text,
    ]);
  });
});

it('imports are links', () => {
  const { program, file, ranges } = marked('import "⟦a.hnas⟧"\nimport "missing.hnas"', { 'a.hnas': '' });
  expect(links(program, file)).toEqual([{ span: ranges[0], target: 'a.hnas' }]);
});

it('semantic tokens say what names stand for', () => {
  const { program, file, text } = marked(
    `${inSpace('param w = choice [8, 16]\nrequire params < max(1M, w)', 'conv(out: w)')}arch a of S = { w: 8 }`,
  );
  const shown = semanticTokens(program, file).map(
    ({ span, type, modifiers }) => `${text.slice(span.start, span.end)} ${[type, ...modifiers].join(' ')}`,
  );
  expect(shown).toEqual([
    ...['S namespace declaration', 'image type', 'logits type', 'w variable declaration'],
    ...['params property defaultLibrary', 'max function defaultLibrary', 'w variable'],
    ...['conv function defaultLibrary', 'out parameter defaultLibrary', 'w variable'],
    ...['global_avgpool function defaultLibrary', 'linear function defaultLibrary', 'out parameter defaultLibrary'],
    ...['a variable declaration readonly', 'S namespace', 'w property'],
  ]);
});

it.each([
  ['', ['far', 'mine', 'Small']],
  ['sml', ['Small']],
  ['MINE', ['mine']],
  ['xyz', []],
])('workspace symbols for %j', (query, expected) => {
  const others = { 'lib.hnas': 'op mine(k: int) { conv(k: k) }\nspace Small {}' };
  const one = marked('import "lib.hnas"\nlet far = 1', others).program;
  const other = marked('import "lib.hnas"', others, 'other.hnas').program;
  expect(workspaceSymbols([one, other], query).map(({ declared }) => declared.name.text)).toEqual(expected);
});

it.each([
  [999, '999'],
  [1_000, '1K'],
  [15_625, '15.6K'],
  [100_000, '100K'],
  [999_600, '1M'],
  [1_531_258, '1.53M'],
  [360_916_276n, '361M'],
  [1_076_746_950_455_072_400n, '1e18'],
])('%d is %s, at most five characters', (value, expected) => {
  expect(compact(value)).toBe(expected);
  expect(expected.length).toBeLessThanOrEqual(5);
});

it.each([
  [0n, 3n, '0 %'],
  [3n, 3n, '100 %'],
  [1n, 3n, '33 %'],
  [999_999n, 1_000_000n, '99.99 %'],
  [1n, 10n ** 30n, 'less than 0.00000001 %'],
])('%d of %d is %s', (part, whole, expected) => expect(percent(part, whole)).toBe(expected));
