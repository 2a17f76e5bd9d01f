import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellTopology } from '../../../../dsl/graph/network.ts';
import { cellGraph } from '../../../../engine/encoding/cell-graph.ts';
import { writeCellFeatures } from '../../../../engine/encoding/cell-features.ts';
import { cellSchema, type CellSchema } from '../../../../engine/encoding/cell-schema.ts';
import { operatorSubsets } from '../../../../engine/encoding/operator-subsets.ts';
import {
  dartsProfiles,
  dartsTopologies,
  nb101Profiles,
  nb101Topology,
  nb201Profiles,
  nb201Topology,
  topology,
} from './topologies.ts';

const nb201 = cellSchema('Cell', nb201Profiles, 1, 5);
const nb101 = cellSchema('Module', nb101Profiles, 1, 7);

function features(cell: CellTopology, schema: CellSchema): (name: string) => number {
  const alphabet = new Map(schema.operators.map((operator, number) => [operator.name, number]));
  const out = new Float64Array(schema.names.length + 2).fill(NaN);
  expect(writeCellFeatures(cellGraph(cell, alphabet), schema, out, 1)).toBe(schema.names.length + 1);
  return (name) => {
    const index = schema.names.indexOf(`${schema.cell}: ${name}`);
    if (index < 0) throw new Error(`no feature ${name}`);
    return out[index + 1] as number;
  };
}

describe('features of a NAS-Bench-201 cell', () => {
  // Vertices 0..3; edges 0>1 conv3, 0>2 conv3, 1>2 avgpool, 0>3 skip, 1>3 conv3, 2>3 skip.
  const of = features(
    nb201Topology('|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|'),
    nb201,
  );

  it('counts live operators', () => {
    expect(of('count nor_conv_3x3')).toBe(3);
    expect(of('count skip_connect')).toBe(2);
    expect(of('count nor_conv_1x1')).toBe(0);
    expect(of('count operators')).toBe(6);
  });

  it('finds shortest paths, longest runs and degrees of operator sets', () => {
    expect(of('shortest skip_connect')).toBe(1);
    expect(of('shortest nor_conv_3x3')).toBe(2);
    expect(of('shortest nor_conv_1x1')).toBe(5); // no such path: one more than any path has
    expect(of('most nor_conv_3x3')).toBe(2);
    expect(of('most nor_conv_3x3+avg_pool_3x3')).toBe(2);
    expect(of('first nor_conv_3x3')).toBe(2);
    expect(of('last skip_connect')).toBe(2);
  });

  it('describes the paths', () => {
    expect(of('paths')).toBe(4);
    expect(of('receptive most')).toBe(4);
    expect(of('receptive least')).toBe(0);
    // 0>3: 0; 0>1>3: 4; 0>2>3: 2; 0>1>2>3: 4 pixels.
    expect(of('receptive mean')).toBe(2.5);
    expect([0, 1, 2].map((i) => of(`paths with ${i} spatial`))).toEqual([1, 2, 1]);
    expect(of('mean on path nor_conv_3x3')).toBe(1);
  });

  it('counts words with skips left out', () => {
    expect(of('start > nor_conv_3x3')).toBe(3);
    expect(of('nor_conv_3x3 > nor_conv_3x3')).toBe(1);
    expect(of('nor_conv_3x3 > avg_pool_3x3')).toBe(1);
    expect(of('avg_pool_3x3 > end')).toBe(1);
    expect(of('start > end')).toBe(1);
  });

  it('shares the variance of the output out', () => {
    // Variances: v1 = 1, v2 = 1 + 1/3, output = 1 (skip) + 1 (conv) + 4/3 (skip of v2) = 10/3.
    expect(of('log variance')).toBeCloseTo(Math.log1p(10 / 3), 12);
    expect(of('variance from avg_pool_3x3')).toBeCloseTo(1 / 3 / (10 / 3), 12);
  });
});

describe('what is cut off', () => {
  it('does not count: the same features as without it', () => {
    const dead = '|none~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';
    const gone = '|none~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|skip_connect~2|';
    const [a, b] = [dead, gone].map((text) => features(nb201Topology(text), nb201));
    for (const name of nb201.names.map((full) => full.slice('Cell: '.length))) expect(a?.(name)).toBe(b?.(name));
  });

  it('leaves finite features when nothing is left', () => {
    const of = features(nb201Topology('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|'), nb201);
    for (const name of nb201.names) expect(of(name.slice('Cell: '.length))).toBeTypeOf('number');
    expect(of('paths')).toBe(0);
    expect(of('count operators')).toBe(0);
    expect(of('receptive mean')).toBe(-1);
  });
});

