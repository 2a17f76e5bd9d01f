/** Refactorings at every place of many random programs and of the examples: the edits check, and the space stays the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomProgram } from '../../support/random-program.ts';
import { randomSpace } from '../../support/random-space.ts';
import { exampleSpaces, exampleText } from '../../support/spaces.ts';
import { expectExtractions, expectInlinings, expectSortings } from '../../unit/dsl/service/refactorings/every-place.ts';

const all = [expectExtractions, expectInlinings, expectSortings];

it.each(exampleSpaces)('%s', async (name) => {
  const effort = { samples: 2, most: 8, counted: 100_000n };
  for (const expectSame of all) await expectSame(exampleText(name), effort);
});

it.each([
  ['programs', randomProgram, 25],
  ['spaces', randomSpace, 60],
] as const)('random %s', async (_name, texts, numRuns) => {
  let done = 0;
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      for (const expectSame of all) done += await expectSame(text, { samples: 2, most: 6, counted: 1_000n });
    }),
    { numRuns },
  );
  expect(done).toBeGreaterThan(numRuns);
});
