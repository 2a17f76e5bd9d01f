import { describe, expect, it } from 'vitest';
import type { ExperimentMember, Item, SpaceMember } from '../../../../dsl/syntax/ast.ts';
import { LineMap } from '../../../../dsl/syntax/line-map.ts';
import { parse } from '../../../../dsl/syntax/parser.ts';
import { sexpr } from './sexpr.ts';

/** Each diagnostic as `line:column message`, one-based. */
function problems(text: string): string[] {
  const lines = new LineMap(text);
  return parse(text, 'test').diagnostics.map(({ span, message }) => {
    const { line, column } = lines.positionAt(span.start);
    return `${line + 1}:${column + 1} ${message}`;
  });
}

/** The text with the first fix of every diagnostic applied, last one first. */
function mended(text: string): string {
  const edits = parse(text, 'test').diagnostics.flatMap((found) => found.fixes?.[0]?.edits ?? []);
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}

describe('messages', () => {
  it.each([
    ['let a = f(out 16)', ['1:15 expected ":" after the argument "out", found the number 16']],
    ['let a = { out 16 }', ['1:15 expected ":" after the key "out", found the number 16']],
    ['let a = [1 2]', ['1:12 expected ",", found the number 2']],
    ['let a = [1, , 2]', ['1:13 expected a value or "]", found ","']],
    ['let a =\nlet b = 2', ['1:8 expected a value after "=", found the end of the line']],
    ['let a', ['1:6 expected "=" after the name, found the end of the file']],
    ['let = 3', ['1:5 expected a name after "let", found "="']],
    ['let if = 3', ['1:5 "if" is a keyword; expected a name after "let"']],
    ['let a = 1 +', ['1:12 expected a value, found the end of the file']],
    ['let a = 1 + if b then c else d', ['1:13 put this "if ... then ... else ..." in brackets']],
    [
      'let a = if b 3',
      [
        '1:14 expected "then" after the condition, found the number 3',
        '1:15 expected "else" after the value, found the end of the file',
      ],
    ],
    ['let a = choose of S', ['1:16 expected how many to choose, or "any", found "of"']],
    ['let a = "b', ["1:9 this string is not closed; expected '\"' before the end of the line"]],
    ['let a = "\\q"', ['1:10 unknown escape "\\q"; the escapes are \\" \\\\ \\n \\t and \\u{hex}']],
    ["let a = 'b'", ['1:9 strings are written in double quotes']],
    ['let a = b && c', ['1:11 "&&" is written "and" here']],
    ['let a = 3x3', ['1:10 unknown unit "x3" after a number; the units are K M G KB MB GB us ms s min h %']],
    ['let a = 1e999', ['1:9 this number is too large']],
    [
      'let a = 1 § 2',
      [
        '1:11 unexpected character "§"',
        '1:13 expected a declaration such as "space", "arch", "dataset" or "experiment", found the number 2',
      ],
    ],
    ['/* a */ let b = 2', ['1:1 comments begin with "//" and run to the end of the line']],
    [
      'spce A { netwrok { repeet 3 { X } } }',
      [
        '1:1 unknown keyword "spce"; did you mean "space"?',
        '1:10 unknown keyword "netwrok"; did you mean "network"?',
        '1:20 unknown keyword "repeet"; did you mean "repeat"?',
      ],
    ],
    [
      'experiment E { maximise a\n foo { } }',
      [
        '1:16 unknown keyword "maximise"; did you mean "maximize"?',
        '2:2 unknown section "foo"; the sections are search, budget, checkpoint',
      ],
    ],
    [
      'space A { hello }',
      ['1:11 expected a member of a space (input, output, network, require, or a declaration), found "hello"'],
    ],
    ['block A { cell B { } }', ['1:11 expected an operator or a statement, found "cell"']],
    ['block A { a >> b 3 }', ['1:18 expected an operator or a statement, found the number 3']],
    [
      'cell A { nodes v[3 4] { from x from y } }',
      ['1:20 expected "]", found the number 4', '1:32 key "from" is given twice'],
    ],
    ['import a', ['1:8 expected the file to import, such as "spaces/nb201.hnas", found "a"']],
    ['arch a S = 3', ['1:8 expected "of" and the space after the name, found "S"']],
    ['}', ['1:1 unexpected "}": no bracket is open that it could close']],
  ])('%s', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe('brackets', () => {
  it('finds the missing one by indentation and keeps the rest of the file', () => {
    const text = 'space A {\n  network {\n    conv(out: 16\n    relu\n  }\n  require x <\nspace B { }\n';
    expect(problems(text)).toEqual([
      '3:17 expected ")" to close the "(" of line 3',
      '6:14 expected "}" to close the "{" of line 1',
    ]);
    expect(parse(text, 'test').value.items.map((item) => sexpr(item))).toEqual([
      '(space\n  A\n  [(network body:(node [(chain [(call conv [(node out 16)])]) (chain [relu])]))\n    (require condition:(binary "<" x (error)))])',
      '(space B [])',
    ]);
  });

  it('names the place where the bracket opened', () => {
    const [found] = parse('space A {\n  network {\n  require x\n}', 'test').diagnostics;
    expect(found?.related).toEqual([{ file: 'test', span: { start: 20, end: 21 }, message: '"{" opened here' }]);
  });
});

describe('fixes', () => {
  it.each([
    ['let a = f(out 16)', 'let a = f(out: 16)'],
    ['let a = { out 16 }', 'let a = { out: 16 }'],
    ['let a = [1 2]', 'let a = [1, 2]'],
    ['let a 3', 'let a = 3'],
    ['let a = b && !c', 'let a = b  and   not c'],
    ["let a = 'b'", 'let a = "b"'],
    ['let a = "b', 'let a = "b"'],
    ['space A {\n  network { a }\n', 'space A {\n  network { a }\n}\n'],
    ['space A { } }', 'space A { } '],
    ['experiment E {\n  budget { time: 2h\n  seed: 1\n}', 'experiment E {\n  budget { time: 2h }\n  seed: 1\n}'],
    ['spce A { paramm b = 3 }', 'space A { param b = 3 }'],
    ['experiment E { serach x { } }', 'experiment E { search x { } }'],
  ])('%s', (text, expected) => {
    expect(mended(text)).toBe(expected);
    expect(problems(mended(text))).toEqual([]);
  });
});

it('keeps what is complete around what is not', () => {
  const text =
    'space A {\n  input image[3\n  param = 3\n  cell C {\n    nodes v[2] { from ; edge choice [a b] }\n    output\n  }\n  network { for in x { a >> } }\n}';
  const [space] = parse(text, 'test').value.items;
  expect(sexpr(space)).toMatchInlineSnapshot(`
    "(space
      A
      [(input (node image dimensions:[3]))
        (param <missing> 3)
        (cell
          C
          params:[]
          [(nodes v count:2 from:(error) edge:(choice (list [a b]) log:false)) (cell-output (error))])
        (network body:(node [(for variable:<missing> iterable:x body:(node [(chain [a (error)])]))]))])"
  `);
});

describe('a value that is missing at the end of a line', () => {
  const kinds = (text: string): string =>
    parse(text, 'test')
      .value.items.flatMap((item): readonly (Item | SpaceMember | ExperimentMember)[] =>
        item.kind === 'experiment' || item.kind === 'space' ? item.members : [item],
      )
      .map((member) => {
        if (member.kind === 'network') return member.body.statements.map(({ kind }) => kind).join(' ');
        return member.kind === 'field' ? member.key.text : member.kind;
      })
      .join(' ');
  it.each([
    ['maximize', 'require accuracy > 3', 'objective require'],
    ['minimize', 'search random', 'objective section'],
    ['minimize', '', 'objective'],
    ['require', 'minimize macs', 'require objective'],
    ['require accuracy >', 'budget { time: 2h }', 'require section'],
    ['space:', 'dataset: D', 'space dataset'],
    ['search random { initial: 3', 'seed: 1', 'section seed'],
    ['budget {', 'seed: 1', 'section seed'],
  ])('%s, before %s', (line, next, expected) => {
    expect(kinds(`experiment E {\n  ${line}\n  ${next}\n}\n`)).toBe(expected);
    expect(kinds(`experiment E {\n  ${line}\n  ${next}\n}\nlet a = 1\n`)).toBe(`${expected} let`);
  });
  it.each([
    ['param p = choice', 'if a { relu }', 'param if'],
    ['param p =', 'conv3x3 >> relu', 'param chain'],
    ['repeat', 'relu', 'repeat chain'],
    ['for x in', 'relu', 'for chain'],
    ['repeat 2 { conv(out:', 'relu', 'repeat chain'],
    ['if a then b else', 'c >> relu', 'chain'],
    ['let a =', 'if b then 1 else 2', 'let'],
    ['let a =', 'if { x: 1 } == c then 1 else 2', 'let'],
  ])('%s, before %s, in a body', (line, next, expected) => {
    expect(kinds(`space S {\n  network {\n    ${line}\n    ${next}\n  }\n}\n`)).toBe(expected);
  });
});

it('reports fifty errors at most', () => {
  expect(parse('let a = \n'.repeat(200), 'test').diagnostics).toHaveLength(50);
});
