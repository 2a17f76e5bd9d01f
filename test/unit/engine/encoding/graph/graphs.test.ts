import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../../../dsl/space/decision-space.ts';
import { denseGraphs } from '../../../../../engine/encoding/graph/dense.ts';
import { encodeGraphs } from '../../../../../engine/encoding/graph/encode.ts';
import { positionGraph, positionsOf } from '../../../../../engine/encoding/graph/network-positions.ts';
import type { PositionGraph } from '../../../../../engine/encoding/graph/position-graph.ts';
import { graphSchema, sequenceOf } from '../../../../../engine/encoding/graph/schema.ts';
import { exampleSpace, spaceOf } from '../spaces.ts';

function sampled(space: DecisionSpace, count: number): Architecture[] {
  const random = seededRandom('graphs');
  return Array.from({ length: count }, () => space.sample(random)).flatMap((each) => each ?? []);
}

function parsed(space: DecisionSpace, text: string): Architecture {
  const { value } = space.parse(text);
  if (value === undefined) throw new Error(`cannot read ${text}`);
  return value;
}

/** Operators and numbers of the nodes, whatever their order. */
function contents({ nodes }: PositionGraph): string[] {
  return nodes
    .map(({ operator, scalars }) => `${operator} ${scalars.map((value) => value.toFixed(4)).join(' ')}`)
    .sort();
}

const nb201 = exampleSpace('nasbench201');

describe('position graphs', () => {
  it.each(['nasbench201', 'darts'])('of %s without building networks are those of the networks', (name) => {
    const space = exampleSpace(name);
    for (const architecture of sampled(space, 12)) {
      const network = space.network(architecture);
      const built = positionsOf(network).map((position) => positionGraph(network, position));
      const quick = sequenceOf(space, graphSchema(space).sites, architecture);
      expect(quick.length).toBe(built.length);
      quick.forEach((graph, p) => {
        // Adapters follow from the shapes and are left out; a cell that is cut through has no input.
        const own = contents(built[p] as PositionGraph).filter(
          (node) => !/^(relu_conv1x1_bn|factorized|input)/.test(node),
        );
        const found = contents(graph).filter((node) => !/^(relu_conv1x1_bn|factorized|input)/.test(node));
        expect(found).toEqual(own);
      });
    }
  });

  it('take layers for cells in macro spaces, and name what enters', () => {
    const space = exampleSpace('ofa_mobilenetv3');
    const [architecture] = sampled(space, 1) as [Architecture];
    const graphs = sequenceOf(space, undefined, architecture);
    const layers = architecture.choices.length;
    expect(layers).toBeGreaterThan(10);
    expect(graphs[1]?.nodes.map(({ operator }) => operator).slice(0, 3)).toEqual(['input 0', 'conv1x1', 'batchnorm']);
    expect(graphs.every(({ edges }) => edges.every(([from, to]) => from < to))).toBe(true);
    expect(graphSchema(space).positions).toBe(22);
  });
});

describe('graph tensors', () => {
  it('are as many numbers as the schema says, finite, and share the copies of a cell', () => {
    const tensors = encodeGraphs(nb201, sampled(nb201, 20));
    const { positions, nodes, columns } = tensors.schema;
    expect([positions, nodes, columns.length]).toEqual([19, 9, 20]);
    expect(tensors.sequence.length).toBe(20 * 19);
    expect(tensors.rows.every(Number.isFinite)).toBe(true);
    const stage = tensors.sequence.subarray(1, 6);
    expect(new Set(stage).size).toBe(1);
    const dense = denseGraphs(tensors, [3, 0]);
    expect(dense.features.length).toBe(2 * positions * nodes * columns.length);
    expect(dense.edges.length).toBe(2 * positions * nodes * nodes);
    // An edge joins nodes that are there.
    for (let place = 0; place < 2 * positions; place++) {
      for (let from = 0; from < nodes; from++) {
        for (let to = 0; to < nodes; to++) {
          if (dense.edges[(place * nodes + from) * nodes + to] === 0) continue;
          expect([dense.mask[place * nodes + from], dense.mask[place * nodes + to]]).toEqual([1, 1]);
        }
      }
    }
  });

  it('tell the stages of a network apart by their widths', () => {
    const graphs = sequenceOf(nb201, graphSchema(nb201).sites, sampled(nb201, 1)[0] as Architecture);
    expect(contents(graphs[1] as PositionGraph)).toEqual(contents(graphs[5] as PositionGraph));
    expect(contents(graphs[1] as PositionGraph)).not.toEqual(contents(graphs[7] as PositionGraph));
  });

  it('leave out what is dead, and do not depend on the order of exchangeable vertices', () => {
    const cellOf = (...choices: number[]): string[] =>
      contents(sequenceOf(nb201, graphSchema(nb201).sites, { choices })[1] as PositionGraph);
    // Nothing enters h[0], so what stands on the edges out of it (the third and fifth) does not matter.
    expect(cellOf(0, 3, 2, 2, 4, 3)).toEqual(cellOf(0, 3, 4, 2, 0, 3));
    expect(cellOf(0, 3, 2, 2, 4, 3)).not.toEqual(cellOf(0, 3, 2, 3, 4, 3));
    // Nothing goes from h[0] to h[1]: they can change places.
    expect(cellOf(2, 3, 0, 1, 4, 3)).toEqual(cellOf(3, 2, 0, 1, 3, 4));
    expect(cellOf(0, 0, 0, 0, 0, 0).length).toBe(1);
  });

  it('hold shorter networks with positions that have no node', () => {
    const space = exampleSpace('autoformer_tiny').withoutCosts();
    const architectures = sampled(space, 30);
    const tensors = encodeGraphs(space, architectures);
    const lengths = architectures.map((each) => sequenceOf(space, undefined, each).length);
    expect(new Set(lengths).size).toBeGreaterThan(1);
    lengths.forEach((length, i) => {
      const own = [...tensors.sequence.subarray(i * tensors.schema.positions, (i + 1) * tensors.schema.positions)];
      expect(own.filter((graph) => graph > 0).length).toBe(length);
      expect(own.slice(length).every((graph) => graph === 0)).toBe(true);
    });
  });

  it('of a space without repeats are one position a part', () => {
    const space = spaceOf(`space S {
  input image[3, 8, 8]
  output logits[10]
  param k = choice [3, 5]
  network { conv(k: k, out: 8) >> relu >> global_avgpool >> linear(out: 10) }
}`);
    const tensors = encodeGraphs(space, sampled(space, 6));
    expect(tensors.schema.positions).toBe(1);
    const other = parsed(space, space.text(sampled(space, 1)[0] as Architecture));
    expect(encodeGraphs(space, [other]).rows.length).toBeGreaterThan(0);
  });
});
