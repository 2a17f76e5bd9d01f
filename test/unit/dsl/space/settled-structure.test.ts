import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';
import type { Architecture, DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { decisionSpace, loweredOf, lowerSpace } from '../../../../dsl/space/lower.ts';
import { randomCellSpace } from '../../../support/random-space.ts';

/** The space, and the same one interpreting the text of its cells for every architecture. */
function both(text: string): { readonly read: DecisionSpace; readonly interpreted: DecisionSpace } {
  const program = programOf(text);
  const read = lowerSpace(program).value;
  if (read === undefined) throw new Error(`not a sound space: ${text}`);
  return { read, interpreted: decisionSpace(program, { ...loweredOf(read).model, structures: new Map() }) };
}

function described(space: DecisionSpace, architecture: Architecture): unknown {
  const network = space.network(architecture);
  const nodes = network.nodes.map(({ operator, inputs, shape, path, role }) => [operator, inputs, shape, path, role]);
  return { nodes, cells: network.cells, output: network.output, topologies: space.topologies?.(architecture) };
}

function expectSame(text: string, draws: number): void {
  const spaces = both(text);
  const random = seededRandom(1);
  for (let i = 0; i < draws; i++) {
    const architecture = spaces.read.sample(random);
    if (architecture === undefined) return;
    expect(described(spaces.read, architecture)).toEqual(described(spaces.interpreted, architecture));
  }
}

describe('a decided cell read from the tables of the trace is the one that its text gives', () => {
  const folder = 'examples/spaces';
  it.each(readdirSync(folder).filter((name) => /.\.hnas$/.test(name)))('%s', (name) => {
    expectSame(readFileSync(`${folder}/${name}`, 'utf8'), 8);
  });

  it('random cells', () => {
    fc.assert(
      fc.property(randomCellSpace, (text) => expectSame(text, 10)),
      { numRuns: 40 },
    );
  });

  it.each([
    [
      'operators with decided arguments',
      'nodes n[2] { from previous; edge choice [conv(k: choice [1, 3]), skip]; merge sum }',
      '',
    ],
    [
      'operators of the file, and some that take decisions from outside',
      'nodes n[2] { from previous; edge choice [A, B, Own]; merge sum }',
      'op A { relu >> conv1x1 }\nop B { A >> A }\nparam k = choice [1, 3]\nop Own { conv(k: k) }',
    ],
    [
      'an operator that speaks of the width',
      'nodes n[2] { from previous; edge choice [conv1x1(out: out), skip]; merge sum }',
      '',
    ],
  ])('%s', (_name, nodes, outside) => {
    expectSame(
      `space S { input image[3, 8, 8] output logits[10] ${outside} cell C(out: int, stride: int = 1) { inputs x\n${nodes}\noutput sum(loose) }
      cell D = C(stride: 1)
      network { conv3x3(out: 8)\nC(out: 8)\nD(out: 16)\nC(out: 16)\nglobal_avgpool >> linear(out: 10) } }`,
      20,
    );
  });
});
