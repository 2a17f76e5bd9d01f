import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { bindNotation } from '../../../../../dsl/space/notations/bind.ts';
import type { NotationBinding } from '../../../../../dsl/space/notations/binding.ts';
import type { NotationName } from '../../../../../dsl/space/notations/notation-name.ts';
import type { DecisionSpace } from '../../../../../dsl/space/decision-space.ts';
import { exampleSpace, spaceOf } from '../../../engine/encoding/spaces.ts';

function bound(
  space: DecisionSpace,
  notation: NotationName,
  columns: readonly string[],
  key?: string,
): NotationBinding {
  const result = bindNotation(space, { notation, key, columns });
  if ('error' in result) throw new Error(result.error);
  return result.value;
}

const cases = [
  ['nasbench201', 'nb201', ['arch_str']],
  ['nasbench101', 'nb101', ['vertices', 'adj', 'ops']],
  ['darts', 'darts', ['arch']],
  ['autoformer_tiny', 'autoformer', ['arch']],
  ['ofa_mobilenetv3', 'text', ['arch']],
  ['ghn_random', 'text', ['arch']],
] as const;

describe.each(cases)('%s in the notation %s', (name, notation, columns) => {
  const space = exampleSpace(name);

  it('comes back from what was written', () => {
    const binding = bound(space, notation, columns);
    const random = seededRandom(11);
    for (let i = 0; i < 10; i++) {
      const architecture = space.sample(random);
      if (architecture === undefined) throw new Error('no sample');
      const written = binding.write(architecture);
      if ('error' in written) throw new Error(written.error);
      expect(Object.keys(written.value)).toEqual([...columns]);
      expect(binding.read((column) => written.value[column])).toEqual({ value: architecture });
    }
  });

  it('comes back from a column per decision', () => {
    const paths = space.decisions.map(({ path }) => path);
    const binding = bound(space, 'decisions', [...paths, 'accuracy']);
    const architecture = space.sample(seededRandom(12));
    if (architecture === undefined) throw new Error('no sample');
    const written = binding.write(architecture);
    if ('error' in written) throw new Error(written.error);
    expect(binding.read((column) => written.value[column])).toEqual({ value: architecture });
  });
});

describe('a notation', () => {
  const nb201 = exampleSpace('nasbench201');

  it('is found out from the columns', () => {
    const found = bindNotation(nb201, {
      notation: undefined,
      key: undefined,
      columns: ['index', 'arch_str', 'accuracy'],
    });
    expect(found).toMatchObject({ value: { notation: 'nb201', columns: ['arch_str'] } });
    const cells = bindNotation(exampleSpace('nasbench101'), { notation: undefined, key: undefined, columns: ['vertices', 'adj', 'ops'] }); // prettier-ignore
    expect(cells).toMatchObject({ value: { notation: 'nb101' } });
  });

  it('finds the cell by its structure and operators by meaning, whatever they are called', () => {
    const space = spaceOf(`space Renamed {
      input image[3, 8, 8]
      output logits[4]
      cell Block { inputs a  nodes t[3] { from all earlier  edge choice [conv1x1_bn_relu, conv3x3_bn_relu, avgpool3x3, skip, none]  merge sum }  output last }
      network { conv3x3(out: 8)  Block(out: 8)  global_avgpool >> linear(out: 4) }
    }`);
    const binding = bound(space, 'nb201', ['arch']);
    const text = '|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_1x1~1|skip_connect~2|';
    const read = binding.read(() => text);
    if ('error' in read) throw new Error(read.error);
    expect(space.text(read.value)).toContain('Block.t[0].edge[0]: conv3x3_bn_relu');
    expect(binding.write(read.value)).toEqual({ value: { arch: text } });
  });

  it.each([
    ['darts', ['arch'], 'no two cells of the darts kind'],
    ['nb101', ['vertices', 'adj', 'ops'], 'no cell of the nb101 kind'],
    ['autoformer', ['arch'], 'not of the autoformer kind'],
    ['nb201', ['architecture'], 'needs the column arch or arch_str; the columns are architecture'],
    ['decisions', ['arch'], 'notation decisions needs the column Cell.h[0].edge[0]'],
  ] as const)('%s of NASBench201 with the columns %j is refused in a sentence', (notation, columns, reason) => {
    const found = bindNotation(nb201, { notation, key: undefined, columns });
    expect('error' in found ? found.error : 'no error').toContain(reason);
  });

  it('names a near column for a mistyped key', () => {
    const found = bindNotation(nb201, { notation: 'nb201', key: 'arch_st', columns: ['arch_str', 'accuracy'] });
    expect(found).toEqual({
      error: 'there is no column "arch_st", did you mean "arch_str"?; the columns are arch_str, accuracy',
    });
  });

  it('says which operator a space lacks', () => {
    const read = bound(nb201, 'nb201', ['arch']).read(() => '|sep_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|');
    expect('error' in read ? read.error : 'no error').toContain(
      'Cell.h[0].edge[0] has no operator like sep_conv_3x3: it has none, skip',
    );
  });

  it('tells an architecture that a requirement excludes from a malformed one', () => {
    const tiny = exampleSpace('autoformer_tiny');
    const wide = { hidden_dim: 240, depth: 14, num_heads: new Array(14).fill(4), mlp_ratio: new Array(14).fill(4) };
    const binding = bound(tiny, 'autoformer', ['arch']);
    expect(binding.read(() => wide)).toMatchObject({ infeasible: true });
    expect(binding.read(() => ({ ...wide, hidden_dim: 200 }))).not.toHaveProperty('infeasible');
  });
});
