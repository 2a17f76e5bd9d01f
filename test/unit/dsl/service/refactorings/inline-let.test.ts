/** A `let` back into its uses, and that the space stays the same. */
import { describe, expect, it } from 'vitest';
import { marked } from '../cursor.ts';
import { inlineLet } from '../../../../../dsl/service/refactorings/inline-let.ts';
import { exampleSpaces, exampleText, smallSpace } from '../../../../support/spaces.ts';
import { inSpace } from '../cursor.ts';
import { offersOf, select, selectionIn } from './apply.ts';
import { expectInlinings } from './every-place.ts';

const one = (name: string): string => `Inline this use of "${name}"`;
const all = (name: string, count: number): string => `Inline "${name}" into all ${count} uses`;
const only = (name: string): string => `Inline "${name}" into its one use`;

describe('inline let', () => {
  it.each<[string, string, Record<string, string>]>([
    ['its one use', 'let k| = 3\nconv(k: k)', { [only('k')]: 'conv(k: 3)' }],
    [
      'one use of two, or both',
      'let k = 3\nconv(k: |k) >> conv(k: k)',
      {
        [one('k')]: 'let k = 3\nconv(k: 3) >> conv(k: k)',
        [all('k', 2)]: 'conv(k: 3) >> conv(k: 3)',
      },
    ],
    [
      'both, from the declaration',
      'let |k = 3\nconv(k: k) >> conv(k: k)',
      { [all('k', 2)]: 'conv(k: 3) >> conv(k: 3)' },
    ],
    ['brackets', 'let |k = 1 + 2\nconv(k: k * 1)', { [only('k')]: 'conv(k: (1 + 2) * 1)' }],
    ['brackets that are there', 'let |k = 1 + 2\nconv(k: (k) * 1)', { [only('k')]: 'conv(k: (1 + 2) * 1)' }],
    [
      'a product that begins with a bracket',
      'let |k = (1 + 0) * 3\nconv(k: k - 2)',
      { [only('k')]: 'conv(k: ((1 + 0) * 3) - 2)' },
    ],
    ['a record', 'let |r = { k: 3 }\nconv(k: r.k)', { [only('r')]: 'conv(k: ({ k: 3 }).k)' }],
    ['a list', 'let |r = [3]\nconv(k: r[0])', { [only('r')]: 'conv(k: ([3])[0])' }],
    ['an operator', 'let |r = conv(k: 3)\nr(out: 8)', { [only('r')]: 'conv(k: 3)(out: 8)' }],
    ['on one line', 'let |k = 3; conv(k: k)', { [only('k')]: 'conv(k: 3)' }],
    ['a decision', 'let |k = choice [1, 3]\nconv(k: k)', {}],
    ['no use', 'let |k = 3\nrelu', {}],
    ['a name that is hidden at the use', 'let j = 3\nlet |k = j\nlet j = 5\nconv(k: k)', {}],
    ['what flows on', 'let |c = in.channels\nconv3x3(out: c)', {}],
    [
      'what entered, in the same residual',
      'residual {\nlet |c = in.channels\nrelu >> conv3x3(out: c)\n}',
      { [only('c')]: 'residual {\nrelu >> conv3x3(out: in.channels)\n}' },
    ],
    ['what entered another residual', 'residual {\nlet |c = in.channels\nresidual { conv3x3(out: c) }\n}', {}],
  ])('%s', async (_name, body, expected) => {
    const head = smallSpace('⟦⟧').split('⟦⟧');
    const found = await offersOf(inlineLet, smallSpace(body.includes('|') ? body : `|${body}`));
    const bodies = Object.entries(found).map(([title, text]) => {
      const start = (head[0] ?? '').trimEnd().length;
      return [title, text.slice(start, text.length - (head[1] ?? '').length).trim()];
    });
    expect(Object.fromEntries(bodies)).toEqual(expected);
  });

  it('a copy takes a name only', async () => {
    const source = (value: string): string =>
      inSpace(`block A(k: int) { conv(k: k) }\nlet |b = ${value}\nblock C = b(k: 3)`, 'C');
    expect(Object.keys(await offersOf(inlineLet, source('A')))).toEqual([only('b')]);
    expect(Object.keys(await offersOf(inlineLet, source('A(k: 1)')))).toEqual([]);
  });

  it('leaves a declaration that other files use', () => {
    const selection = select('let |k = 3\nparam a = choice [k, 5]');
    const other = marked('import "main.hnas"\nparam b = choice [k, 7]', { 'main.hnas': selection.text }, 'other.hnas');
    expect(inlineLet(selection).map(({ id }) => id)).toEqual(['inline all']);
    const shared = selectionIn(selection.program, selection.file, selection.range, [other.program]);
    expect(inlineLet(shared).map(({ id }) => id)).toEqual([]);
  });
});

/** The largest example and random programs are in test/slow/dsl/refactorings.test.ts. */
describe('the space stays the same', () => {
  it.each(exampleSpaces.filter((name) => name !== 'ofa_mobilenetv3'))('%s', async (name) => {
    await expectInlinings(exampleText(name), { samples: 1, most: 4 });
  });
});
