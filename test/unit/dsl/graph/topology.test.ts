import { describe, expect, test } from 'vitest';
import type { CellEdge, CellTopology } from '../../../../dsl/graph/network.ts';
import { networkHash } from '../../../../dsl/graph/network-hash.ts';
import { image } from '../../../../dsl/graph/shape.ts';
import { cellExpression, expressionHash } from '../../../../dsl/graph/topology-expression.ts';
import { topologyHash } from '../../../../dsl/graph/topology-hash.ts';
import { assemble, chain, merge, network, type Step } from './assemble.ts';

type Written = readonly [from: number, to: number, operator?: string];

/** Inputs, then nodes that sum, then an output that merges; edges named in the list are live unless `none`. */
function cell(inputs: number, nodes: number, edges: readonly Written[], output = 'concat'): CellTopology {
  const count = inputs + nodes + 1;
  return {
    cell: 'Cell',
    inputs: Array.from({ length: inputs }, (_, i) => `x${i}`),
    vertices: Array.from({ length: count }, (_, v) => ({
      name: `${v}`,
      operator: undefined,
      merge: 'sum',
      live: true,
    })),
    edges: edges.map(([from, to, operator]): CellEdge => ({ from, to, operator, live: operator !== 'none' })),
    output: { merge: output },
  };
}

const same = (a: CellTopology, b: CellTopology): boolean => topologyHash(a) === topologyHash(b);

describe('the hash of a cell', () => {
  test('swapped nodes and edges in another order are the same cell', () => {
    const a = cell(2, 2, [
      [0, 2, 'sep'],
      [1, 2, 'dil'],
      [0, 3, 'sep'],
      [2, 3, 'max'],
      [2, 4],
      [3, 4],
    ]);
    const reordered = cell(2, 2, [
      [3, 4],
      [2, 3, 'max'],
      [0, 3, 'sep'],
      [1, 2, 'dil'],
      [0, 2, 'sep'],
      [2, 4],
    ]);
    const b = cell(2, 2, [
      [0, 2, 'max'],
      [1, 2, 'sep'],
      [0, 3, 'dil'],
      [1, 3, 'dil'],
      [2, 4],
      [3, 4],
    ]);
    const swapped = cell(2, 2, [
      [0, 2, 'dil'],
      [1, 2, 'dil'],
      [0, 3, 'max'],
      [1, 3, 'sep'],
      [2, 4],
      [3, 4],
    ]);
    expect(same(a, reordered)).toBe(true);
    expect(same(b, swapped)).toBe(true);
    expect(same(a, b)).toBe(false);
  });

  test('inputs are told apart', () => {
    expect(
      same(
        cell(2, 1, [
          [0, 2, 'sep'],
          [2, 3],
        ]),
        cell(2, 1, [
          [1, 2, 'sep'],
          [2, 3],
        ]),
      ),
    ).toBe(false);
  });

  test('an operator that is used twice is not two operators', () => {
    const shared = cell(1, 3, [
      [0, 1, 'conv'],
      [1, 2, 'max'],
      [1, 3, 'sep'],
      [2, 4],
      [3, 4],
    ]);
    const twice = cell(1, 4, [
      [0, 1, 'conv'],
      [0, 2, 'conv'],
      [1, 3, 'max'],
      [2, 4, 'sep'],
      [3, 5],
      [4, 5],
    ]);
    expect(same(shared, twice)).toBe(false);
    expect(cellExpression(shared)).toBe(cellExpression(twice));
  });

  test('skip is the value itself, and sums in sums are one sum', () => {
    const direct = cell(
      1,
      1,
      [
        [0, 1, 'conv'],
        [0, 1, 'max'],
        [0, 1, 'skip'],
        [1, 2],
      ],
      'sum',
    );
    const nested = cell(
      1,
      3,
      [
        [0, 1, 'conv'],
        [0, 2, 'skip'],
        [1, 2, 'skip'],
        [2, 3, 'skip'],
        [0, 3, 'max'],
        [3, 4],
      ],
      'sum',
    );
    expect(same(direct, nested)).toBe(true);
  });

  test('what none cuts off is absent', () => {
    const bare = cell(
      1,
      1,
      [
        [0, 1, 'conv'],
        [1, 2],
      ],
      'sum',
    );
    const cut = cell(
      1,
      2,
      [
        [0, 1, 'conv'],
        [0, 2, 'none'],
        [1, 3],
        [1, 2, 'none'],
      ],
      'sum',
    );
    expect(same(bare, cut)).toBe(true);
    expect(expressionHash(bare)).toBe(expressionHash(cut));
  });

  test('in a strided instance a skip from an input is an operator', () => {
    const skipped = cell(1, 1, [
      [0, 1, 'skip'],
      [1, 2],
    ]);
    const twice = cell(1, 2, [
      [0, 1, 'skip'],
      [1, 2, 'skip'],
      [2, 3],
    ]);
    const both = cell(1, 2, [
      [0, 1, 'skip'],
      [0, 2, 'skip'],
      [1, 3],
      [2, 3],
    ]);
    const reused = cell(1, 2, [
      [0, 1, 'skip'],
      [1, 2, 'skip'],
      [1, 3],
      [2, 3],
    ]);
    expect(same(skipped, twice)).toBe(true);
    expect(same(both, reused)).toBe(true);
    const strided = [skipped, twice, both, reused].map((topology) => topologyHash(topology, { strided: true }));
    expect(strided[0]).toBe(strided[1]);
    expect(new Set(strided).size).toBe(3);
    expect(strided[0]).not.toBe(topologyHash(skipped));
  });
});

describe('the hash of a network', () => {
  const conv = (k: number): Step[] => [['conv', { k }]];

  test('does not depend on names and order, but on attributes and the input', () => {
    const build = (size: number, names: readonly string[], kernels: readonly number[]): string => {
      const assembly = assemble(image(3, size, size));
      const ends = kernels.map((k, i) => chain(assembly, `${names[i]} ${k}`, 0, conv(k)));
      return networkHash(network(assembly, merge(assembly, 'concat', ends)));
    };
    const hash = build(8, ['a', 'b'], [3, 5]);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(build(8, ['c', 'd'], [5, 3])).toBe(hash);
    expect(build(8, ['a', 'b'], [3, 3])).not.toBe(hash);
    expect(build(9, ['a', 'b'], [3, 5])).not.toBe(hash);
  });

  test('a value that is used twice is not two values', () => {
    const shared = assemble(image(3, 8, 8));
    const once = chain(shared, 'conv 3', 0, conv(3));
    const one = merge(shared, 'concat', [
      chain(shared, 'relu', once, [['relu']]),
      chain(shared, 'tanh', once, [['tanh']]),
    ]);
    const separate = assemble(image(3, 8, 8));
    const ends = (['relu', 'tanh'] as const).map((act) =>
      chain(separate, act, chain(separate, 'conv 3', 0, conv(3)), [[act]]),
    );
    const two = merge(separate, 'concat', ends);
    expect(networkHash(network(shared, one))).not.toBe(networkHash(network(separate, two)));
  });

  test('the order of a gate and its value counts', () => {
    const build = (swap: boolean): string => {
      const assembly = assemble(image(3, 8, 8));
      const pair = [chain(assembly, 'conv 3', 0, conv(3)), chain(assembly, 'sigmoid', 0, [['sigmoid']])];
      const value = merge(assembly, 'multiply', swap ? pair.reverse() : pair);
      return networkHash(network(assembly, value));
    };
    expect(build(true)).not.toBe(build(false));
  });
});
