/** Texts made to take for ever: each is cut off within seconds, with one error at the place that asks for too much. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../dsl/random.ts';
import { checkProgram } from '../../../dsl/semantics/check.ts';
import { programOf } from '../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import { smallSpace } from '../../support/spaces.ts';

const times = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');

/** Text, and the code of the first error with the text that it points at. */
const refused: Record<string, readonly [text: string, code: string, at: string | RegExp]> = {
  'a block of itself, twice': [smallSpace('B', 'block B { B\nB }'), 'space-too-deep', 'B'],
  'blocks that double': [
    smallSpace('b0', `${times(40, (i) => `block b${i} { b${i + 1}\nb${i + 1} }`)}\nblock b40 { relu }`),
    'space-too-deep',
    /b\d+/,
  ],
  'operators that double': [
    smallSpace('b0', `${times(40, (i) => `op b${i} { b${i + 1}\nb${i + 1} }`)}\nop b40 { relu }`),
    'space-too-deep',
    'b0',
  ],
  'an operator applied to itself': [
    smallSpace('go(g: go)', 'block go(g: op) { g(g: g) >> g(g: g) }'),
    'space-too-deep',
    /^g/,
  ],
  'many of many': [smallSpace('repeat 500 { conv(out: choice 1..19000) }'), 'space-too-deep', /./],
  'decisions that switch each other on and off': [
    smallSpace(
      times(36, (i) => times(35 - i, (j) => `if a${i} and a${i + j + 1} { conv(k: choice [1, 3]) }`)),
      times(36, (i) => `param a${i} = choice [true, false]`),
    ),
    'space-too-deep',
    'S',
  ],
  'eight million brackets': ['('.repeat(8_000_000), 'nesting-too-deep', '('],
  'a file beyond the limit': [' '.repeat(9_000_000), 'file-too-large', ''],
  'a list of a million': [
    `let a = [${'1, '.repeat(1_000_000)}1]\n${smallSpace('for x in a { relu }')}`,
    'space-too-deep',
    /^\[1/,
  ],
  'rounds that hang on twenty thousand alternatives': [
    smallSpace('repeat choice 0..19000 { conv(k: choice [1, 3]) }'),
    'space-too-deep',
    /^conv/,
  ],
};

/** Milliseconds on one core that others use too. */
const LONGEST = 20_000;

describe('texts that would take for ever', () => {
  it.each(Object.entries(refused))('%s: refused in one place', (_name, [text, code, at]) => {
    const start = performance.now();
    const [first, ...others] = checkProgram(programOf(text)).filter(({ severity }) => severity === 'error');
    expect(performance.now() - start).toBeLessThan(LONGEST);
    expect(first?.code).toBe(code);
    expect(text.slice(first?.span.start, first?.span.end)).toMatch(at);
    expect(others.length).toBeLessThan(3);
  });

  it('a hundred thousand unknown names: the first thousand are reported', () => {
    const found = checkProgram(programOf(smallSpace(times(100_000, (i) => `unknown${i}`))));
    expect(found.length).toBeGreaterThan(900);
    expect(found.length).toBeLessThan(1_100);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['unknown-name']));
  });

  it('twenty thousand decisions in a loop: counted, drawn, built', () => {
    const start = performance.now();
    const space = lowerSpace(programOf(smallSpace('repeat 20000 { conv(k: choice [1, 3]) }'))).value;
    expect(space?.size()).toEqual({ value: 2n ** 20_000n, method: 'exact' });
    const drawn = space?.sample(seededRandom(1));
    expect(drawn === undefined ? undefined : space?.network(drawn).nodes.length).toBe(20_003);
    expect(performance.now() - start).toBeLessThan(LONGEST);
  });

  it('ten thousand decisions, written out: counted, drawn', () => {
    const start = performance.now();
    const space = lowerSpace(programOf(smallSpace(times(10_000, () => 'conv(k: choice [1, 3])')))).value;
    expect(space?.size()).toEqual({ value: 2n ** 10_000n, method: 'exact' });
    const drawn = space?.sample(seededRandom(1));
    expect(drawn === undefined ? undefined : space?.validate(drawn)).toEqual({ ok: true });
    expect(performance.now() - start).toBeLessThan(LONGEST);
  });

  it('a hundred thousand lines', () => {
    const start = performance.now();
    const found = checkProgram(programOf(smallSpace(times(100_000, () => 'relu'))));
    expect(found.map(({ code }) => code)).toEqual(['space-of-one']);
    expect(performance.now() - start).toBeLessThan(LONGEST);
  });
});