describe('features of cells with operators on vertices', () => {
  it('count an operator once, however many edges enter its vertex', () => {
    // 0 > 1 (conv3x3), 0 > 2, 1 > 2 (conv1x1), 2 > 3 output, 0 > 3.
    const of = features(nb101Topology('4', '111101', '01'), nb101);
    expect(of('count conv3x3-bn-relu')).toBe(1);
    expect(of('count conv1x1-bn-relu')).toBe(1);
    expect(of('paths')).toBe(3);
    expect(of('direct edges')).toBe(1);
    expect(of('shortest conv1x1-bn-relu')).toBe(0);
    expect(of('most conv3x3-bn-relu+conv1x1-bn-relu')).toBe(2);
    expect(of('start > conv1x1-bn-relu')).toBe(1);
    expect(of('conv3x3-bn-relu > conv1x1-bn-relu')).toBe(1);
    expect(of('start > end')).toBe(1);
  });
});

describe('features of cells with two inputs', () => {
  it('hold the degree of each input', () => {
    const text =
      '(((0,0),(1,5),(1,1),(0,1),(1,3),(0,3),(1,3),(3,2)),((1,0),(0,2),(1,3),(0,3),(3,0),(0,1),(2,0),(3,6)))';
    const [normal] = dartsTopologies(text);
    const schema = cellSchema('Normal', dartsProfiles, 2, 7);
    const of = features(normal as CellTopology, schema);
    expect(of('degree of input 0')).toBe(3);
    expect(of('degree of input 1')).toBe(4);
    expect(of('nearest output from input 0')).toBe(2);
    expect(of('count sep_conv_3x3')).toBe(3);
  });
});

describe('against walking every path of random cells', () => {
  const operators = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];
  const cells = fc.integer({ min: 2, max: 4 }).chain((inner) => {
    const pairs: [number, number][] = [];
    for (let to = 1; to <= inner + 1; to++) for (let from = 0; from < to; from++) pairs.push([from, to]);
    return fc.tuple(
      fc.constant(inner),
      fc
        .array(fc.constantFrom(undefined, ...operators), { minLength: pairs.length, maxLength: pairs.length })
        .map((chosen) =>
          chosen.flatMap((operator, i) => {
            const [from, to] = pairs[i] as [number, number];
            return operator === undefined ? [] : [{ from, to, operator }];
          }),
        ),
    );
  });

  it('agrees on counts, extremes and words', () => {
    fc.assert(
      fc.property(cells, ([inner, edges]) => {
        const cell = topology('Cell', ['x'], new Array(inner).fill(undefined), edges);
        const paths = walk(cell);
        const of = features(cell, cellSchema('Cell', nb201Profiles, 1, inner + 2));
        expect(of('paths')).toBe(paths.length);
        const convs = paths.map((path) => path.filter((operator) => operator.startsWith('nor_conv')).length);
        if (paths.length > 0) expect(of('most nor_conv_1x1+nor_conv_3x3')).toBe(Math.max(...convs));
        const pools = paths.filter((path) => path.every((operator) => operator === 'avg_pool_3x3'));
        expect(of('log paths avg_pool_3x3')).toBeCloseTo(Math.log1p(pools.length), 12);
        if (pools.length > 0) expect(of('shortest avg_pool_3x3')).toBe(Math.min(...pools.map((path) => path.length)));
        const words = paths.filter((path) => {
          const letters = path.filter((operator) => operator !== 'skip_connect');
          return letters.some((letter, i) => letter === 'nor_conv_1x1' && letters[i + 1] === 'nor_conv_3x3');
        });
        expect(of('nor_conv_1x1 > nor_conv_3x3')).toBeGreaterThanOrEqual(words.length);
        expect(of('nor_conv_1x1 > nor_conv_3x3') > 0).toBe(words.length > 0);
      }),
      { numRuns: 200 },
    );
  });
});

/** Operators along every live path from an input to the output. */
function walk(cell: CellTopology): string[][] {
  const output = cell.vertices.length - 1;
  const from = (vertex: number): string[][] =>
    vertex === output
      ? [[]]
      : cell.edges
          .filter((edge) => edge.live && edge.from === vertex)
          .flatMap((edge) =>
            from(edge.to).map((rest) => (edge.operator === undefined ? rest : [edge.operator, ...rest])),
          );
  return cell.inputs.flatMap((_, input) => from(input));
}

describe('sets of operators', () => {
  it('are all subsets of few, and singles, pairs and complements of many', () => {
    expect(operatorSubsets(4)).toHaveLength(15);
    expect(operatorSubsets(6)).toHaveLength(63);
    expect(operatorSubsets(7)).toHaveLength(7 + 21 + 7 + 1);
    expect(operatorSubsets(12)).toHaveLength(12 + 12 + 1);
    expect(() => operatorSubsets(31)).toThrow('31 operators');
  });
});
