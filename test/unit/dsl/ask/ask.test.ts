/** Requests in plain words: what each means, that what is written always checks, and that nothing is dropped in silence. */
import { describe, expect, it } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask, LONGEST_REQUEST, type Asked } from '../../../../dsl/ask/ask.ts';
import { EXAMPLE, factsForModels } from '../../../../dsl/ask/facts.ts';
import { spacesOf } from '../../../../dsl/ask/known-spaces.ts';
import { published } from '../../../../dsl/ask/published.ts';
import { rules } from '../../../../dsl/ask/rules/all.ts';
import { understand } from '../../../../dsl/ask/understand.ts';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { loadProgram, programOf, type Program } from '../../../../dsl/semantics/program.ts';
import { format } from '../../../../dsl/syntax/format/formatter.ts';
import { problems } from './problems.ts';
import { requests } from './requests.ts';

const examples = join(import.meta.dirname, '../../../../examples');

function asked(request: string, program?: Program): Asked {
  const found = ask(request, program === undefined ? { spaces: [] } : { program, spaces: spacesOf(program) });
  if ('error' in found) throw new Error(found.error);
  return found;
}

describe('each rule', () => {
  it.each(rules.map((rule) => [rule.name, ...rule.example] as const))('%s: "%s" means %s', (_, request, meaning) => {
    expect(
      understand(request)
        .understood.map((each) => each.meaning)
        .concat(understand(request).unsupported.map(({ why }) => why.split(' cannot ')[0] ?? '')),
    ).toContain(meaning);
  });

  it('has a name of its own', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });
});

describe('requests', () => {
  it('are many', () => expect(requests.length).toBeGreaterThanOrEqual(60));

  it.each([...requests])('$request', ({ request, writes, unknown = [], contradicts = [] }) => {
    const found = asked(request);
    for (const part of writes) expect(found.text).toContain(part);
    expect(found.notUnderstood.map(({ phrase }) => phrase)).toEqual(unknown);
    expect(found.contradictions).toHaveLength(contradicts.length);
    contradicts.forEach((part, i) => expect(found.contradictions[i]).toContain(part));
    expect(problems(found.text).filter((each) => !/empty|never/.test(each) || contradicts.length === 0)).toEqual([]);
    expect(format(found.text, 'x.hnas').value).toBe(found.text);
  });

  it('say in the text what was understood, what was not, and what is assumed', () => {
    const { text, understood, notUnderstood, assumed } = asked('a sparkly fast network under 5 MB');
    expect(understood).toEqual([
      { phrase: 'fast', meaning: 'little latency' },
      { phrase: 'under 5 MB', meaning: 'weight_memory <= 5MB' },
    ]);
    expect(notUnderstood).toEqual([{ phrase: 'sparkly', why: 'no rule knows these words' }]);
    expect(assumed).toContain('training measures no latency: multiply-accumulates stand for it');
    for (const line of [
      '// - under 5 MB: weight_memory <= 5MB',
      '// Not understood: sparkly (no rule knows these words)',
      '// Assumed: accuracy is to be large',
    ])
      expect(text).toContain(line);
  });

  it('without a wish are refused with a sentence', () => {
    expect(ask(' \n ', { spaces: [] })).toEqual({ error: expect.stringMatching(/^There is no request: /) });
    expect(ask('sparkles', { spaces: [] })).toEqual({
      error: expect.stringMatching(/^Nothing of "sparkles" can be searched for\. /),
    });
    expect(ask('semantic segmentation', { spaces: [] })).toEqual({
      error: expect.stringContaining('segmenting images cannot be searched for'),
    });
    expect(ask('fast '.repeat(LONGEST_REQUEST), { spaces: [] })).toEqual({
      error: expect.stringContaining('characters; 2000 can be read'),
    });
  });

  it('may hold anything: one line of comment stays one line', () => {
    const { text } = asked('fast\nspace Evil {}\u2028 */ // "small" `${x}` \u0007 ﷽ 🙂 под 5 МБ');
    expect(problems(text)).toEqual([]);
    expect(text.split('\n')[0]).toMatch(/^\/\/ Asked for: fast space Evil/);
  });

  it('are read quickly, however they are made', () => {
    const start = performance.now();
    for (const part of [
      'no more than ',
      '1,000,',
      'at most of the model ',
      'very very ',
      'train for ',
      '1 x 1 x ',
      'size size ',
      'activation runtime ',
    ])
      understand(part.repeat(LONGEST_REQUEST).slice(0, LONGEST_REQUEST));
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

describe('spaces that are there', () => {
  const demo = programOf(readFileSync(join(examples, 'demo.hnas'), 'utf8'));

  it('are searched where they fit, measured as they are', () => {
    const { text, space, assumed } = asked('fast, under 1M parameters', demo);
    expect(space).toBe('SmallCnn');
    expect(text).not.toContain('space SmallCnn');
    for (const line of ['dataset: Digits', 'evaluator: Train', 'predictor: Fast', 'require params <= 1M'])
      expect(text).toContain(line);
    expect(assumed).toContain('the space is SmallCnn, which is there and fits');
  });

  it('are left where they do not fit, and it is said why', () => {
    expect(asked('with 3 classes', demo).assumed).toContain(
      'SmallCnn is not searched: it tells 10 classes apart, not 3',
    );
    expect(asked('96x96 images', demo).assumed).toContain(
      'SmallCnn is not searched: it takes 1x16x16 images, not 1x96x96',
    );
    expect(asked('no skip connections', demo).space).not.toBe('SmallCnn');
    expect(asked('at least 50M parameters', demo).assumed.join()).toContain(
      'SmallCnn is not searched: none of 24 architectures drawn from it',
    );
  });

  it('are searched where they are named, whatever else is said', () => {
    const { space, contradictions } = asked('search SmallCnn with 3 classes', demo);
    expect(space).toBe('SmallCnn');
    expect(contradictions).toEqual(['SmallCnn is named, but it tells 10 classes apart, not 3']);
  });

  it('are imported from other files', () => {
    const files: Readonly<Record<string, string>> = {
      'main.hnas': 'import "lib/asked.hnas"\n',
      'lib/asked.hnas': published.nasbench201,
    };
    const host = {
      read: (file: string) => (files[file] === undefined ? { error: 'no' } : { text: files[file] }),
      resolve: (_: string, path: string) => path,
    };
    const other = loadProgram('lib/asked.hnas', host).value as Program;
    const found = ask('search NASBench201 quickly', { spaces: spacesOf(other, 'lib/asked.hnas') });
    expect(found).toMatchObject({ space: 'NASBench201', text: expect.stringContaining('import "lib/asked.hnas"') });
  });
});

it('shows language models an example that checks', () => {
  expect(checkProgram(programOf(EXAMPLE))).toEqual([]);
  expect(factsForModels(['Net'])).toContain('The document has the spaces Net');
  expect(factsForModels([])).toContain(EXAMPLE);
});

it('holds the published spaces as they stand in the examples', () => {
  const files = readdirSync(join(examples, 'spaces'))
    .filter((name) => /.\.hnas$/.test(name))
    .map((name) => [name.replace('.hnas', ''), readFileSync(join(examples, 'spaces', name), 'utf8')]);
  expect(published, 'run node scripts/embed-spaces.mjs').toEqual(Object.fromEntries(files));
});
