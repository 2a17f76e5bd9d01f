/**
 * Random spaces as texts, wider than random-space.ts: values that depend on decisions in every way, blocks with defaults and copies,
 * operators that take names from outside, cells in odd places, requirements of every form.
 */
import fc from 'fast-check';
import { smallSpace } from './spaces.ts';

const count = fc.constantFrom('choice 0..2', 'choice 1..2', 'reps', 'choice [1, 2]', 'choice [len(picked), 1]', '1');
const kernel = fc.constantFrom('k', 'choice [1, 3]', 'choice [k, 3]', 'choice [k, j, 5]', 'if flag then k else 3', 'j');
const width = fc.constantFrom('8', 'w', 'choice [4, 8]', 'choice [w, 8]', 'w * reps', 'in.channels');
const condition = fc.constantFrom(
  'flag',
  'not flag',
  'k == 3',
  'k > 1 and flag',
  'flag or w > 4',
  'choice [true, false]',
  'in.channels > 4',
  'k in [3, 5]',
  'w in 5..20',
  'len(picked) > 0',
  'a == relu',
);
const operator = fc.constantFrom(
  'a',
  'choice [relu, tanh]',
  'choice [relu, a]',
  'choice [a, gelu, relu]',
  'Mine',
  'Outer',
  'choice [Mine, skip]',
  'conv_bn_act(act: a)',
  'conv_bn_act(act: Mine)',
  'choice [conv(k: choice [1, 3]), relu]',
);

const leaf: fc.Arbitrary<string> = fc.oneof(
  kernel.map((k) => `conv(k: ${k})`),
  width.map((w) => `conv1x1(out: ${w})`),
  operator,
  fc.tuple(width, kernel).map(([w, k]) => `Block(out: ${w}, k: ${k})`),
  fc.constantFrom(
    'Block',
    'Copy',
    'choice [Block, Copy]',
    'choice [Copy(out: 8), relu]',
    'choice [Block(out: 8), Block(out: 4, k: 3), relu]',
    'Cell',
    'Cell2',
    'Cell(out: 8)',
    'choice [Cell, relu]',
    'let z = choice [1, 3]\nconv(k: z)',
    'let z = choice [1, 3]',
    'param y = choice [k, 5]\nconv(k: y)\nconv(k: y)',
    'require k < 5',
    'param q = choice [1, 2, 3]\nrepeat q { relu }\nrequire q < 3',
  ),
);

const statement: fc.Arbitrary<string> = fc.letrec<{ statement: string; body: string }>((tie) => ({
  body: fc.array(tie('statement'), { minLength: 1, maxLength: 2 }).map((lines) => lines.join('\n')),
  statement: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.tuple(count, tie('body')).map(([n, body]) => `repeat ${n} {\n${body}\n}`),
    fc.tuple(condition, tie('body')).map(([c, body]) => `if ${c} {\n${body}\n}`),
    fc.tuple(condition, tie('body'), tie('body')).map(([c, x, y]) => `if ${c} {\n${x}\n} else {\n${y}\n}`),
    tie('body').map((body) => `residual {\n${body}\nconv1x1(out: 8)\n}`),
    fc
      .tuple(condition, tie('body'))
      .map(([c, body]) => `residual when in.channels == 8 and (${c}) {\n${body}\nconv1x1(out: 8)\n}`),
    leaf.map((body) => `exit {\n${body}\nglobal_avgpool >> linear(out: 10)\n}`),
    tie('body').map((body) => `for op in picked { op\n${body} }`),
    tie('body').map((body) => `for n in choice [[1], [1, 3], []] { conv(k: n)\n${body} }`),
    tie('body').map((body) => `for n in [k, j] { conv(k: n)\n${body} }`),
    fc
      .tuple(tie('body'), tie('body'))
      .map(([x, y]) => `branches sum {\n{ ${x}\nconv1x1(out: 8) }\n{ ${y}\nconv1x1(out: 8) }\n}`),
  ),
})).statement;

const requirement = fc.constantFrom(
  '',
  'require w > 4 or flag',
  'require not flag or k == 3',
  'require k * w <= 24',
  'require reps < 2 or not flag',
  'require len(picked) != 1 and k <= w',
  'require params <= 1300',
  'require params in 400..1500',
  'require macs <= 100K or flag',
  'require flops in 20K..300K and k == 3',
  'require params <= 200 * w',
  'require params <= limit',
  'require depth <= 4',
);

const cell = fc
  .record({
    nodes: fc.constantFrom('1', '2', 'choice 1..2', 'reps', 'choice 0..1'),
    from: fc.constantFrom('all earlier', 'choose any of earlier', 'choose 1 of earlier', 'previous'),
    ops: fc.constantFrom(
      'choice [skip, conv1x1]',
      'choice [none, conv1x1]',
      'if flag then skip else conv1x1',
      'choice [a, skip]',
      'ck',
    ),
    form: fc.constantFrom('op', 'edge'),
    output: fc.constantFrom('last', 'concat(v)', 'concat(loose)', 'sum(choose any of earlier)'),
    require: fc.constantFrom(
      '',
      'require edges(self) <= 2',
      'require reachable(self)',
      'require edges(self) <= reps + 1',
    ),
  })
  .map(
    (c) => `cell Cell {
    param ck = choice [skip, conv1x1]
    inputs x
    nodes v[${c.nodes}] { from ${c.from}; ${c.form} ${c.ops}; merge sum }
    output ${c.output}
    ${c.require}
  }
  cell Cell2 = Cell(stride: 1)`,
  );

/** Text of a file with one space named S. */
export const randomProgram: fc.Arbitrary<string> = fc
  .record({
    body: fc.array(statement, { minLength: 1, maxLength: 3 }),
    requires: fc.array(requirement, { minLength: 0, maxLength: 2 }),
    cell,
    j: fc.constantFrom('k', 'choice [1, k]', 'choice 1..2', '3', 'if flag then 1 else choice [3, 5]'),
    picked: fc.constantFrom(
      'choose any of [relu, tanh]',
      'choose 1 of [relu, tanh, a]',
      '[a, relu]',
      'choose any of [a]',
    ),
    blockDefault: fc.constantFrom('8', 'choice [4, 8]', 'w'),
    limit: fc.constantFrom('1000', '1000 * reps'),
    outer: fc.constantFrom('choice [1, 3]', '3'),
    reps: fc.constantFrom('choice 1..2', '2'),
    w: fc.constantFrom('choice [4, 8]', '8'),
  })
  .map(
    ({ body, requires, cell: cells, j, picked, blockDefault, limit, outer, reps, w }) =>
      `param top = ${outer}
op Outer { conv(k: top) }
${smallSpace(
  `conv3x3(out: 8)\n${body.join('\n')}`,
  `param flag = choice [true, false]
  param k = choice [1, 3]
  param w = ${w}
  param reps = ${reps}
  param a = if flag then relu else choice [relu, tanh]
  param j = ${j}
  param picked = ${picked}
  let limit = ${limit}
  op Inner { conv(k: k) }
  op Mine { Inner\nrelu }
  block Block(out: int = ${blockDefault}, k: int = 1) { param e = choice [1, 2]\nconv(k: k, out: 4 * e) >> conv1x1(out: out) }
  block Copy = Block(k: choice [1, 3])
  ${cells}
  ${requires.join('\n  ')}`,
)}`,
  );
