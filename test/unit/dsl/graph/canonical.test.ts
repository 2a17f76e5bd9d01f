import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { automorphismsOf, canonicalForm, type LabelledGraph } from '../../../../dsl/graph/canonical.ts';
import { countDistinctNodeCells, type CellStructure } from '../../../../dsl/graph/count-cells.ts';
import { digest } from '../../../../dsl/graph/digest.ts';
import { canonicalOrder, vertexChannels } from '../../../../dsl/graph/nasbench101-channels.ts';
import { seededRandom } from '../../../../dsl/random.ts';

const graphs = fc.integer({ min: 1, max: 7 }).chain((count) => {
  const vertex = fc.nat(count - 1);
  return fc.record({
    labels: fc.array(fc.constantFrom('a', 'b'), { minLength: count, maxLength: count }),
    edges: fc.array(fc.tuple(vertex, vertex, fc.nat(1)), { maxLength: 12 }),
  });
});

function permuted(graph: LabelledGraph, seed: number): LabelledGraph {
  const places = seededRandom(seed).shuffle(graph.labels.map((_, v) => v));
  const labels = [...graph.labels];
  graph.labels.forEach((label, v) => (labels[places[v] ?? 0] = label));
  return { labels, edges: graph.edges.map(([a, b, tag]) => [places[a] ?? 0, places[b] ?? 0, tag]) };
}

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, i) => [...rest.slice(0, i), count - 1, ...rest.slice(i)]),
  );
}

const texts = (graph: LabelledGraph, images: readonly number[]): string =>
  graph.edges
    .map(([a, b, tag]) => `${images[a]} ${images[b]} ${tag}`)
    .sort()
    .join();

describe('canonical forms', () => {
  test('do not depend on the numbering', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (graph, seed) => {
        expect(canonicalForm(permuted(graph, seed)).certificate).toBe(canonicalForm(graph).certificate);
      }),
      { numRuns: 500 },
    );
  });

  test('differ exactly where no renumbering makes two graphs equal', () => {
    // All 512 graphs on three vertices, loops included: 104 up to isomorphism (OEIS A000595).
    const pairs = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b): [number, number, number] => [a, b, 0]));
    const certificates = new Set<string>();
    for (let bits = 0; bits < 512; bits++) {
      const edges = pairs.filter((_, i) => (bits & (1 << i)) !== 0);
      certificates.add(canonicalForm({ labels: ['v', 'v', 'v'], edges }).certificate);
    }
    expect(certificates.size).toBe(104);
  });

  test('tell apart what colour refinement alone cannot: one ring of six and two rings of three', () => {
    const ring = (vertices: readonly number[]) =>
      vertices.map((v, i): [number, number, number] => [v, vertices[(i + 1) % vertices.length] ?? 0, 0]);
    const labels = ['v', 'v', 'v', 'v', 'v', 'v'];
    const one = { labels, edges: ring([0, 1, 2, 3, 4, 5]) };
    const two = { labels, edges: [...ring([0, 1, 2]), ...ring([3, 4, 5])] };
    expect(canonicalForm(one).certificate).not.toBe(canonicalForm(two).certificate);
  });

  test('stay cheap on symmetric graphs: forty chains of three between a source and a sink', () => {
    const chains = 40;
    const labels = ['source', 'sink', ...Array.from({ length: 3 * chains }, () => 'v')];
    const edges: [number, number, number][] = [];
    for (let i = 0; i < chains; i++) {
      const first = 2 + 3 * i;
      edges.push([0, first, 0], [first, first + 1, 0], [first + 1, first + 2, 0], [first + 2, 1, 0]);
    }
    const graph = { labels, edges };
    expect(canonicalForm(permuted(graph, 5)).certificate).toBe(canonicalForm(graph).certificate);
  });

  test('automorphisms are those found by trying all permutations', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const identity = texts(
          graph,
          graph.labels.map((_, v) => v),
        );
        const expected = permutations(graph.labels.length).filter(
          (images) =>
            graph.labels.every((label, v) => graph.labels[images[v] ?? 0] === label) &&
            texts(graph, images) === identity,
        );
        expect(automorphismsOf(graph, 10_000)?.map(String).sort()).toEqual(expected.map(String).sort());
      }),
      { numRuns: 60 },
    );
    expect(automorphismsOf({ labels: ['v', 'v', 'v', 'v'], edges: [] }, 23)).toBeUndefined();
  });
});

