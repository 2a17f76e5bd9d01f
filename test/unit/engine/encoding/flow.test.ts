import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellTopology, PrimitiveNode } from '../../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { randomCellSpace } from '../../../support/random-space.ts';
import { exampleSpace, exampleSpaces, spaceOf } from '../../../support/spaces.ts';
import { DEPTHS, writeCellFlow } from '../../../../engine/encoding/flow/cell-flow.ts';
import { encodeFlow, spaceFlowSchema } from '../../../../engine/encoding/flow/flow-features.ts';
import { noActivity } from '../../../../engine/encoding/flow/activity.ts';
import { box } from '../../../../engine/encoding/flow/filter.ts';
import { LAGS, NEAR, OTHER, overPositions, SAME } from '../../../../engine/encoding/flow/kernels.ts';
import { primitiveFlow } from '../../../../engine/encoding/flow/primitive-flow.ts';
import {
  filtered,
  imageValue,
  joinedValues,
  kernelsOf,
  summed,
  type Value,
} from '../../../../engine/encoding/flow/value.ts';
import { summaryNames } from '../../../../engine/encoding/flow/summary.ts';

const shape = { kind: 'image', channels: 8, height: 8, width: 8 } as const;
const node = (op: PrimitiveName, attributes: Record<string, number> = {}): PrimitiveNode => ({ op, attributes, inputs: [0], shape, params: 0, macs: 0 }); // prettier-ignore
const flow = (value: Value, op: PrimitiveName, attributes?: Record<string, number>): Value => primitiveFlow([value], node(op, attributes), noActivity()); // prettier-ignore
const read = (value: Value, pair: number, lag = 0): number => kernelsOf(value).value[pair * LAGS + lag] as number;

const nasbench201 = exampleSpace('nasbench201');
const cell = (...operators: string[]): CellTopology => {
  const entries = nasbench201.decisions.map(({ path }, i) => `${path}: ${operators[i] as string}`);
  const architecture = nasbench201.parse(`{ ${entries.join(', ')} }`).value;
  const topology = architecture && nasbench201.topologies?.(architecture)[0];
  if (topology === undefined) throw new Error(entries.join());
  return topology;
};
const [SKIP, NONE, CONV, POOL] = ['skip', 'none', 'relu_conv3x3_bn', 'avgpool3x3'];
const flowOf = (topology: CellTopology): Float64Array => {
  const [rules] = spaceFlowSchema(nasbench201).cells;
  const out = new Float64Array(DEPTHS.length * summaryNames.length);
  if (rules !== undefined) writeCellFlow(topology, rules, out, 0);
  return out;
};
const named = (flows: Float64Array, name: string, depth = 0): number =>
  flows[depth * summaryNames.length + summaryNames.indexOf(name)] as number;

describe('kernels', () => {
  it('of a rectifier are those of drawn Gaussian values', () => {
    const random = seededRandom('rectifier');
    const image = imageValue(8);
    const rho = read(image, OTHER) / read(image, SAME);
    let [product, square, both] = [0, 0, 0];
    const draws = 60_000;
    for (let i = 0; i < draws; i++) {
      const a = random.normal();
      const b = rho * a + Math.sqrt(1 - rho * rho) * random.normal();
      product += Math.max(0, a) * Math.max(0, b);
      square += Math.max(0, a) ** 2;
      if (a > 0 && b > 0) both++;
    }
    const activity = noActivity();
    const out = primitiveFlow([image], node('relu'), activity);
    expect(read(out, OTHER) / read(out, SAME)).toBeCloseTo(product / square, 1.5);
    expect(activity.other).toBeCloseTo((2 * both) / draws, 1.5);
    expect(read(out, SAME)).toBeCloseTo(read(image, SAME), 12);
    expect(activity.rectifiers).toBe(1);
  });

  it('add amplitudes along paths from one source, and variances of independent ones', () => {
    const image = imageValue(8);
    expect(read(summed([image, image]), SAME)).toBeCloseTo(4 * read(image, SAME), 12);
    const [one, two] = [flow(image, 'conv'), flow(image, 'conv')];
    expect(read(summed([one, two]), SAME)).toBeCloseTo(2 * read(image, SAME), 12);
    expect(read(summed([image, one]), NEAR)).toBeCloseTo(2 * read(image, NEAR), 12);
  });

  it('lose by a mean over a window what differs between its positions, and nothing else', () => {
    const image = imageValue(8);
    const smooth = filtered(image, box(3));
    const positions = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => read(image, SAME, Math.abs(a - b))));
    expect(read(smooth, SAME)).toBeCloseTo(positions.reduce((sum, value) => sum + value, 0) / 9, 9);
    for (const pair of [SAME, OTHER]) {
      expect(overPositions(kernelsOf(smooth).value, pair)).toBeCloseTo(overPositions(kernelsOf(image).value, pair), 9);
      const everywhere = flow(image, 'global_avgpool');
      for (let lag = 0; lag < LAGS; lag++) expect(read(everywhere, pair, lag)).toBeCloseTo(overPositions(kernelsOf(image).value, pair), 9); // prettier-ignore
    }
  });

  it('after batch normalisation have unit variance, and different images have nothing in common on average', () => {
    const normal = flow(flow(flow(imageValue(8), 'relu'), 'conv', { stride: 2 }), 'batchnorm');
    expect(read(normal, SAME)).toBeCloseTo(1, 12);
    expect(overPositions(kernelsOf(normal).value, OTHER)).toBeCloseTo(0, 12);
  });

  it('of channels side by side are the mean, one of unknown width counting as the others', () => {
    const [wide, narrow] = [imageValue(30), filtered(imageValue(10), box(3))];
    const [a, b] = [read(wide, SAME), read(narrow, SAME)];
    expect(read(joinedValues([wide, narrow]), SAME)).toBeCloseTo((3 * a + b) / 4, 12);
    expect(read(joinedValues([wide, { ...narrow, channels: 0 }]), SAME)).toBeCloseTo((a + b) / 2, 12);
  });

  it('of gradients grow by every product with weights', () => {
    const tangent = (value: Value): number => kernelsOf(value).tangent[0] as number;
    const once = flow(imageValue(8), 'conv');
    expect(tangent(once)).toBeCloseTo(1, 12);
    expect(tangent(flow(once, 'linear'))).toBeCloseTo(2, 12);
    expect(tangent(flow(once, 'attention'))).toBeGreaterThan(tangent(flow(once, 'global_avgpool')));
  });
});

