import { expect, it } from 'vitest';
import { lenses, lensTitle, modelsOfLenses, type HypernetworkStanding } from '../../../../dsl/service/code-lens.ts';
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
  ['a space with errors', inSpace('', 'cnov'), ['S: Sample an architecture']],
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
  ['a hypernetwork', 'hypernetwork W = ghn', ['W: Train']],
  ['nothing else', 'let a = 1\ndataset D = glyphs {}\nop f { relu }\nspace { }', []],
])('code lens over %s', (_name, source, expected) => expect(shown(source)).toEqual(expected));

it.each(['train { epochs: 1 }', 'command { run: ["x"] }'])(
  'offers to train where a model of %s lacks labels, by the name of its experiment',
  (evaluator) => {
    const source = `${space}evaluator T = ${evaluator}\nexperiment E { space: S evaluator: T maximize accuracy }\n`;
    const { program, file } = marked(source);
    const models = modelsOfLenses(program);
    const train = lenses(program, file, models).filter(({ kind }) => kind === 'train');
    expect(train.map(({ name, title, span }) => [source.slice(span.start, span.end), name, title])).toEqual([
      ['S', 'E', 'Train a predictor'],
      ['E', 'E', 'Train a predictor'],
    ]);
    expect(lenses(program, file, []).filter(({ kind }) => kind === 'train')).toEqual([]);
  },
);

it.each<[string, HypernetworkStanding, string, string]>([
  ['not begun', { steps: 2000, done: 0, training: false }, 'hypernetwork', 'Train'],
  ['begun', { steps: 2000, done: 1200, training: false }, 'hypernetwork', 'Continue (1\u202f200 of 2\u202f000 steps)'],
  ['under way', { steps: 2000, done: 1200, training: true }, 'stopTraining', 'Stop training'],
  ['done', { steps: 2000, done: 2000, training: false }, 'trained', 'trained, 2\u202f000 steps'],
])('tells how far a hypernetwork is trained: %s', (_, standing, kind, title) => {
  const { program, file } = marked('hypernetwork W = ghn');
  expect(lenses(program, file, [], new Map([['W', standing]]))).toMatchObject([{ kind, title, name: 'W' }]);
});

it('leaves out models that measuring cannot mend: a table holds what it holds', () => {
  const table = 'evaluator T = table { path: "t.csv", metric: acc }';
  const { program } = marked(`${space}${table}\nexperiment E { space: S evaluator: T maximize accuracy }`);
  expect(modelsOfLenses(program)).toEqual([]);
});
