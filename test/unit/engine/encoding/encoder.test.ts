import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { encode, encodeAll, featureSchema } from '../../../../engine/encoding/encoder.ts';
import { exampleSpace, spaceOf } from './spaces.ts';

const examples = ['nasbench101', 'nasbench201', 'darts', 'ghn_random', 'ofa_mobilenetv3', 'autoformer_tiny'];

function feature(space: DecisionSpace, row: Float64Array, name: string): number {
  const index = featureSchema(space).names.indexOf(name);
  if (index < 0) throw new Error(`no feature ${name} among ${featureSchema(space).names.slice(0, 20).join('; ')}`);
  return row[index] as number;
}

describe.each(examples)('the encoder on %s', (name) => {
  const space = exampleSpace(name);
  const schema = featureSchema(space);
  const random = seededRandom(name);
  const architectures = Array.from({ length: 6 }, () => space.sample(random)).filter((a) => a !== undefined);

  it('gives every architecture finite features under distinct names', () => {
    expect(architectures).toHaveLength(6);
    expect(new Set(schema.names).size).toBe(schema.names.length);
    const matrix = encodeAll(space, architectures);
    expect(matrix.columns).toBe(schema.names.length);
    expect(matrix.values.every(Number.isFinite)).toBe(true);
  });

  it('tells different graphs apart and is the same twice', () => {
    const rows = architectures.map((architecture) => encode(space, architecture));
    const again = exampleSpace(name);
    expect(rows.map((row) => row.join())).toEqual(architectures.map((a) => encode(again, a).join()));
    const graphs = new Set(architectures.map((architecture) => space.graphHash(architecture)));
    expect(new Set(rows.map((row) => row.join())).size).toBeGreaterThanOrEqual(Math.min(graphs.size, 5));
  });
});

describe('features of a cell space', () => {
  it('hold its exact parameters where costs are additive', () => {
    const space = exampleSpace('nasbench201');
    const random = seededRandom(3);
    for (let i = 0; i < 10; i++) {
      const architecture = space.sample(random);
      if (architecture === undefined) throw new Error('no sample');
      const params = space.network(architecture).nodes.reduce((sum, node) => sum + node.expansion.params, 0);
      expect(feature(space, encode(space, architecture), 'log params')).toBeCloseTo(Math.log1p(params), 4);
    }
  });
});

describe('features of a macro space', () => {
  const space = exampleSpace('ofa_mobilenetv3');

  it('hold each decision and the sums over a stage', () => {
    const architecture = space.sample(seededRandom(5));
    if (architecture === undefined) throw new Error('no sample');
    const row = encode(space, architecture);
    const kernels = space.decisions.flatMap((decision, i) =>
      /^network\.stages\[1\]\.repeat\[\d\]\.MBConv\.k$/.test(decision.path)
        ? [Number(space.alternative(architecture, i) ?? 0)]
        : [],
    );
    expect(kernels.length).toBe(4);
    kernels.forEach((kernel, i) => {
      expect(feature(space, row, `network.stages[1].repeat[${i}].MBConv.k`)).toBe(kernel);
    });
    const sum = kernels.reduce((a, b) => a + b, 0);
    expect(feature(space, row, 'sum network.stages[1].repeat[*].MBConv.k')).toBe(sum);
  });

  it('read an absent layer as inactive', () => {
    const random = seededRandom(6);
    for (let i = 0; i < 200; i++) {
      const architecture = space.sample(random);
      if (architecture === undefined) throw new Error('no sample');
      const row = encode(space, architecture);
      if (feature(space, row, 'network.stages[0].depth') !== 2) continue;
      expect(feature(space, row, 'network.stages[0].repeat[3].MBConv.k active')).toBe(0);
      expect(feature(space, row, 'network.stages[0].repeat[3].MBConv.k')).toBe(0);
      return;
    }
    throw new Error('no sample with two layers in the first stage');
  });
});

describe('operators that a user writes', () => {
  it('are understood by what they are made of', () => {
    const space = spaceOf(`space Own {
      input image[3, 8, 8]
      output logits[4]
      op thing(out: int = in.channels) { conv(k: 5, out: out) >> batchnorm >> relu }
      cell C { inputs x  nodes h[2] { from all earlier  edge choice [thing, skip]  merge sum }  output last }
      network { conv3x3(out: 8)  C(out: 8)  global_avgpool >> linear(out: 4) }
    }`);
    const [cell] = featureSchema(space).cells;
    const thing = cell?.operators.find((operator) => operator.name === 'thing');
    expect(thing).toMatchObject({ identity: false, weighted: true, growth: 4, positions: 25, passes: undefined });
    expect(cell?.operators.find((operator) => operator.name === 'skip')).toMatchObject({
      identity: true,
      weighted: false,
    });
  });
});
