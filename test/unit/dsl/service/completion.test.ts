import { describe, expect, it } from 'vitest';
import { complete, documentProposal } from '../../../../dsl/service/completion.ts';
import { inSpace, marked } from './cursor.ts';

const at = (source: string) => {
  const { program, file, cursor, text } = marked(source, { 'a.hnas': 'let far = 3\nspace Far {}' });
  return { program, file, cursor, text, proposals: complete(program, file, cursor) };
};
const labels = (source: string): string[] => at(source).proposals.map(({ label }) => label);

const arch = (inside: string): string =>
  `${inSpace('', 'conv(k: choice [3, 5], out: choice [8, 16])')}arch a of S = { ${inside} }`;

describe('completion', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['items of a file', '|', ['space', 'import', 'experiment', 'block'], ['network', 'conv']],
    ['items between items', 'let a = 1\nsp|\nlet b = 2', ['space'], ['network']],
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
    ['kinds of search', 'experiment E {\n  search |\n}', ['random', 'evolution'], []],
    ['keys of a budget', 'experiment E {\n  budget { | }\n}', ['evaluations', 'time'], ['every']],
    ['more keys of a budget', 'experiment E {\n  budget { time: 2h, | }\n}', ['evaluations'], []],
    ['objectives', 'experiment E {\n  maximize |\n}', ['accuracy', 'params'], ['relu']],
    ['metrics of a requirement', 'experiment E {\n  require par|\n}', ['params', 'latency'], ['relu']],
    ['metrics and names in a space', inSpace('param w = choice [1, 2]\nrequire |'), ['w', 'macs'], []],
    ['the space of an architecture', 'space S {}\narch a of |', ['S'], []],
    ['units', inSpace('require params < 3|'), ['K', 'M', 'MB', 'ms', '%'], ['relu']],
    ['no units in names', 'let a3| = 1', [], ['K']],
    ['decision paths', arch('|'), ['network.conv.k', 'network.conv.out'], ['relu']],
    ['decision paths begun', arch('network.co|'), ['network.conv.k'], []],
    ['decision paths not yet given', arch('network.conv.k: 3, |'), ['network.conv.out'], ['network.conv.k']],
    ['alternatives', arch('network.conv.out: |'), ['8', '16'], ['3', 'K']],
    ['alternatives begun', arch('network.conv.out: 1|'), ['8', '16'], ['K']],
    ['what follows a choice', 'param a = choice 1..4 |', ['log', 'steps', 'weights'], ['relu']],
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
  ])('documents a proposal when asked', (source, label, part) => {
    const { program, file, cursor } = at(source);
    expect(documentProposal(program, file, cursor, label)).toContain(part);
  });
});
