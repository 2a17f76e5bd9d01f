/** What an editor says of the bundled spaces once all is counted, held against what is published or enumerated elsewhere. */
import { describe, expect, it } from 'vitest';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { continueJobs } from '../../../../dsl/service/facts/space-facts.ts';
import { hover } from '../../../../dsl/service/hover.ts';
import { exampleSpaces, exampleText } from '../../../support/spaces.ts';

const file = 'example.hnas';

/** Hovers at the places of a text where a pattern begins, after everything has been counted. */
function hovers(text: string, pattern: RegExp): string[] {
  const program = programOf(text, file);
  const at = (): string[] =>
    [...text.matchAll(pattern)].map(({ index }) => hover(program, file, index + 1)?.markdown ?? '');
  at();
  while (continueJobs(program, 1_000).left > 0);
  return at();
}

describe('hover on the bundled spaces', () => {
  it.each<[(typeof exampleSpaces)[number], readonly string[]]>([
    // The benchmark's 423,624 distinct cells (Ying et al. 2019).
    [
      'nasbench101',
      ['**1\u202f293\u202f208 architectures**', 'they keep 0.25 %', 'Distinct graphs: 423\u202f624.', 'of 200 draws'],
    ],
    // The benchmark's 15,625 cells, 6,466 of them different (Dong and Yang 2020).
    ['nasbench201', ['**15\u202f625 architectures**', 'Distinct graphs: 6\u202f466.', '| parameters | 73.3K |']],
    [
      'darts',
      [
        '**1\u202f076\u202f746\u202f950\u202f455\u202f072\u202f400 architectures**',
        'Distinct graphs: at most',
        'of 200 draws',
      ],
    ],
    [
      'ghn_random',
      [
        '**20\u202f090\u202f595\u202f377\u202f665\u202f342\u202f094\u202f014\u202f837\u202f781\u202f235\u202f302\u202f400 architectures**',
        'of 200 draws',
      ],
    ],
    // Trained between 5.2M and 10.5M parameters (Chen et al. 2021).
    [
      'autoformer_tiny',
      ['**360\u202f916\u202f276 architectures**', 'they keep 34 %', '| parameters | 5.27M | 10.4M |', '(exact;'],
    ],
    ['ofa_mobilenetv3', ['Its requirements keep all of them.', '| parameters | 3.41M | 7.66M |', '(exact;']],
  ])('%s', (name, expected) => {
    const [shown] = hovers(exampleText(name), /(?<=^space )\w+/gm);
    for (const part of expected) expect(shown).toContain(part);
  });

  it.each(exampleSpaces.filter((name) => name !== 'nasbench101'))(
    'every decision and requirement of %s says what it leaves',
    (name) => {
      const text = exampleText(name).replace(/\/\/.*$/gm, (line) => ' '.repeat(line.length));
      for (const shown of hovers(text, /\b(choice|choose) /g)) {
        expect(shown).toMatch(/Decision|decisions:/);
        expect(shown).toMatch(/Always active|Active where/);
        expect(shown).toMatch(/\| alternative\s*\|[\s\S]*\| [\d\u202f]+ \||depending on other decisions/);
      }
      for (const shown of hovers(text, /\brequire /g)) expect(shown).toMatch(/Keeps [\d.]+ %:|Always true/);
    },
  );
});
