/** Random small spaces as texts: every form of decision, nested conditions and loops, requirements between decisions. */
import fc from 'fast-check';
import { smallSpace } from './spaces.ts';

const kernel = fc.subarray([1, 3, 5, 7], { minLength: 2, maxLength: 3 });

const choiceOps = fc
  .subarray(['conv3x3', 'conv1x1', 'skip', 'maxpool3x3', 'relu'], { minLength: 2, maxLength: 3 })
  .map((ops) => `choice [${ops.join(', ')}]`);

const leaf: fc.Arbitrary<string> = fc.oneof(
  kernel.map((list) => `conv(k: choice [${list.join(', ')}])`),
  choiceOps,
  fc.constant('Wide'),
  fc.constant('relu'),
);

const statement: fc.Arbitrary<string> = fc.letrec<{ statement: string; body: string }>((tie) => ({
  body: fc.array(tie('statement'), { minLength: 1, maxLength: 2 }).map((lines) => lines.join('\n')),
  statement: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 2 }), tie('body'))
      .map(([from, more, body]) => `repeat choice ${from}..${from + more} {\n${body}\n}`),
    tie('body').map((body) => `if flag {\n${body}\n}`),
    fc.tuple(tie('body'), tie('body')).map(([a, b]) => `if width > 8 {\n${a}\n} else {\n${b}\n}`),
    tie('body').map((body) => `residual {\n${body}\n}`),
    leaf.map((body) => `exit {\n${body}\nglobal_avgpool >> linear(out: 10)\n}`),
    tie('body').map((body) => `for op in choose any of [relu, tanh] { op\n${body} }`),
  ),
})).statement;

const requirement = fc.constantFrom(
  '',
  'require width > 8 or flag',
  'require not flag or k == 3',
  'require k * width <= 50',
);

const members = requirement.map(
  (require) => `param flag = choice [true, false]
  param width = choice [8, 16]
  param k = choice [3, 5]
  block Wide { param groups = choice [1, 2, 4] conv(k: k, groups: groups) >> batchnorm }
  ${require}`,
);

/** Text of a space named S. Its decisions are few enough to enumerate most of the time. */
export const randomSpace: fc.Arbitrary<string> = fc
  .tuple(fc.array(statement, { minLength: 1, maxLength: 2 }), members)
  .map(([body, declared]) =>
    smallSpace(`conv3x3(out: width)\nif flag { relu }\nconv(k: k)\n${body.join('\n')}`, declared),
  );

const cellOps = fc
  .subarray(['none', 'skip', 'relu_conv1x1_bn', 'avgpool3x3'], { minLength: 2, maxLength: 3 })
  .map((ops) => `choice [${ops.join(', ')}]`);

const sources = fc.constantFrom(
  'all earlier',
  'choose any of earlier',
  'choose 1 of earlier',
  'choose 2 of earlier with replacement',
);

/** A space with one cell of each form. */
export const randomCellSpace: fc.Arbitrary<string> = fc
  .record({
    count: fc.constantFrom('1', '2', 'choice 1..2', 'choice 0..2'),
    from: sources,
    ops: cellOps,
    onNodes: fc.boolean(),
    output: fc.constantFrom('last', 'concat(v)', 'concat(loose)', 'concat(choose any of earlier)', 'sum(earlier)'),
    require: fc.constantFrom(
      '',
      'require edges(self) <= 3',
      'require reachable(self)',
      'require reachable(self) and edges(self) <= 4',
    ),
  })
  .map(({ count, from, ops, onNodes, output, require }) =>
    smallSpace(
      'conv3x3(out: 8)\nCell\nCell',
      `cell Cell {
    inputs x
    nodes v[${count}] { from ${from}; ${onNodes ? 'op' : 'edge'} ${ops}; merge sum }
    output ${output}
    ${require}
  }`,
    ),
  );