describe('the flow of a cell', () => {
  it('does not change with what is dead, nor with an identity in place of a longer way round', () => {
    const direct = flowOf(cell(NONE, NONE, NONE, CONV, NONE, NONE));
    expect(flowOf(cell(CONV, NONE, NONE, CONV, NONE, NONE))).toEqual(direct);
    expect(flowOf(cell(SKIP, NONE, SKIP, NONE, NONE, CONV))).toEqual(direct);
  });

  it('tells images further apart with depth, less so where inputs are skipped ahead', () => {
    const plain = flowOf(cell(NONE, NONE, NONE, CONV, NONE, NONE));
    const residual = flowOf(cell(NONE, NONE, CONV, SKIP, NONE, SKIP));
    const likeness = 'likeness of nearly equal images';
    expect(named(plain, likeness, 1)).toBeLessThan(named(plain, likeness, 0));
    const skipped = flowOf(cell(CONV, NONE, NONE, SKIP, SKIP, NONE));
    expect(named(skipped, likeness, 1)).toBeGreaterThan(named(plain, likeness, 1));
    expect(named(skipped, 'rectifiers', 1)).toBe(named(plain, 'rectifiers', 1));
    expect(named(flowOf(cell(POOL, NONE, NONE, NONE, SKIP, NONE)), 'log variance')).toBeLessThan(0);
    expect(residual.every(Number.isFinite)).toBe(true);
  });

  it('of a cell through which nothing comes is finite', () => {
    const dead = flowOf(cell(NONE, NONE, NONE, NONE, NONE, NONE));
    expect(dead.every(Number.isFinite)).toBe(true);
    expect(named(dead, 'rectifiers', 1)).toBe(0);
  });
});

describe('flow features', () => {
  it.each(exampleSpaces)('%s: finite, named, and the same again', (name) => {
    const space = exampleSpace(name);
    const random = seededRandom(name);
    const architectures = Array.from({ length: 6 }, () => space.sample(random)).filter((each) => each !== undefined);
    const { names, cells } = spaceFlowSchema(space);
    const first = encodeFlow(space, architectures);
    expect(first.columns).toBe(names.length);
    expect(names.length).toBe(cells.length * DEPTHS.length * summaryNames.length);
    expect(new Set(names).size).toBe(names.length);
    expect(first.values.every(Number.isFinite)).toBe(true);
    expect(encodeFlow(exampleSpace(name), architectures).values).toEqual(first.values);
    // Where cells are decided, architectures differ in their flow.
    if (space.topologies !== undefined) expect(new Set(Array.from({ length: 6 }, (_, i) => first.values.slice(i * first.columns, (i + 1) * first.columns).join())).size).toBeGreaterThan(1); // prettier-ignore
  });
});

describe('flow features of random spaces', () => {
  it('are finite, whatever operators and wirings the cells have', () => {
    fc.assert(
      fc.property(randomCellSpace, (text) => {
        const space = spaceOf(text);
        const random = seededRandom(text);
        const architectures = Array.from({ length: 5 }, () => space.sample(random)).filter((each) => each !== undefined); // prettier-ignore
        expect(encodeFlow(space, architectures).values.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});
