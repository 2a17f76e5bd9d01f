/**
 * Texts made to break the language: none throws, each ends soon, and what is wrong is said once, where it stands. Times are bounded far
 * above what they take (most under a tenth of a second on one core), because the machine may be busy.
 */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../dsl/random.ts';
import { checkProgram } from '../../../dsl/semantics/check.ts';
import { programOf } from '../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import { smallSpace } from '../../support/spaces.ts';

const times = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');
const doubled = (n: number, value: (name: string) => string, end: string): string =>
  `${times(n, (i) => `let a${i} = ${value(`a${i + 1}`)}`)}\nlet a${n} = ${end}\n`;

/** Text, and the code of the first error with the text that it points at. */
const refused: Record<string, readonly [text: string, code: string, at: string | RegExp]> = {
  'a million rounds': [smallSpace('repeat 1000000 { relu }'), 'invalid-value', '1000000'],
  'loops in loops': [smallSpace('repeat 100 { repeat 100 { repeat 100 { relu } } }'), 'space-too-deep', /^repeat 100/],
  'a loop to the end of time': [smallSpace('for x in 0..1e300 { relu }'), 'space-too-deep', '0..1e300'],
  'an operator of itself': [smallSpace('go', 'op go { go }'), 'space-too-deep', 'go'],
  'a chain of ten thousand names': [
    `${doubled(10_000, (name) => `${name} + 1`, '1')}${smallSpace('repeat a0 { relu }')}`,
    'space-too-deep',
    /^a\d+/,
  ],
  'a name that means itself': [smallSpace('repeat a { relu }', 'let a = b\nlet b = a'), 'invalid-value', 'a'],
  'a list that doubles': [
    `${doubled(60, (name) => `${name} + ${name}`, '[1]')}${smallSpace('repeat len(a0) { relu }')}`,
    'space-too-deep',
    /a\d+ \+ a\d+/,
  ],
  'a record that doubles': [
    `${doubled(60, (name) => `{ x: ${name}, y: ${name} }`, '1')}${smallSpace('conv(out: a0.x.y.x)')}`,
    'space-too-deep',
    /^\{ x/,
  ],
  'a choice of a million': [smallSpace('conv(out: choice 1..1000000)'), 'space-too-deep', '1..1000000'],
  'subsets of thirty': [
    smallSpace(`for f in choose any of [${times(30, (i) => `conv(k: ${i})`).replaceAll('\n', ', ')}] { f }`),
    'space-too-deep',
    /^choose any/,
  ],
  'a million of one': [
    smallSpace('for f in choose 1000000 of [relu] with replacement { f }'),
    'space-too-deep',
    /^choose 1000000/,
  ],
  'a loop of unknown length': [
    smallSpace('repeat a + b + c { relu }', 'param a = choice 0..90\nparam b = choice 0..90\nparam c = choice 0..90'),
    'space-too-deep',
    'a + b + c',
  ],
  'division by zero': [smallSpace('conv(k: 1 / 0)'), 'invalid-value', '1 / 0'],
  'no number': [smallSpace('conv(k: 0 / 0)'), 'invalid-value', '0 / 0'],
  'a number beyond all bounds': [smallSpace('conv(k: 1e308 * 10)'), 'invalid-value', '1e308 * 10'],
  'the root of less than nothing': [smallSpace('conv(k: sqrt(0 - 1))'), 'invalid-value', 'sqrt(0 - 1)'],
  'the least of nothing': [smallSpace('conv(k: min([]))'), 'invalid-value', 'min([])'],
  'an endless weight': [
    smallSpace('conv(k: choice [1, 3] weights [1e308, 1e308 * 10])'),
    'invalid-value',
    '1e308 * 10',
  ],
  'weights of alternatives that repeat': [
    smallSpace('conv(k: choice [1, 3, 1] weights [1, 2, 3])'),
    'invalid-value',
    '[1, 2, 3]',
  ],
  'alternatives that are written alike': [
    smallSpace('choice [conv(k: choice [1, 3]), conv(k: choice [1, 3])]'),
    'invalid-value',
    /^choice \[conv/,
  ],
  'a decision in a requirement': [
    smallSpace('conv(k: choice [1, 3])', 'require params < choice [1M, 2M]'),
    'decision-not-allowed',
    'params < choice [1M, 2M]',
  ],
  'a requirement that is a number': [
    smallSpace('conv(k: choice [1, 3])', 'require params + 1'),
    'type-mismatch',
    'params + 1',
  ],
  'a metric against a text': [
    smallSpace('conv(k: choice [1, 3])', 'require params < "big"'),
    'type-mismatch',
    'params < "big"',
  ],
  'costs that nothing meets': [
    smallSpace('conv(k: choice [1, 3])', 'require params <= 1 and macs < 1G'),
    'require-always-false',
    'params <= 1',
  ],
  'structures beyond tables': [
    smallSpace(
      'conv3x3(out: 8)\nC',
      'cell C { inputs a, b\nnodes n[choice 3..7] { from choose 2 of earlier with replacement; edge choice [skip, conv1x1]; merge sum }\noutput concat(loose)\nrequire edges(self) <= 20 }',
    ),
    'space-too-deep',
    'edges(self) <= 20',
  ],
  'shapes beyond tables that do not fit': [
    smallSpace(
      `branches concat { ${times(6, () => '{ conv(out: choice [1, 2, 3, 4, 5, 6, 7, 8]) }')} }\nconv(groups: 4, out: 8)`,
    ),
    'shape-mismatch',
    'conv(groups: 4, out: 8)',
  ],
};

/** Texts that are odd but mean something: their number of architectures. */
const accepted: Record<string, readonly [text: string, size: bigint]> = {
  'two thousand decisions': [smallSpace(times(2000, () => 'conv(k: choice [1, 3])')), 2n ** 2000n],
  'a chain of a thousand requirements': [
    smallSpace(
      times(1000, (i) => `repeat a${i} { relu }`),
      `${times(1000, (i) => `param a${i} = choice [0, 1]`)}\n${times(999, (i) => `require a${i} <= a${i + 1}`)}`,
    ),
    1001n,
  ],
  'forty decisions that exclude each other': [
    smallSpace(
      times(40, (i) => `if a${i} { relu }`),
      `${times(40, (i) => `param a${i} = choice [true, false]`)}\n${times(40, (i) => times(39 - i, (j) => `require a${i} or a${i + j + 1}`))}`,
    ),
    41n,
  ],
  'conditions in conditions': [
    smallSpace(`${'if flag {'.repeat(150)} relu ${'}'.repeat(150)}`, 'param flag = choice [true, false]'),
    2n,
  ],
  'names that shadow everything': [
    smallSpace(
      'B(in: 3)\nrepeat params { relu }',
      'param params = choice [1, 2, 3]\nparam out = choice [8, 16]\nblock B(in: int) { conv(out: out) }\nrequire params <= 2',
    ),
    4n,
  ],
  'a metric and a name of the file that looks like one': [
    `let flops = 3\n${smallSpace('conv(out: choice [4, 8])', 'require params <= 10K and flops == 3')}`,
    2n,
  ],
  'repeated alternatives': [smallSpace('conv(k: choice [1, 3, 1])\nfor f in choose 1 of [relu, relu, tanh] { f }'), 4n],
  'arguments of copies that are decided': [
    smallSpace(
      'W\nW\nV',
      'block B(e: int) { conv(out: e) }\nblock W = B(e: choice [4, 8])\nblock V = B(e: choice [2, 3, 5])',
    ),
    12n,
  ],
  'a cell that a requirement speaks of but some networks do not use': [
    smallSpace(
      'conv(out: 8)\nif flag { C }',
      'param flag = choice [true, false]\ncell C { inputs x\nnodes v[choice 0..1] { from choose any of earlier; op choice [relu, tanh]; merge sum }\noutput concat(v)\nrequire reachable(self) }',
    ),
    3n,
  ],
  'the same block with other arguments in one choice': [
    smallSpace('choice [B(k: 3), B(k: 5)]', 'block B(k: int) { param e = choice [2, 4]\nconv(k: k, out: e) }'),
    4n,
  ],
  'operators that take decisions from outside, in cells and in each other': [
    `param top = choice [1, 3]\nop Top { conv(k: top) }\n${smallSpace(
      'conv(out: 8)\nBoth\nC\nconv_bn_act(act: Own)',
      'param k = choice [3, 5]\nop Own { conv(k: k) }\nop Both { Top >> Own }\ncell C { inputs x\nnodes v[1] { from previous; edge choice [Own, skip]; merge sum } }',
    )}`,
    8n,
  ],
};

/** Whatever the machine does, nothing here may take longer. */
const LONGEST = 12_000;

describe('hostile texts', () => {
  it.each(Object.entries(refused))('%s: refused in one place', (_name, [text, code, at]) => {
    const start = performance.now();
    const [first, ...others] = checkProgram(programOf(text)).filter(({ severity }) => severity === 'error');
    expect(performance.now() - start).toBeLessThan(LONGEST);
    expect(first?.code).toBe(code);
    expect(text.slice(first?.span.start, first?.span.end)).toMatch(at);
    expect(first?.message.length).toBeLessThan(600);
    expect(others.length).toBeLessThan(3);
  });

  it.each(Object.entries(accepted))('%s: understood', (_name, [text, size]) => {
    const start = performance.now();
    expect(checkProgram(programOf(text)).filter(({ severity }) => severity === 'error')).toEqual([]);
    const space = lowerSpace(programOf(text)).value;
    expect(space?.size()).toEqual({ value: size, method: 'exact' });
    const drawn = space?.sample(seededRandom(1));
    expect(drawn === undefined ? 'nothing drawn' : space?.validate(drawn)).toEqual({ ok: true });
    if (drawn !== undefined && space !== undefined) {
      expect(space.parse(space.text(drawn)).value).toEqual(drawn);
      expect(space.costs(drawn).params).toBeGreaterThan(0);
    }
    expect(performance.now() - start).toBeLessThan(LONGEST);
  });
});
