/** Cells: what their members may say, and what several uses of one cell must agree on. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { diagnose, unmark } from '../../../support/marked.ts';
import { spaceOf } from '../../../support/spaces.ts';

function withCell(cell: string, uses = 'C(out: 16) >> C(out: 16)'): string {
  return `space S {
  input image[3, 16, 16]
  output logits[10]
  ${cell}
  network { conv3x3(out: 16) >> ${uses} >> global_avgpool >> linear(out: 10) }
}`;
}

const cells: Record<string, string> = {
  'an unknown merge':
    'cell C { inputs x nodes v[2] { from all earlier edge choice [skip, conv3x3] merge ⟦unknown-name: avg⟧ } }',
  'a product of nodes, which means nothing where one is cut off':
    'cell C { inputs x nodes v[3] { from all earlier edge choice [skip, conv3x3] merge ⟦unknown-name: multiply⟧ } }',
  'an output that merges in two ways':
    'cell C { inputs x nodes v[2] { op choice [skip, conv3x3] } output ⟦invalid-value: choice [sum(v), concat(v)]⟧ }',
  'a concatenating node without an operator':
    'cell C { inputs x nodes v[2] { from all earlier edge ⟦shape-mismatch: choice [skip, conv3x3]⟧ merge concat } }',
  'a concatenating node whose operator keeps the width':
    'cell C { inputs x nodes v[2] { from all earlier op ⟦shape-mismatch: choice [conv1x1, maxpool3x3]⟧ merge concat } output last }',
  'a concatenating node whose operators set the width':
    'cell C { inputs x nodes v[2] { from all earlier op choice [conv1x1, conv3x3] merge concat } output last }',
  'an unknown name in a requirement':
    'cell C { inputs x nodes v[2] { op choice [skip, conv3x3] } require edges(self) < 3 and ⟦unknown-name: foo⟧ < 3 }',
  'a cost in a requirement':
    'cell C { inputs x nodes v[2] { op choice [skip, conv3x3] } require ⟦type-mismatch: params < 3M⟧ }',
  'a number as requirement':
    'cell C { inputs x nodes v[2] { op choice [skip, conv3x3] } require ⟦type-mismatch: edges(self)⟧ }',
  'a choice among earlier nodes': 'cell C { inputs x nodes v[3] { from choice earlier op conv3x3 } }',
};

describe('a cell with', () => {
  for (const [name, marked] of Object.entries(cells)) {
    it(name, () => {
      const { text, expected } = unmark(withCell(marked));
      expect(diagnose(text).lines).toEqual(expected);
      if (expected.length > 0) return;
      const space = spaceOf(text);
      for (const architecture of space.enumerate()) expect(space.network(architecture).output).toBeGreaterThan(0);
    });
  }
});

describe('uses of one cell', () => {
  it('must leave the same alternatives to decide', () => {
    const cell = 'cell C(ops: list) { inputs x nodes v[1] { op ⟦invalid-value: choice ops⟧ } }';
    const { text, expected } = unmark(withCell(cell, 'C(ops: [skip, conv1x1]) >> C(ops: [conv3x3, skip])'));
    expect(diagnose(text).lines).toEqual(expected);
  });

  it('may give the operators other arguments', () => {
    const cell = 'cell C(out: int) { inputs x nodes v[1] { op choice [conv(k: 1, out: out), conv(k: 3, out: out)] } }';
    expect(diagnose(withCell(cell, 'C(out: 16) >> C(out: 32)')).lines).toEqual([]);
  });

  it('must have the same number of nodes', () => {
    const cell = 'cell C(n: int) { inputs x nodes v[n] { op choice [skip, conv1x1] } }';
    const { text, expected } = unmark(withCell(cell, 'C(n: 1) >> ⟦invalid-value: C(n: 2)⟧'));
    expect(diagnose(text).lines).toEqual(expected);
  });
});

describe('operators with arguments that other decisions decide', () => {
  const text = withCell(`cell C {
    inputs x
    param k = choice [1, 3]
    nodes v[4] { from choose any of earlier op choice [conv(k: k), conv(k: 5)] }
    output concat(choose any of earlier)
  }`);

  it('have texts that read back', () => {
    const space = spaceOf(text);
    const random = seededRandom(3);
    for (let i = 0; i < 20; i++) {
      const architecture = space.sample(random);
      if (architecture === undefined) throw new Error('no sample');
      expect(space.text(architecture)).not.toContain('|');
      expect(space.parse(space.text(architecture)).value).toEqual(architecture);
    }
  });

  it('are not taken for one operator when distinct graphs are counted', () => {
    expect(spaceOf(text).distinct().method).toBe('estimate');
  });
});

describe('copies', () => {
  it('take the parameters of what they copy', () => {
    const text = `space S {
  input image[3, 16, 16]
  output logits[10]
  block B(out: int, k: int = 3) { conv(out: out * choice [1, 2], k: k) }
  block Wide = B(k: 5)
  network { B(out: 8) >> Wide(out: 8) >> Wide(⟦unknown-parameter: ot⟧: 8) >> global_avgpool >> linear(out: 10) }
}`;
    const marked = unmark(text);
    expect(diagnose(marked.text).lines).toEqual(marked.expected);
    const space = spaceOf(marked.text.replace(' >> Wide(ot: 8)', ''));
    expect(space.decisions.map(({ path }) => path)).toEqual(['network.B.conv.out', 'network.Wide.conv.out']);
  });
});
