import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HnasParser, parse, parseExpression } from '../../../../dsl/syntax/parser.ts';
import { sexpr } from './sexpr.ts';
import { golden, prelude, texts } from './texts.ts';

describe('the grammar', () => {
  it("passes chevrotain's own analysis: no ambiguity, no left recursion, nothing unreachable", () => {
    expect(() => new HnasParser(true)).not.toThrow();
  });
});

describe.each(texts)('$name', ({ name, text }) => {
  it('parses without a diagnostic to the golden tree', async () => {
    const { value, diagnostics } = parse(text, name);
    expect(diagnostics).toEqual([]);
    await expect(`${value.items.map((item) => sexpr(item)).join('\n')}\n`).toMatchFileSnapshot(
      join(golden, 'ast', `${name}.txt`),
    );
  });
});

it('parses the prelude without a diagnostic', () => {
  expect(parse(prelude.text, 'prelude').diagnostics).toEqual([]);
});

describe('expressions', () => {
  it.each([
    ['a + b * c', '(binary "+" a (binary "*" b c))'],
    ['a - b - c', '(binary "-" (binary "-" a b) c)'],
    ['2 ** 3 ** 4', '(binary "**" 2 (binary "**" 3 4))'],
    ['-2 ** 2', '(unary "-" (binary "**" 2 2))'],
    ['2 ** -1 * 3', '(binary "*" (binary "**" 2 (unary "-" 1)) 3)'],
    ['not a == b and c or d', '(binary "or" (binary "and" (unary "not" (binary "==" a b)) c) d)'],
    ['params in 5M..7M', '(binary "in" params (range from:5M to:7M))'],
    ['0..n - 1', '(range from:0 to:(binary "-" n 1))'],
    ['0.1..1.0', '(range from:0.1 to:1.0)'],
    ['in.channels == out', '(binary "==" (member in channels) out)'],
    ['x in in.channels', '(binary "in" x (member in channels))'],
    ['100 * 2 ** stage', '(binary "*" 100 (binary "**" 2 stage))'],
    ['stages[2].out', '(member (index stages 2) out)'],
    ['(choice [a, b])(out: 16)', '(call (choice (list [a b]) log:false) [(node out 16)])'],
    ['choice 0.1..1.0 log steps 5', '(choice (range from:0.1 to:1.0) log:true steps:5)'],
    ['choice [a, b] weights [1, 2]', '(choice (list [a b]) weights:(list [1 2]) log:false)'],
    ['choose 2 of earlier with replacement', '(choose count:2 from:earlier replacement:true)'],
    ['choose any of earlier', '(choose from:earlier replacement:false)'],
    ['all earlier', '(all earlier)'],
    ['if i == 0 then s.stride else 1', '(if-expr condition:(binary "==" i 0) then:(member s stride) else:1)'],
    ['nb201 "|a~0|"', '(notation notation:nb201 text:(string "|a~0|"))'],
    ['[input, output, edges, last, loose, accuracy, self]', '(list [input output edges last loose accuracy self])'],
    ['{ in: 1, choice: 2, if: 3 }', '(record [(node in 1) (node choice 2) (node if 3)])'],
    ['f(out: 1, from: x, 3)', '(call f [(node out 1) (node from x) (node 3)])'],
    ['[\n  1\n  -2\n  - 3\n]', '(list [1 (binary "-" (unary "-" 2) 3)])'],
    ['[a\n b\n (c)\n [d]]', '(list [a b c (list [d])])'],
    ['[1_000, 1e-3, 20%, 10min, 1.5GB]', '(list [1_000 1e-3 20% 10min 1.5GB])'],
    ['7 % 3', '(binary "%" 7 3)'],
    ['"a\\"b\\\\c\\n\\u{1F600}"', '(string "a\\"b\\\\c\\n😀")'],
  ])('%s', (text, expected) => {
    const { value, diagnostics } = parseExpression(text, 'test');
    expect(diagnostics).toEqual([]);
    expect(sexpr(value)).toBe(expected);
  });

  it('keeps decision paths as keys, without the spaces', () => {
    const { value } = parseExpression('{ Cell . h[2].edge [0] : skip, network.repeat[0].MBConv#2.k: 5 }', 'test');
    const keys = value.kind === 'record' ? value.entries.map((entry) => entry.key.text) : [];
    expect(keys).toEqual(['Cell.h[2].edge[0]', 'network.repeat[0].MBConv#2.k']);
  });

  it('gives the span of every node, brackets included', () => {
    const text = 'f( (a + b), x: [1] )';
    const { value } = parseExpression(text, 'test');
    const spans = value.kind === 'call' ? value.args.map(({ span }) => text.slice(span.start, span.end)) : [];
    expect(spans).toEqual(['(a + b)', 'x: [1]']);
    expect(value.span).toEqual({ start: 0, end: text.length });
  });
});

describe('statements and members', () => {
  it.each([
    ['nodes on one line', 'cell C { nodes v[3] { from all earlier; edge choice [a]; op O; merge M } }'],
    ['separators between members', 'space A { param a = 1, param b = 2; param c = 3 }'],
    ['copies', 'cell A = B(stride: 2)\ncell C = D\nblock E = F(x: 1)'],
    ['residuals', 'block A { residual when a == b { x }\n residual { y }\n gate { z } }'],
    ['exits', 'block A { if early { exit { x >> y } }\n z }'],
    ['branches', 'block A { branches concat { { a >> b } { c } } }'],
    ['a chain over lines', 'block A {\n  a\n    >> b\n    >> if c then d else e\n}'],
    ['a conditional chain', 'block A { if c then a else b >> d }'],
    ['else if', 'block A { if a { x } else if b { y } else { z } }'],
    ['natives', '/// Applies a kernel.\nnative op conv(out: int, k: int = 3, bias)'],
    ['archs of paths', 'arch a of S = { Cell.h[0].edge[0]: skip, depth: 3 }'],
    ['experiments', 'experiment E { space: X\n search evolution { a: 1 }\n budget { time: 2h }\n seed: 1\n out: 3 }'],
    ['keys after values', 'experiment E {\n  maximize a\n  and: 1\n  in: 2\n  log: choice x\n  steps: 5\n}'],
    ['no record', 'predictor P = gp\ndataset D = digits'],
  ])('%s', (_, text) => {
    const { value, diagnostics } = parse(text, 'test');
    expect(diagnostics).toEqual([]);
    expect(value.items.map((item) => sexpr(item)).join('\n')).toMatchSnapshot();
  });

  it('attaches documentation to the declaration below it', () => {
    const { value } = parse(
      '// no\n/// One.\n///\n///  Two.\n// no\nspace A {\n  /// P\n  param x = 1\n  param y = 2 /// Q\n}',
      'test',
    );
    const [space] = value.items;
    expect(space?.kind === 'space' && space.doc).toBe('One.\n\n Two.');
    expect(space?.kind === 'space' && space.members.map((member) => 'doc' in member && member.doc)).toEqual([
      'P',
      undefined,
    ]);
  });
});
