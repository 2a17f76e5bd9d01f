import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse, analysisOf, newMemory, type AnalysisMemory } from '../../../../dsl/semantics/analysis.ts';
import { checkSpace } from '../../../../dsl/semantics/check/space.ts';
import { itemsOf, loadProgram, type Program } from '../../../../dsl/semantics/program.ts';
import { exampleText } from '../../../support/spaces.ts';

type Texts = Readonly<Record<string, string>>;

function load(texts: Texts): Program {
  const { value } = loadProgram('main.hnas', {
    read: (name) => {
      const text = texts[name];
      return text === undefined ? { error: 'the file does not exist' } : { text };
    },
    resolve: (_from, path) => path,
  });
  if (value === undefined) throw new Error('the entry is always there');
  return value;
}

const small = (name: string, members: string, body: string): string =>
  `space ${name} {\n  input image[3, 16, 16]\n  output logits[10]\n  ${members}\n  network {\n    ${body}\n    global_avgpool >> linear(out: 10)\n  }\n}\n`;

const base: Texts = {
  'main.hnas': [
    'import "lib.hnas"',
    'block Mine(k: int = 3) { Far(k: k) >> act }',
    'let act = relu',
    small('A', 'param w = choice 1..4\n  require w != 2', 'Mine(k: 3) >> conv(out: w)'),
    small('B', 'require params < 100K', 'conv3x3(out: choice [8, 16]) >> batchnorm'),
    'arch one of A = { w: 3 }',
    exampleText('nasbench201'),
    small('C', 'cell Cl { inputs x\n nodes v[2] { from all earlier; op choice [relu, skip] } }', 'Cl'),
    'experiment E {\n  space: A\n  maximize accuracy\n}',
  ].join('\n'),
  'lib.hnas': 'op Far(k: int) { conv(k: k) >> helper }\nop helper { batchnorm }\nop act { tanh }\nlet unused = 3\n',
};

/** Edits that keep most of a text, and such that break it. */
const edit = fc.record({
  file: fc.constantFrom('main.hnas', 'main.hnas', 'main.hnas', 'lib.hnas'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 30 }) }),
  insert: fc.constantFrom(
    ...['', ' ', '\n', '// note\n', 'relu', '3', '{', '}', '(', ')', '"', 'let unused2 = 3\n', 'k', 'w', ', '],
    ...[
      'block act { gelu }\n',
      'op Far { relu }\n',
      'x',
      'conv3x4',
      'require w > 9\n',
      'import "lib.hnas"\n',
      'space ',
    ],
  ),
});

const apply = (
  texts: Texts,
  { file, at, remove, insert }: { file: string; at: number; remove: number; insert: string },
): Texts => {
  const text = texts[file] ?? '';
  const from = Math.floor(at * text.length);
  return { ...texts, [file]: text.slice(0, from) + insert + text.slice(from + remove) };
};

const diagnosticsWith = (texts: Texts, memory: AnalysisMemory) => analyse(load(texts), memory).diagnostics;
const fresh = (texts: Texts) => analysisOf(load(texts)).diagnostics;

describe('an analysis with a memory', () => {
  it('says what a fresh one says, after any edits', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        const memory = newMemory();
        let texts = base;
        diagnosticsWith(texts, memory);
        for (const each of edits) {
          texts = apply(texts, each);
          expect(diagnosticsWith(texts, memory)).toEqual(fresh(texts));
        }
        // What a space is cut out of changes nothing that is said of it.
        const program = load(texts);
        for (const { item, file } of itemsOf(program, 'space'))
          expect(analysisOf(program).space(item, file).diagnostics).toEqual(
            checkSpace(program, item, file).diagnostics,
          );
      }),
      { numRuns: 12 },
    );
  });

  const resultOf = (texts: Texts, memory: AnalysisMemory, name: string) => {
    const program = load(texts);
    const found = itemsOf(program, 'space').find(({ item }) => item.name.text === name);
    if (found === undefined) throw new Error(`there is no space ${name}`);
    return analyse(program, memory).space(found.item, found.file);
  };
  const edited = (from: string, to: string, file = 'main.hnas'): Texts => ({
    ...base,
    [file]: (base[file] ?? '').replace(from, to),
  });

  it.each<[string, Texts, boolean]>([
    ['the text above it changes', edited('let act', '// a note\n\nlet act'), true],
    ['another space changes', edited('[8, 16]', '[8, 16, 32]'), true],
    ['a syntax error stands elsewhere', edited('choice [8, 16]', 'choice [8, 16'), true],
    ['a name that it does not use changes', edited('let unused = 3', 'let unused = 4', 'lib.hnas'), true],
    ['its text changes', edited('1..4', '1..5'), false],
    ['a block that it uses changes', edited('k: int = 3', 'k: int = 5'), false],
    [
      'an imported operator behind that block changes',
      edited('op helper { batchnorm }', 'op helper { relu }', 'lib.hnas'),
      false,
    ],
    ['a name that it uses is hidden by another', edited('import', 'op Far(k: int) { relu }\nimport'), false],
  ])('keeps a space exactly where it means the same: %s', (_what, texts, kept) => {
    const memory = newMemory();
    const before = resultOf(base, memory, 'A').result;
    expect(resultOf(texts, memory, 'A').result === before).toBe(kept);
  });

  it('suggests a name that was not there yet when the space was first read', () => {
    const memory = newMemory();
    const space = small('A', '', 'conv3x3(out: wi)');
    const found = [space, `${space}let wid = 8\n`, space].map(
      (text) =>
      analyse(load({ 'main.hnas': text }), memory).diagnostics.map(({ message }) => message).join(), // prettier-ignore
    );
    expect(found[0]).toContain('unknown name "wi"');
    expect(found.map((message) => message.includes('did you mean "wid"?'))).toEqual([false, true, false]);
  });

  it('gives the places of decisions as they are now', () => {
    const memory = newMemory();
    resultOf(base, memory, 'A');
    const texts = edited('let act', '// a note\n\nlet act');
    const [decision] = resultOf(texts, memory, 'A').model.decisions;
    const { start, end } = decision?.place.span ?? { start: 0, end: 0 };
    expect(texts['main.hnas']?.slice(start, end)).toBe('choice 1..4');
  });

  it('forgets what was used long ago', () => {
    const memory = newMemory();
    for (let i = 0; i < 400; i++) diagnosticsWith({ 'main.hnas': small('A', '', `relu // ${i}`) }, memory);
    expect(memory.results.size).toBeLessThan(100);
  });
});
