/** Literal architectures: sampled, and completed. */
import { describe, expect, it } from 'vitest';
import { completeArch } from '../../../../../dsl/service/refactorings/complete-arch.ts';
import type { AccuracyPredictor } from '../../../../../dsl/service/refactorings/refactoring.ts';
import { sampleArch } from '../../../../../dsl/service/refactorings/sample-arch.ts';
import { exampleSpaces, exampleText, smallSpace } from '../../../../support/spaces.ts';
import { applied, errorsOf, offersOf, select, spaceIn } from './apply.ts';

/** Without the literal architectures: the marks of the tables stand in nb201 texts. */
const spaceText = (name: (typeof exampleSpaces)[number]): string => exampleText(name).replace(/^arch .*$/gm, '');

const small = smallSpace('conv(k: choice [1, 3], out: w)', 'param w = choice [8, 16]');

describe('sample an architecture', () => {
  it.each(exampleSpaces)('of %s: a literal that checks, with all decisions', async (name) => {
    const selection = select(spaceText(name).replace(/^space /m, 'space |'));
    const [offer] = sampleArch(selection);
    const text = offer === undefined ? '' : await applied(offer, selection);
    expect(text).toMatch(/\narch sample of \w+ = \{/);
    expect(errorsOf(text)).toEqual([]);
  });

  it('the same one for the same text, then another name', async () => {
    const [first] = Object.values(await offersOf(sampleArch, small.replace('S {', '|S {')));
    const [again] = Object.values(await offersOf(sampleArch, small.replace('S {', '|S {')));
    expect(again).toBe(first);
    const [second] = Object.values(await offersOf(sampleArch, (first ?? '').replace('S {', '|S {')));
    expect(second?.match(/^arch \w+ of S = \{ w: \d+, network.conv.k: \d \}$/gm)).toHaveLength(2);
    expect(second).toContain('arch sample2 of S');
    expect(errorsOf(second ?? '')).toEqual([]);
  });

  it('of an imported space, where it is named', async () => {
    const selection = select('import "s.hnas"\narch a of |S = { w: 8, network.conv.k: 1 } // kept\nlet b = 1', {
      's.hnas': small,
    });
    const [offer] = sampleArch(selection);
    expect(offer?.title).toBe('Sample an architecture of S');
    expect(offer && (await applied(offer, selection))).toMatch(
      /} \/\/ kept\n\narch sample of S = \{ w: \d+, network.conv.k: \d \}\n\nlet|} \/\/ kept\n\narch sample of S = \{.*\}\nlet/,
    );
  });

  it.each(['|let a = 1', `|import "s.hnas"`, small.replace('S {', '|S {').replace('conv(', 'cnov(')])(
    'nothing for %j',
    async (source) => {
      const selection = select(source);
      for (const offer of sampleArch(selection)) expect(await offer.edits()).toEqual([]);
    },
  );
});

describe('complete an architecture', () => {
  const complete = async (literal: string, predictor?: AccuracyPredictor): Promise<[string, string] | undefined> => {
    const selection = { ...select(`${small}${literal}`), ...(predictor === undefined ? {} : { predictor }) };
    const [offer] = completeArch(selection);
    return offer && [offer.title, (await applied(offer, selection)).slice(small.length)];
  };

  it.each<[string, RegExp]>([
    ['arch a of S = { |}', /^arch a of S = \{ w: \d+, network.conv.k: \d \}$/],
    ['arch a of S = { w: 8| }', /^arch a of S = \{ w: 8, network.conv.k: \d \}$/],
    ['arch a of S = {\n  network.conv.k: 3,|\n}', /^arch a of S = \{\n {2}network.conv.k: 3,\n {2}w: \d+,\n\}$/],
  ])('%j', async (literal, expected) => {
    const found = await complete(literal);
    expect(found?.[0]).toBe('Complete with sampled alternatives');
    expect(found?.[1]).toMatch(expected);
    expect(errorsOf(small + (found?.[1] ?? ''))).toEqual([]);
  });

  it.each([
    'arch a of S = { w: 8, network.conv.k: 1| }',
    'arch a of S = { w: 9| }',
    'arch a of S = { v: 8| }',
    'arch a of T = { | }',
  ])('not offered for %j', async (literal) => expect(await complete(literal)).toBeUndefined());

  it('the best predicted one where a model is at hand', async () => {
    const widest: AccuracyPredictor = {
      knows: () => true,
      predict: (space, architectures) => Promise.resolve(architectures.map((each) => space.costs(each).params)),
    };
    expect(await complete('arch a of S = { | }', widest)).toEqual([
      'Complete with the best predicted of 32 samples',
      'arch a of S = { w: 16, network.conv.k: 3 }',
    ]);
    const untrained = { ...widest, knows: () => false };
    expect((await complete('arch a of S = { | }', untrained))?.[0]).toBe('Complete with sampled alternatives');
  });

  it('keeps what is given, and the requirements', async () => {
    const text = smallSpace(
      'repeat d { conv(k: choice [1, 3], out: w) }',
      'param w = choice 4..40\nparam d = choice 1..3\nrequire w * d == 36',
    );
    const selection = select(`${text}arch a of S = { network.repeat[1].conv.k: 3| }`);
    const [offer] = completeArch(selection);
    const after = offer === undefined ? '' : await applied(offer, selection);
    expect(errorsOf(after)).toEqual([]);
    expect(after).toMatch(/network.repeat\[1\].conv.k: 3, w: (18|12), d: (2|3)/);
  });

  it.each(exampleSpaces)('half of a sampled one of %s', async (name) => {
    const text = spaceText(name);
    const space = spaceIn(text);
    const [sample] = Object.values(await offersOf(sampleArch, text.replace(/^space /m, 'space |')));
    const entries =
      /arch sample of \w+ = \{([\s\S]*)\}/
        .exec(sample ?? '')?.[1]
        ?.trim()
        .split('\n') ?? [];
    const half = entries.filter((_, i) => i % 2 === 0).join('\n');
    const selection = select(`${text}\narch half of ${space?.name ?? ''} = {\n${half}\n|}`);
    const [offer] = completeArch(selection);
    const after = offer === undefined ? '' : await applied(offer, selection);
    expect(errorsOf(after)).toEqual([]);
  });
});
