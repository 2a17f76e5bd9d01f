import { describe, expect, it } from 'vitest';
import { ghnGraph, type GhnGraph } from '../../../../engine/hypernetwork/ghn/graph.ts';
import { hopsWithin } from '../../../../engine/hypernetwork/ghn/hops.ts';
import { kindsOf, packed } from '../../../../engine/hypernetwork/ghn/packed.ts';
import { ABREAST, slotsOf } from '../../../../engine/hypernetwork/ghn/schedule.ts';
import { exampleSpace, spaceOf } from '../encoding/spaces.ts';
import { cells, drawn, options } from './tiny.ts';

const mains = ({ nodes, primitives }: GhnGraph): string[] => nodes.map(({ main }) => primitives.nodes[main]?.op ?? '');

describe('the graph that a hypernetwork reads', () => {
  const chain = spaceOf(`space Chain {
    input image[1, 8, 8]
    output logits[10]
    network { conv3x3(out: 4) >> batchnorm >> relu >> conv3x3(out: 8) >> maxpool3x3 >> relu >> global_avgpool >> linear(out: 10) }
  }`);

  it('has stations, and what lies between two of them belongs to one', () => {
    const graph = ghnGraph(drawn(chain, 'a'));
    expect(mains(graph)).toEqual(['input', 'conv', 'conv', 'maxpool', 'global_avgpool', 'linear']);
    const ops = graph.nodes.map(({ primitives }) =>
      primitives.map((index) => graph.primitives.nodes[index]?.op).join(),
    );
    expect(ops[1]).toBe('conv,batchnorm,relu');
    expect(graph.nodes.map(({ inputs }) => inputs)).toEqual([[], [0], [1], [2], [3], [4]]);
  });

  it('gives an activation to the only one that reads it, where several read what it reads', () => {
    const graph = ghnGraph(drawn(cells, 'b'));
    for (const { primitives, main } of graph.nodes) {
      const ops = primitives.map((index) => graph.primitives.nodes[index]?.op);
      if (graph.primitives.nodes[main]?.op === 'sum') expect(ops).toEqual(['sum']);
    }
    expect(mains(graph)).not.toContain('relu');
  });

  it.each(['ghn_random', 'nasbench201', 'darts', 'nasbench101', 'ofa_mobilenetv3', 'autoformer_tiny'])(
    'of %s holds every primitive once, in an order that edges follow',
    (name) => {
      const space = exampleSpace(name);
      for (const seed of ['a', 'b']) {
        const graph = ghnGraph(drawn(space, seed));
        const held = graph.nodes.flatMap(({ primitives }) => primitives).sort((a, b) => a - b);
        expect(held).toEqual(graph.primitives.nodes.map((_, index) => index));
        graph.nodes.forEach(({ inputs }, at) => inputs.forEach((input) => expect(input).toBeLessThan(at)));
        expect(graph.cells.flat().sort((a, b) => a - b)).toEqual(graph.nodes.map((_, at) => at));
        for (const cell of graph.cells) expect(cell.length).toBeLessThanOrEqual(64);
      }
    },
  );

  it('visits nodes after what they read, a few at a time', () => {
    const graph = ghnGraph(drawn(exampleSpace('ghn_random'), 'c'));
    for (const cell of graph.cells) {
      const slots = slotsOf(graph, cell);
      expect(new Set(slots).size).toBe(cell.length);
      const stepOf = new Map(cell.map((node, i) => [node, Math.floor((slots[i] as number) / ABREAST)]));
      for (const node of cell) {
        for (const input of graph.nodes[node]?.inputs ?? []) {
          const before = stepOf.get(input);
          if (before !== undefined) expect(before).toBeLessThan(stepOf.get(node) as number);
        }
      }
    }
  });

  it('knows shortest paths up to a number of hops', () => {
    const graph = ghnGraph(drawn(chain, 'a'), true);
    const found = hopsWithin(graph, graph.cells[0] as readonly number[], 3);
    expect(found.filter(({ to }) => to === 4).map(({ from, hops }) => [from, hops])).toEqual([[3, 1], [2, 2], [1, 3]]); // prettier-ignore
  });

  it('is packed with edges of weight one and virtual edges of one by their hops', () => {
    const graph = ghnGraph(drawn(chain, 'a'));
    const count = (given: object): number[] => {
      const chosen = options({ ...given });
      const { ahead, back } = packed([graph], chosen);
      expect([...ahead].reduce((a, b) => a + b)).toBeCloseTo(
        [...back].reduce((a, b) => a + b),
        4,
      );
      return [...new Set(ahead)].sort().filter((weight) => weight > 0).map((weight) => Math.round(1 / weight)); // prettier-ignore
    };
    expect(kindsOf(options({ virtual_edges: 1 }))).toBe(1);
    expect(count({ virtual_edges: 1 })).toEqual([1]);
    expect(count({ virtual_edges: 3 })).toEqual([3, 2, 1]);
    expect(count({})).toEqual([5, 4, 3, 2, 1]);
  });
});
