/** What it costs to get to an exit behind cells, held against all architectures one by one. */
import { describe, expect, it } from 'vitest';
import { exitsOf } from '../../../../dsl/graph/exits.ts';
import { itemsOf, programOf } from '../../../../dsl/semantics/program.ts';
import { traceSpace } from '../../../../dsl/space/trace-space.ts';
import { spaceOf } from '../../../support/spaces.ts';

const EXIT = 'exit { global_avgpool >> linear(out: 10) }';

function textOf(cells: string, body: string): string {
  return `space S {\n  input image[3, 8, 8]\n  output logits[10]\n  ${cells}\n  network {\n    ${body}\n    conv(k: 5, out: 64) >> conv(k: 5, out: 64)\n    global_avgpool >> linear(out: 10)\n  }\n}\n`;
}

/** The bounds that the trace gives, exit by exit. */
function bounds(text: string) {
  const program = programOf(text);
  const [found] = itemsOf(program, 'space');
  if (found === undefined) throw new Error('there is a space');
  return traceSpace(program, found.item, found.file).model.exits.map(({ macs }) => macs);
}

/** The least and the most over all architectures, exit by exit. */
function enumerated(text: string): { least: number; most: number }[] {
  const space = spaceOf(text);
  const found: { least: number; most: number }[] = [];
  for (const architecture of space.enumerate()) {
    exitsOf(space.network(architecture))
      .slice(0, -1)
      .forEach(({ macs }, i) => {
        const { least, most } = found[i] ?? { least: macs, most: macs };
        found[i] = { least: Math.min(least, macs), most: Math.max(most, macs) };
      });
  }
  return found;
}

const onEdges = (members = '', from = 'all earlier', ops = 'none, skip, relu_conv1x1_bn, relu_conv3x3_bn'): string =>
  `cell C { inputs x\n nodes h[2] { from ${from}\n edge choice [${ops}] }\n output last\n ${members} }`;
const two = (from: string, output: string, ops = 'skip, sepconv3x3', count = '2'): string =>
  `cell C(stride: int = 1) { inputs a, b\n nodes n[${count}] { from ${from}\n edge choice [${ops}] }\n output ${output} }`;
const onNodes = (output: string, count = '2', from = 'choose any of earlier'): string =>
  `cell C { inputs x\n nodes v[${count}] { from ${from}\n op choice [conv3x3_bn_relu, conv1x1_bn_relu, maxpool3x3] }\n output ${output} }`;

describe('costs until an exit behind cells', () => {
  it.each<[string, string, string]>([
    ['operators on edges', onEdges(), `conv3x3(out: 8)\nC(out: 8)\n${EXIT}`],
    ['many uses of one cell', onEdges(), `conv3x3(out: 8)\nrepeat 2 { C(out: 8) }\nC(out: 16)\n${EXIT}`],
    ['an exit between them', onEdges(), `conv3x3(out: 8)\nC(out: 8)\n${EXIT}\nC(out: 16)\n${EXIT}`],
    ['no way to cut', onEdges('', 'all earlier', 'skip, relu_conv3x3_bn'), `conv3x3(out: 4)\nC(out: 8)\n${EXIT}`],
    ['sources that are chosen', onEdges('', 'choose any of earlier'), `conv3x3(out: 8)\nC(out: 8)\n${EXIT}`],
    [
      'two inputs, both taken',
      two('choose 2 of earlier', 'concat(n)'),
      `conv3x3(out: 8)\nC(out: 8)\nC(out: 8, stride: 2)\nC(out: 8)\n${EXIT}`,
    ],
    [
      'two inputs, one of them left out',
      two('choose 1 of earlier', 'last'),
      `conv3x3(out: 8) >> conv1x1(out: 4)\nC(out: 8)\nconv1x1(out: 8)\nC(out: 8)\nC(out: 8)\n${EXIT}`,
    ],
    [
      'the same twice',
      two('choose 2 of earlier with replacement', 'concat(n)'),
      `conv3x3(out: 8)\nC(out: 4)\nC(out: 4)\n${EXIT}`,
    ],
    [
      'loose nodes',
      two('choose 1 of earlier', 'concat(loose)', 'skip, conv1x1', 'choice 1..3'),
      `conv3x3(out: 8)\nC(out: 4)\nC(out: 4)\n${EXIT}`,
    ],
    [
      'loose nodes, edges cut',
      two('choose 1 of earlier', 'concat(loose)', 'none, conv1x1'),
      `conv3x3(out: 8)\nC(out: 4)\n${EXIT}`,
    ],
    [
      'a number of nodes that is chosen',
      two('choose 1 of earlier', 'last', 'skip, conv1x1', 'choice 1..3'),
      `conv3x3(out: 8)\nC(out: 4)\n${EXIT}`,
    ],
    [
      'operators on nodes that share the width',
      onNodes('concat(choose any of earlier)'),
      `conv3x3(out: 8)\nC(out: 12)\n${EXIT}`,
    ],
    [
      'three that share it',
      onNodes('concat(choose any of earlier)', '3', 'all earlier'),
      `conv3x3(out: 8)\nC(out: 12)\n${EXIT}`,
    ],
    [
      'operators on nodes as wide as the cell',
      onNodes('sum(choose any of earlier)'),
      `conv3x3(out: 8)\nC(out: 12)\n${EXIT}`,
    ],
    [
      'two cells',
      `${onEdges('', 'all earlier', 'skip, relu_conv3x3_bn')}\n cell D = C`,
      `conv3x3(out: 8)\nC(out: 8)\nD(out: 16)\n${EXIT}`,
    ],
    ['a trunk that is decided too', `param w = choice [4, 8]\n${onEdges()}`, `conv3x3(out: w)\nC(out: w)\n${EXIT}`],
    [
      'a cell that may not be there',
      `param deep = choice [true, false]\n${onEdges()}`,
      `conv3x3(out: 8)\nC(out: 8)\nif deep { C(out: 8) }\n${EXIT}`,
    ],
    [
      'a cell that may not be there and leaves an input out',
      `param deep = choice [true, false]\n${two('choose 1 of earlier', 'last')}`,
      `conv3x3(out: 8)\nC(out: 8)\nconv3x3(out: 8)\nif deep { C(out: 8) }\n${EXIT}`,
    ],
    [
      'an exit that may not be there',
      `param early = choice [true, false]\n${onEdges()}`,
      `conv3x3(out: 8)\nC(out: 8)\nif early { ${EXIT} }`,
    ],
    [
      'a cell in a residual',
      onEdges(),
      `conv3x3(out: 8)\nresidual { conv1x1(out: 4) >> conv1x1(out: 8)\nC(out: 8) }\n${EXIT}`,
    ],
  ])('%s', (_what, cells, body) => {
    const text = textOf(cells, body);
    expect(bounds(text)).toEqual(enumerated(text));
  });

  it('count an exit before that may be there, with what leads to it, where a cell leaves that out', () => {
    const text = textOf(
      `param early = choice [true, false]\n${two('choose 1 of earlier', 'last')}`,
      `conv3x3(out: 8)\nC(out: 8)\nconv3x3(out: 8)\nif early { ${EXIT} }\nC(out: 8)\n${EXIT}`,
    );
    const space = spaceOf(text);
    const costs = [...space.enumerate()].map((each) => exitsOf(space.network(each)).at(-2)?.macs ?? NaN);
    expect(bounds(text).at(-1)).toEqual({ least: Math.min(...costs), most: Math.max(...costs) });
  });
});