describe('counting cells', () => {
  const diamond: CellStructure = {
    inputs: 1,
    inner: 2,
    edges: [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ],
  };

  test('interchangeable nodes hold unordered pairs of operators', () => {
    expect(countDistinctNodeCells([diamond], 4)).toBe(10n);
    // Told apart by an edge between them, they hold ordered pairs.
    expect(countDistinctNodeCells([{ ...diamond, edges: [...diamond.edges, [1, 2]] }], 4)).toBe(16n);
  });

  test('isomorphic structures count once, inputs are told apart', () => {
    const left: CellStructure = {
      inputs: 2,
      inner: 2,
      edges: [
        [0, 2],
        [1, 3],
        [2, 4],
        [3, 4],
      ],
    };
    const mirrored: CellStructure = {
      inputs: 2,
      inner: 2,
      edges: [
        [0, 3],
        [1, 2],
        [2, 4],
        [3, 4],
      ],
    };
    expect(countDistinctNodeCells([left, mirrored, left], 3)).toBe(9n);
  });

  test('is undefined where a structure has too many symmetries to list', () => {
    const edges = Array.from({ length: 9 }, (_, i): [number, number][] => [
      [0, i + 1],
      [i + 1, 10],
    ]).flat();
    expect(countDistinctNodeCells([{ inputs: 1, inner: 9, edges }], 2)).toBeUndefined();
  });
});

describe('channels of a cell with operators on its nodes', () => {
  const adjacency = (count: number, edges: readonly (readonly [number, number])[]): boolean[][] => {
    const rows = Array.from({ length: count }, () => new Array<boolean>(count).fill(false));
    for (const [a, b] of edges) (rows[a] ?? [])[b] = true;
    return rows;
  };

  test('feeders of the output share it, the rest are as wide as what they feed', () => {
    const cell = adjacency(6, [
      [0, 1],
      [1, 2],
      [1, 3],
      [2, 5],
      [3, 5],
      [0, 4],
      [4, 5],
    ]);
    // Vertex 1 stands before 2 and 3, so the smallest set of the output's positions comes from the order 4, 1, 2, 3.
    expect(vertexChannels(64, 128, cell, [-1, 0, 0, 1, 2, -1])).toEqual([64, 43, 43, 42, 43, 128]);
    expect(vertexChannels(64, 129, cell, [-1, 0, 0, 1, 2, -1])).toEqual([64, 43, 43, 43, 43, 129]);
    expect(vertexChannels(64, 128, adjacency(2, [[0, 1]]), [-1, -1])).toEqual([64, 128]);
  });

  test('the order of the vertices is that of the smallest graph number, then of the operators', () => {
    // Three nodes side by side: only the operators decide.
    const parallel = adjacency(5, [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    expect(canonicalOrder(parallel, [-1, 2, 0, 1, -1])).toEqual([2, 3, 1]);
    expect(vertexChannels(16, 128, parallel, [-1, 2, 0, 1, -1])).toEqual([16, 42, 43, 43, 128]);
  });
});

test('digests are 32 hex digits and spread', () => {
  const digests = new Set(Array.from({ length: 50_000 }, (_, i) => digest(`cell ${i}`)));
  expect(digests.size).toBe(50_000);
  for (const text of digests) if (!/^[0-9a-f]{32}$/.test(text)) throw new Error(text);
  // Half of all bits are set, within six standard deviations.
  let ones = 0;
  for (const text of digests)
    for (const digit of text) ones += [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4][parseInt(digit, 16)] ?? 0;
  expect(Math.abs(ones - 3_200_000)).toBeLessThan(6 * Math.sqrt(6_400_000) * 0.5);
});
