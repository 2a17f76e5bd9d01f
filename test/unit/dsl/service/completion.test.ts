import { describe, expect, it } from 'vitest';
import { complete, documentProposal } from '../../../../dsl/service/completion.ts';
import { MISFIT } from '../../../../dsl/service/completion/item.ts';
import { inSpace, marked } from './cursor.ts';

const at = (source: string) => {
  const { program, file, cursor, text } = marked(source, { 'a.hnas': 'let far = 3\nspace Far {}' });
  return { program, file, cursor, text, proposals: complete(program, file, cursor, Infinity) };
};
const labels = (source: string): string[] => at(source).proposals.map(({ label }) => label);

const arch = (inside: string): string =>
  `${inSpace('', 'conv(k: choice [3, 5], out: choice [8, 16])')}arch a of S = { ${inside} }`;

/** The alternatives of the convolution's width depend on `w`. */
const dependent = (inside: string): string =>
  `${inSpace('param w = choice [8, 16]\nparam deep = choice [true, false]', 'conv(out: choice (if w == 8 then [8, 16] else [8, 16, 24]))\nif deep { conv(k: choice [1, 3]) }')}arch a of S = { ${inside} }`;

describe('completion', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['items of a file', '|', ['space', 'import', 'experiment', 'block'], ['network', 'conv']],
    ['items between items', 'let a = 1\nsp|\nlet b = 2', ['space'], ['network']],
    ['items below a comment', '/// What it is.\nsp|', ['space', 'dataset'], ['network']],
    ['members of a space', inSpace('  |'), ['input', 'network', 'param', 'require', 'cell'], ['repeat', 'space']],
    ['members of a cell', 'cell C {\n  inputs x\n  |\n}', ['nodes', 'output', 'param'], ['edge', 'network']],
    ['members of nodes', 'cell C {\n  nodes v[2] {\n    |\n  }\n}', ['from', 'edge', 'op', 'merge'], ['nodes']],
    ['statements', inSpace('', '|'), ['repeat', 'residual', 'conv3x3', 'relu'], ['network', 'params', 'ceil']],
    ['steps', inSpace('block B() { relu }', 'relu >> |'), ['B', 'conv3x3', 'choice', 'if'], ['repeat', 'macs']],
    ['parameter names in a call', inSpace('', 'conv3x3(|'), ['out', 'stride', 'bias'], ['k']],
    ['those not yet given', inSpace('', 'conv3x3(out: 3, |)'), ['stride'], ['out']],
    ['those of a copy', 'block A(k: int) { relu }\nblock B = A(|', ['k'], []],
    ['those of every cell', inSpace('cell C { inputs x }', 'C(|)'), ['out', 'stride'], []],
    ['those of a partly applied operator', inSpace('let c = conv(k: 3)', 'c(|)'), ['out', 'k'], []],
    [
      'values of an argument',
      inSpace('param w = choice [1, 2]', 'conv3x3(out: |)'),
      ['w', 'in', 'choice', 'max'],
      ['out'],
    ],
    ['names in scope only', 'block A(k: int) { relu }\nblock B(j: int) { conv(k: |) }', ['j'], ['k']],
    ['names declared above in a body', inSpace('', 'let b = 3\nconv(k: |)\nlet c = 4'), ['b'], ['c']],
    ['variables of loops', inSpace('', 'for s in [1, 2] { conv(out: |) }'), ['s'], []],
    ['words of nodes', 'cell C { inputs x\n nodes v[2] { from | } }', ['earlier', 'previous', 'x'], ['last']],
    ['names of imports', 'import "a.hnas"\nlet b = f|', ['far'], []],
    ['types', 'op f(act: |', ['activation', 'int'], ['relu']],
    ['types of a param', 'param k: |', ['int', 'bool'], []],
    ['no names where one is declared', 'op f(|', [], ['relu', 'out']],
    ['shapes', 'space S {\n  input |\n}', ['image', 'tokens'], ['relu']],
    ['members of in', inSpace('', 'conv(out: in.|)'), ['channels', 'width'], ['relu']],
    ['merges', inSpace('', 'branches |'), ['concat', 'sum'], ['relu']],
    ['kinds of data sets', 'dataset D = |', ['glyphs', 'cifar10'], ['relu']],
    ['kinds of evaluators', 'evaluator E = t|', ['train', 'table'], []],
    ['kinds of predictors', 'predictor P = |', ['gp'], []],
    ['members of an experiment', 'experiment E {\n  |\n}', ['space', 'maximize', 'search', 'budget', 'seed'], ['relu']],
    [
      'spaces of an experiment',
      'import "a.hnas"\nspace Mine {}\nexperiment E {\n  space: |\n}',
      ['Mine', 'Far'],
      ['relu'],
    ],
    [
      'kinds of search',
      'experiment E {\n  search |\n}',
      ['random', 'exhaustive', 'local', 'evolution', 'nsga2', 'halving'],
      [],
    ],
    ['keys of a budget', 'experiment E {\n  budget { | }\n}', ['evaluations', 'time'], ['every']],
    ['more keys of a budget', 'experiment E {\n  budget { time: 2h, | }\n}', ['evaluations'], []],
    ['objectives', 'experiment E {\n  maximize |\n}', ['accuracy', 'params'], ['relu']],
    ['metrics with a budget', 'experiment E {\n  maximize any|\n}', ['anytime'], ['relu']],
    ['metrics of a requirement', 'experiment E {\n  require par|\n}', ['params', 'latency'], ['relu']],
    [
      'metrics that the evaluator declares',
      'evaluator T = command { run: ["x"], metrics: [f1(unit: percent), "power(tx2)"] }\nexperiment E {\n  evaluator: T\n  maximize f|\n}',
      ['f1', 'power', 'params'],
      ['T'],
    ],
    [
      'metrics that another evaluator declares',
      'evaluator T = command { metrics: [f1] }\nexperiment E {\n  maximize p|\n}',
      ['params'],
      ['f1'],
    ],
    ['metrics and names in a space', inSpace('param w = choice [1, 2]\nrequire |'), ['w', 'macs'], []],
    ['the space of an architecture', 'space S {}\narch a of |', ['S'], []],
    ['units after a range', inSpace('require params in 5M..7|'), ['M', 'K'], ['relu']],
    ['units', inSpace('require params < 3|'), ['K', 'M', 'MB', 'ms', '%'], ['relu']],
    ['no units in names', 'let a3| = 1', [], ['K']],
    ['decision paths', arch('|'), ['network.conv.k', 'network.conv.out'], ['relu']],
    ['decision paths begun', arch('network.co|'), ['network.conv.k'], []],
    ['decision paths not yet given', arch('network.conv.k: 3, |'), ['network.conv.out'], ['network.conv.k']],
    ['alternatives', arch('network.conv.out: |'), ['8', '16'], ['3', 'K']],
    ['alternatives begun', arch('network.conv.out: 1|'), ['8', '16'], ['K']],
    ['what follows a subset of any size', 'cell C { inputs x\n nodes v[2] { from choose any | } }', ['of'], ['relu']],
    [
      'what follows with',
      'cell C { inputs x\n nodes v[2] { from choose 2 of earlier with | } }',
      ['replacement'],
      ['x'],
    ],
    ['what follows a condition', inSpace('', 'conv(k: if 1 < 2 |'), ['then', 'and'], ['else', 'relu']],
    ['what follows the first of two values', inSpace('', 'conv(k: if 1 < 2 then 3 |'), ['else'], ['then', 'relu']],
    ['what follows a residual', inSpace('', 'residual |'), ['when'], ['and']],
    ['what follows the condition of a residual', inSpace('', 'residual when 1 < 2 |'), ['and', 'or'], ['when']],
    ['what follows the variable of a loop', inSpace('', 'for s |'), ['in'], ['relu', 'and']],
    ['what follows the name of an architecture', 'arch a |', ['of'], ['and']],
    ['notations of architectures', 'space S {}\narch a of S = |', ['nb201', 'darts'], ['relu']],
    ['the output of a cell', 'cell C {\n  inputs x\n  output |\n}', ['last', 'loose', 'concat', 'sum'], ['space']],
    ['requirements of a cell', 'cell C {\n  inputs x\n  require |\n}', ['edges', 'reachable', 'self'], ['space']],
    ['operators of nodes', 'cell C {\n  inputs x\n  nodes v[2] {\n    op |\n  }\n}', ['choice', 'relu'], ['edge']],
    ['no names where inputs are declared', 'cell C {\n  inputs a, |\n}', [], ['relu', 'a']],
    ['keys of records in a list', 'let l = [{ a: 1, b: 2 }, { b: 1, | }]', ['a'], ['b', 'relu']],
    [
      'keys of what a loop runs over',
      inSpace('let l = [{ a: 1 }, { b: 2 }]', 'for s in l { conv(out: s.|) }'),
      ['a', 'b'],
      ['relu'],
    ],
    ['keys of a record', 'let r = { a: 1 }\nlet x = r.|', ['a'], ['relu']],
    ['options with the brace open', 'dataset D = glyphs { size: 8, |\nlet a = 1', ['classes'], ['size', 'relu']],
    [
      'keys of a budget with the brace open',
      'experiment E {\n  budget { |\n  seed: 1\n}',
      ['evaluations'],
      ['maximize'],
    ],
    ['values of an option in quotes', 'evaluator E = train { optimizer: "s|', ['sgd', 'adamw'], ['epochs']],
    ['no options of a table among its columns', 'evaluator T = table { latency: { | } }', [], ['path', 'key']],
    ['what a latency is asked of', 'experiment E {\n  minimize latency(|\n}', ['device'], ['relu', 'params']],
    [
      'options of a generator in brackets',
      'predictor P = hypernas { hypernet: ghn(hidden: 3, |) }',
      ['rounds'],
      ['hidden', 'samples'],
    ],
    ['objectives before another', 'experiment E {\n  maximize |\n  search random\n}', ['accuracy'], ['relu']],
    ['what follows a choice', 'param a = choice 1..4 |', ['log', 'steps', 'weights'], ['relu']],
    ['options of a data set', 'dataset D = cifar10 { | }', ['path', 'augment', 'width'], ['classes', 'relu']],
    ['options not yet given', 'dataset D = glyphs { size: 8, | }', ['classes', 'val'], ['size']],
    ['options on lines of their own', 'evaluator E = train {\n  epochs: 3\n  |\n}', ['batch', 'schedule'], ['epochs']],
    ['options begun', 'evaluator E = table { pa| }', ['path'], []],
    ['options of a predictor', 'predictor P = hypernas { | }', ['samples', 'hypernet'], ['epoch']],
    ['options of a strategy', 'experiment E {\n  search evolution { | }\n}', ['population', 'mutate'], ['initial']],
    ['values of an option', 'evaluator E = train { optimizer: | }', ['sgd', 'adamw'], ['epochs', 'relu']],
    ['values of an option begun', 'evaluator E = train { schedule: co| }', ['cosine', 'constant'], []],
    ['items of an option', 'dataset D = csv { augment: [crop(pad: 4), |] }', ['flip'], ['path']],
    ['nothing for an option of any value', 'evaluator E = train { epochs: | }', [], ['relu', 'batch']],
    [
      'devices that a table has latencies of',
      'evaluator T = table { path: "a.csv", metric: acc, latency: { edgegpu: lat } }\nexperiment E {\n  minimize latency(device: "e|")\n}',
      ['edgegpu'],
      ['relu'],
    ],
    [
      'devices named elsewhere',
      'experiment E {\n  minimize latency(device: "pixel3")\n  require latency(device: "|") < 3ms\n}',
      ['pixel3'],
      [],
    ],
    ['alternatives that other decisions leave', dependent('w: 8, network.conv.out: |'), ['8', '16'], ['24']],
    ['all alternatives while those are open', dependent('network.conv.out: |'), ['8', '16', '24'], []],
    ['nothing in comments', '// sp|', [], ['space']],
    ['nothing in texts', 'import "sp|"', [], ['space']],
  ])('proposes %s', (_what, source, expected, absent) => {
    const found = labels(source);
    expect(found).toEqual(expect.arrayContaining([...expected]));
    for (const label of absent) expect(found).not.toContain(label);
  });

  it('replaces what is typed: of a word, a path, a unit', () => {
    const replaced = (source: string): string => {
      const { text, proposals } = at(source);
      const span = proposals[0]?.span ?? { start: 0, end: 0 };
      return text.slice(span.start, span.end);
    };
    expect(replaced(inSpace('', 'con|'))).toBe('con');
    expect(replaced(arch('network.conv.k: 3, network.co|'))).toBe('network.co');
    expect(replaced(inSpace('require params < 3M|'))).toBe('M');
  });

  it('inserts what a use must give', () => {
    const insert = at(inSpace('', '|')).proposals.find(({ label }) => label === 'attention');
    expect(insert).toMatchObject({ insert: 'attention(heads: $1)', snippet: true });
  });

  describe('puts operators first that take the shape here', () => {
    /** Of the operator at the cursor: whether it comes after those that fit, and what is said of it. */
    const of = (source: string, label: string) => {
      const found = at(source).proposals.find((each) => each.label === label);
      return { fits: (found?.group ?? 0) < MISFIT, detail: found?.detail };
    };
    const vit = 'patchify(size: 8, out: 16) >> |';
    it.each<[string, string, string, boolean]>([
      ['an image takes a convolution', '|', 'conv3x3', true],
      ['an image takes no attention', '|', 'attention', false],
      ['an image takes no token', 'conv3x3(out: 8)\n|', 'take_token', false],
      ['tokens take attention', vit, 'attention', true],
      ['tokens take no convolution', vit, 'conv3x3', false],
      ['also with a word begun', 'patchify(size: 8, out: 16) >> con|', 'conv3x3', false],
      ['on a line of its own', 'patchify(size: 8, out: 16)\nat|', 'conv3x3', false],
      ['inside a body', 'residual {\n|\n}', 'attention', false],
      ['inside a block, by its uses', 'B', 'attention', false],
      ['inside a block, by its uses', 'B', 'batchnorm', true],
      ['after a body', 'repeat 2 { conv3x3 }\nglobal_avgpool >> |', 'dwconv', true],
      ['operators of the file are tried too', 'Tokens >> |', 'Mine', false],
    ])('%s: %j', (_what, body, label, expected) => {
      const block = body.includes('|') ? 'relu' : '|relu';
      const members = `op Tokens { patchify(size: 8) }\nop Mine { conv3x3 >> relu }\nblock B() { ${block} }`;
      expect(of(inSpace(members, body), label).fits).toBe(expected);
    });

    it('and says why the others do not', () => {
      expect(of(inSpace('', vit), 'conv3x3').detail).toMatch(/^not for tokens\[16, 16\]: .*image/);
      expect(of(inSpace('', vit), 'attention').detail).toMatch(/^native op attention/);
    });
  });

  it('puts decisions last that are switched off, and asks for the missing ones only', () => {
    const groups = (source: string) =>
      at(source).proposals.map(({ label, group }) => `${label}${group < MISFIT ? '' : ' off'}`);
    expect(groups(dependent('w: 8, |'))).toEqual(['deep', 'network.conv.out', 'network.conv#2.k']);
    expect(groups(dependent('deep: false, |'))).toEqual(['w', 'network.conv.out', 'network.conv#2.k off']);
  });

  it('inserts options with their values to choose from', () => {
    const insert = (source: string, label: string) => at(source).proposals.find((each) => each.label === label)?.insert;
    expect(insert('evaluator E = train { | }', 'optimizer')).toBe('optimizer: ${1|sgd,adam,adamw|}');
    expect(insert('evaluator E = train { | }', 'epochs')).toBe('epochs: $0');
    expect(insert('dataset D = csv { | }', 'path')).toBe('path: "$0"');
    expect(insert('dataset D = csv { | }', 'augment')).toBe('augment: [$0]');
  });

  it('shows the nearest names first', () => {
    const { proposals } = at(inSpace('block B() { relu }', '|'));
    const group = (label: string) => proposals.find((each) => each.label === label)?.group;
    expect([group('B'), group('relu'), group('repeat')]).toEqual([0, 1, 3]);
  });

  it.each([
    [inSpace('', '|'), 'conv3x3', '3x3 convolution'],
    [inSpace('', '|'), 'repeat', 'the body n times'],
    ['space Mine { }\nexperiment E {\n  space: |\n}', 'Mine', 'space Mine'],
    ['cell C {\n  nodes v[2] {\n    |\n  }\n}', 'op', 'the operator of each node'],
    ['evaluator E = train { | }', 'optimizer', 'One of `sgd`, `adam`, `adamw`'],
    ['predictor P = |', 'hypernas', 'hypernetwork'],
  ])('documents a proposal when asked', (source, label, part) => {
    const { program, file, cursor } = at(source);
    expect(documentProposal(program, file, cursor, label)).toContain(part);
  });
});
