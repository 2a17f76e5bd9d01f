/** Alternatives in order; weights go along, and the space stays the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortAlternatives } from '../../../../../dsl/service/refactorings/sort-alternatives.ts';
import { exampleSpaces, exampleText, smallSpace } from '../../../../support/spaces.ts';
import { offersOf } from './apply.ts';
import { expectSortings } from './every-place.ts';

describe('sort alternatives', () => {
  it.each<[string, string, string | undefined]>([
    ['numbers by size', 'conv(k: |choice [5, 11, 3])', 'conv(k: choice [3, 5, 11])'],
    ['names by their text', 'choice [tanh, |relu]', 'choice [relu, tanh]'],
    ['weights go along', 'choice [tanh, |relu, gelu] weights [1, 2, 3]', 'choice [gelu, relu, tanh] weights [3, 2, 1]'],
    ['comments stay', 'choice [|\n5, // five\n3,\n]', undefined],
    ['in order', 'choice [|gelu, relu]', undefined],
    ['a range', 'conv(out: |choice 2..4)', undefined],
    ['decisions inside', 'choice [tanh, |conv(k: choice [1, 3])]', undefined],
    ['a subset', 'for op in choose any of [tanh, |relu] { op }', undefined],
  ])('%s', async (_name, body, expected) => {
    if (body.includes('//'))
      return expect(Object.values(await offersOf(sortAlternatives, `let a = ${body}`))).toEqual([
        'let a = choice [\n3, // five\n5,\n]',
      ]);
    const found = await offersOf(sortAlternatives, smallSpace(body));
    expect(found).toEqual(expected === undefined ? {} : { 'Sort the alternatives': smallSpace(expected) });
  });
});

describe('the space stays the same', () => {
  it.each(exampleSpaces)('%s', async (name) => {
    await expectSortings(exampleText(name), { samples: 2, most: 3 });
  });

  it('random lists', async () => {
    const kernels = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 4 });
    const ops = fc.shuffledSubarray(['relu', 'tanh', 'conv(k: 3)', 'skip', 'Wide'], { minLength: 2 });
    let done = 0;
    await fc.assert(
      fc.asyncProperty(kernels, ops, async (list, names) => {
        const text = smallSpace(
          `conv(k: k) >> choice [${names.join()}]`,
          `param k = choice [${list.join()}]\nblock Wide { conv(k: choice [k, 1]) }`,
        );
        done += await expectSortings(text, { samples: 3, most: 3 });
      }),
      { numRuns: 30, seed: 2 },
    );
    expect(done).toBeGreaterThan(30);
  });
});
