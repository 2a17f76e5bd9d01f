import { describe, expect, it } from 'vitest';
import { continueJobs } from '../../../../dsl/service/facts/space-facts.ts';
import { hover } from '../../../../dsl/service/hover.ts';
import { inSpace, marked } from './cursor.ts';

const at = (source: string, others?: Record<string, string>): string => {
  const { program, file, cursor } = marked(source, others);
  // What takes longer than a moment is counted between requests.
  hover(program, file, cursor);
  while (continueJobs(program, 1_000).left > 0);
  return hover(program, file, cursor)?.markdown ?? '';
};

describe('hover', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'an operator of the library, with its signature, doc and expansion',
      inSpace('', 'conv_bn_a|ct(out: 8)'),
      ['op conv_bn_act(k: int = 3, out: int = in.channels', 'Ioffe and Szegedy', 'Primitives: conv, batchnorm, (act)'],
    ],
    [
      'an operator where it stands: shapes, costs and primitives',
      inSpace('', 'conv_bn_a|ct(out: 8)'),
      [
        'Here:',
        '| image[3, 32, 32] | image[8, 32, 32] | 232 | 221K |',
        '| conv | image[8, 32, 32] | 216 | 221\u202f184 |',
        '| batchnorm | image[8, 32, 32] | 16 | 0 |',
      ],
    ],
    [
      'an operator that takes several forms',
      inSpace('', 'conv(out: choice [4, 8]) >> con|v(out: 8)'),
      [
        'Here, in 2 forms:',
        '| image[4, 32, 32] | image[8, 32, 32] | 288 |',
        '| image[8, 32, 32] | image[8, 32, 32] | 576 |',
      ],
    ],
    [
      'an alternative of an edge of a cell',
      inSpace('cell C { inputs x\nnodes v[2] { from all earlier; edge choice [co|nv3x3, skip] } }', 'C(out: 8)'),
      ['Here:', '| image[8, 32, 32] | image[8, 32, 32] | 576 |'],
    ],
    [
      'an operator inside a block used twice',
      inSpace('block B() { con|v3x3(out: 8) }', 'B >> B'),
      ['Here, in 2 forms:', '| image[3, 32, 32] |'],
    ],
    ['a primitive', inSpace('', 're|lu'), ['native op relu', 'max(x, 0).', 'A primitive.']],
    ['a parameter at a call', inSpace('', 'conv(|out: 8)'), ['out: int = in.channels', 'Parameter of `conv`']],
    ['a parameter of every cell', inSpace('cell C { inputs x }', 'C(o|ut: 8)'), ['out: int', 'The width of the cell']],
    [
      'a block',
      inSpace('/// Mine.\nblock B(k: int) { conv(k: k) }', '|B(k: 3)'),
      ['block B(k: int)', 'Mine.', 'each use'],
    ],
    [
      'a copy, with the parameters of its original',
      'block A(k: int) { conv(k: k) }\nblock |B = A(k: 3)',
      ['block B(k: int)'],
    ],
    ['a parameter inside its block', 'block B(k: int = 5) { conv(k: |k) }', ['k: int = 5', 'Parameter of `B`']],
    [
      'an option',
      'evaluator E = train { opti|mizer: sgd }',
      ['evaluator train { optimizer: ... }', 'One of `sgd`, `adam`'],
    ],
    [
      'an option of a search',
      'experiment E {\n  search evolution { mut|ate: 0.5 }\n}',
      ['Share of children by mutation'],
    ],
    ['a let', 'let widths = [1, 2]\nlet b = wid|ths', ['let widths = [1, 2]']],
    [
      'a metric that a program reports',
      'evaluator T = command { run: ["x"], metrics: [f1(unit: percent)] }\nexperiment E {\n  evaluator: T\n  maximize f|1\n}',
      ['metric f1', 'the evaluator `command` reports', 'Units: %'],
    ],
    ['a metric', inSpace('require par|ams < 1M'), ['Trainable parameters.', 'Static', 'K, M, G']],
    ['a unit', inSpace('require params < 1M|'), ['`M`: million']],
    ['a function', 'let a = make_div|isible(3, 8)', ['MobileNetV2']],
    ['a keyword', '|experiment E {}', ['what is searched']],
    ['a contextual keyword by its place', 'cell C { nodes v[2] { |op relu } }', ['the operator of each node']],
    ['a declaration of an imported file', 'import "a.hnas"\nlet b = |far', ['let far = 3']],
    [
      'a space: size, requirements, distinct graphs',
      inSpace('param w = choice 1..4\nrequire w != 2', 'conv(out: w)').replace('space S', 'space |S'),
      [
        '**3 architectures**, 1 decision',
        'Before requirements: 4; they keep 75 %.',
        'Distinct graphs: 3.',
        '| costs (exact) | least | most |',
        '| parameters | 47 | 158 |',
      ],
    ],
    [
      'a space with a requirement on costs',
      inSpace('require params < 100', 'conv(out: choice [1, 2, 3])').replace('space S', 'space |S'),
      ['**2 architectures**', 'Before requirements: 3.'].slice(0, 1),
    ],
    [
      'a space with errors',
      inSpace('', 'conv(out: choice [1, 2]) >> nothing').replace('space S', 'space |S'),
      ['1 decision. Its size is counted when its errors are mended.'],
    ],
    [
      'a decision: paths, domain, activity, what each alternative leaves',
      inSpace('param d = choice 1..2', 'repeat d { conv(out: |choice [4, 8, 16]) }'),
      ['2 decisions: `network.repeat[0].conv.out`', '3 alternatives, in order.', 'Always active', '| `4` | 4 |'],
    ],
    [
      'a decision that is not always there',
      inSpace('', 'if choice [true, false] { conv(k: |choice [1, 3]) }'),
      ['Active where `network.if == true`', '| `3` | 1 |'],
    ],
    ['a subset', inSpace('', 'for o in |choose any of [relu, tanh] { o }'), ['4 subsets', '| `[relu, tanh]` | 1 |']],
    [
      'a parameter that holds a decision',
      inSpace('param |w = choice [1, 2]', 'conv(out: w)'),
      ['Decision `w`', '| `2` | 1 |'],
    ],
    [
      'a requirement of decisions, with the share that it keeps',
      inSpace('param w = choice 1..4\n|require w != 2', 'conv(out: w)'),
      ['on decisions', 'Keeps 75 %: 3 of 4 architectures.'],
    ],
    [
      'a static requirement',
      inSpace('|require params < 1G', 'conv(out: choice [1, 2])'),
      ['Static', 'Always true: it keeps all 2'],
    ],
    ['a predicted requirement', inSpace('|require accuracy > 70%'), ['Predicted requirement']],
    [
      'a path of an architecture',
      `${inSpace('param w = choice [8, 16]', 'conv(out: w)')}arch a of S = { |w: 8 }`,
      ['2 alternatives, in order', '| `16` | 1 |'],
    ],
    [
      'an early exit: what it costs to get there',
      inSpace('', 'conv1x1(out: 8)\nex|it { global_avgpool >> linear(out: 10) }\nconv3x3(out: choice [8, 16])'),
      ['an early exit', '24\u202f656 MACs until here.'],
    ],
    [
      'early exits of a loop, some of them there only in some architectures',
      inSpace(
        '',
        'conv1x1(out: 8)\nrepeat choice 1..2 {\nconv1x1(out: choice [8, 16])\nexi|t { global_avgpool >> linear(out: 10) }\n}',
      ),
      ['- 1: 90.2K to 156K MACs\n', '- 2: 156K to 418K MACs, where it is there'],
    ],
    [
      'an early exit behind a cell',
      inSpace(
        'cell C { inputs x nodes v[1] { op choice [conv1x1, skip] } }',
        'C(out: 8)\nex|it { global_avgpool >> linear(out: 10) }',
      ),
      // An adapter from 3 to 8 channels, at most a convolution of 8 by 8, and the exit's own 80.
      ['24.7K to 90.2K MACs until here'],
    ],
    [
      'an architecture with early exits',
      `${inSpace('param w = choice [8, 16]', 'conv1x1(out: w)\nexit { global_avgpool >> linear(out: 10) }\nrelu')}arch |a of S = { w: 8 }`,
      ['| MACs | 24\u202f736 |', '| MACs until exit 1 | 24\u202f656 |'],
    ],
    [
      'an architecture, with exact costs',
      `${inSpace('param w = choice [8, 16]', 'conv(out: w)')}arch |a of S = { w: 8 }`,
      ['arch a of S', '| parameters | 306 |', '| MACs |'],
    ],
  ])('on %s', (_what, source, expected) => {
    const shown = at(source, { 'a.hnas': 'let far = 3' });
    for (const part of expected) expect(shown).toContain(part);
  });

  it.each([
    '// spa|ce',
    'import "spa|ce.hnas"',
    'let a = "choi|ce"',
    'dataset D = csv { spa|ce: 1 }',
    '|',
    'let a = 3 |',
  ])('says nothing on %j', (source) => expect(at(source)).toBe(''));

  it('answers at once on spaces of any size', () => {
    const source = inSpace('', 'repeat choice 1..30 { conv(k: choice [1, 3, 5, 7], out: choice 1..64) }');
    expect(at(source.replace('space S', 'space |S'))).toMatch(/\*\*[\d\u202f]{60,} architectures\*\*, 61 decisions\./);
  });
});
