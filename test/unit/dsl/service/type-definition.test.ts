import { expect, it } from 'vitest';
import { preludeText } from '../../../../dsl/prelude/prelude.ts';
import { PRELUDE_FILE } from '../../../../dsl/semantics/program.ts';
import { typeDefinitions } from '../../../../dsl/service/type-definition.ts';
import { inSpace, marked } from './cursor.ts';

/** `file: name` of each target. */
function at(source: string): string[] | undefined {
  const { program, file, cursor, text } = marked(source, {
    'lib.hnas': 'op mine() { relu }\nopset Ops = [mine, tanh]',
  });
  const textOf = (name: string): string =>
    name === PRELUDE_FILE ? preludeText : (program.files.get(name)?.text ?? '');
  const found = typeDefinitions(program, file, cursor);
  expect(found === undefined || (found.origin.start <= cursor && cursor <= found.origin.end), text).toBe(true);
  return found?.targets.map(({ file: target, span, whole }) => {
    const own = textOf(target);
    expect(own.slice(whole.start, whole.end)).toContain(own.slice(span.start, span.end));
    return `${target === PRELUDE_FILE ? 'library' : target}: ${own.slice(span.start, span.end)}`;
  });
}

const arch = 'arch a of S = { network.op: relu, network.conv.k: 3 }';
const deciding = inSpace('op own { relu }', 'choice [relu, own, conv(k: 5)]\nconv(k: choice [1, 3])');

it.each<[string, string, string[] | undefined]>([
  ['an operator', inSpace('', 're|lu'), ['library: relu']],
  ['a param of operators', inSpace('param a = choice [relu, tanh]', '|a'), ['library: relu', 'library: tanh']],
  ['a param of numbers', inSpace('param k = choice [1, 3]', 'conv(k: |k)'), undefined],
  ['a let of a partly applied operator', inSpace('let c = conv(act: relu)', '|c'), ['library: conv']],
  ['an imported opset', `import "lib.hnas"\nlet a = |Ops`, ['lib.hnas: mine', 'library: tanh']],
  ['a parameter with a default', inSpace('block B(act: activation = relu) { |act }', 'B'), ['library: relu']],
  ['a variable', inSpace('', 'for op in [relu, tanh] { |op }'), ['library: relu', 'library: tanh']],
  ['a copy', inSpace('block A { relu }\nblock B = A', '|B'), ['main.hnas: A']],
  [
    'nodes',
    inSpace('cell C { inputs x\nnodes v[1] { op choice [relu, tanh] }\noutput |v }', 'C'),
    ['library: relu', 'library: tanh'],
  ],
  [
    'both sides of a condition',
    inSpace('', 'let a = if 1 < 2 then relu else tanh\n|a'),
    ['library: relu', 'library: tanh'],
  ],
  ['values in a circle', 'let a = |b\nlet b = a', undefined],
  ['an architecture', `${deciding}${arch.replace('a of', '|a of')}`, ['main.hnas: S']],
  ['an experiment', `${deciding}experiment |E { space: S\nmaximize accuracy }`, ['main.hnas: S']],
  [
    'a path',
    `${deciding}${arch.replace('network.op', 'net|work.op')}`,
    ['library: relu', 'main.hnas: own', 'library: conv'],
  ],
  ['an alternative', `${deciding}${arch.replace(': relu', ': |relu')}`, ['library: relu']],
  ['a path of numbers', `${deciding}${arch.replace('conv.k', 'conv.|k')}`, undefined],
  ['a keyword', '|let a = 1', undefined],
])('type definition of %s', (_name, source, expected) => expect(at(source)).toEqual(expected));
