/** Architectures as graphs: sound for every example, and what one would draw by hand for known ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import type { Drawing } from '../../../../../engine/protocol/runs.ts';
import { cut, drawingOf } from '../../../../../engine/serve/runs/drawing.ts';
import { architecture, exampleSpace, exampleSpaces, root, smallSpace, spaceOf } from '../../../../support/spaces.ts';

type Graph = Drawing['graphs'][number];

const labels = (graph: Graph | undefined): string[] => graph?.nodes.map(({ label }) => label) ?? [];
const wires = (graph: Graph | undefined): string[] => {
  const label = new Map(graph?.nodes.map((node) => [node.id, node.label]));
  return graph?.edges.map(({ from, to }) => `${label.get(from)} > ${label.get(to)}`) ?? [];
};

/** Whatever is drawn: ids once, edges between nodes that are there and forwards, everything leads to the output. */
function expectSound(graph: Graph, outputs = 1): void {
  const ids = graph.nodes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeLessThanOrEqual(60);
  expect(graph.nodes.filter(({ kind }) => kind === 'output')).toHaveLength(outputs);
  for (const { from, to } of graph.edges) {
    expect(ids.indexOf(from)).toBeGreaterThanOrEqual(0);
    expect(ids.indexOf(to)).toBeGreaterThan(ids.indexOf(from));
  }
  const leading = new Set(graph.nodes.filter(({ kind }) => kind === 'output').map(({ id }) => id));
  for (const id of [...ids].reverse())
    if (graph.edges.some(({ from, to }) => from === id && leading.has(to))) leading.add(id);
  expect(ids.filter((id) => !leading.has(id))).toEqual([]);
}

describe.each(exampleSpaces)('architectures of %s', (name) => {
  it('are drawn soundly', () => {
    const space = exampleSpace(name);
    const random = seededRandom(name);
    for (let i = 0; i < 12; i++) {
      const sampled = space.sample(random);
      if (sampled === undefined) throw new Error('there is none');
      const { graphs } = drawingOf(space, sampled);
      graphs.forEach((graph) => expectSound(graph));
      expect(graphs.at(-1)?.title).toBe(space.name);
      expect(new Set(graphs.map(({ title }) => title)).size).toBe(graphs.length);
    }
  });
});

describe('a drawing', () => {
  it('has operators of edges as nodes, without what leads nowhere', () => {
    const space = exampleSpace('nasbench201');
    const decided = architecture(
      space,
      '{ Cell.h[0].edge[0]: relu_conv3x3_bn, Cell.h[1].edge[0]: none, Cell.h[1].edge[1]: avgpool3x3, Cell.h[2].edge[0]: skip, Cell.h[2].edge[1]: none, Cell.h[2].edge[2]: relu_conv1x1_bn }',
    );
    const [cell, chain] = drawingOf(space, decided).graphs;
    expect(wires(cell)).toEqual([
      'x > relu_conv3x3_bn',
      'relu_conv3x3_bn > avgpool3x3',
      'x > skip',
      'avgpool3x3 > relu_conv1x1_bn',
      'skip > sum',
      'relu_conv1x1_bn > sum',
      'sum > output',
    ]);
    expect(labels(chain)).toEqual([
      'input image[3, 32, 32]',
      'conv3x3(out: 16)',
      'batchnorm',
      'Cell(out: 16) x5',
      'resblock(out: 32, stride: 2)',
      'Cell(out: 32) x5',
      'resblock(out: 64, stride: 2)',
      'Cell(out: 64) x5',
      'batchnorm',
      'relu',
      'global_avgpool',
      'linear(out: 10)',
      'output features[10]',
    ]);
  });

  it('of a cell of which nothing is live gives zeros', () => {
    const space = exampleSpace('nasbench201');
    const none = space.decisions.map(({ path }) => `${path}: none`).join(', ');
    expect(wires(drawingOf(space, architecture(space, `{ ${none} }`)).graphs[0])).toEqual(['zeros > output']);
  });

  it('of a cell with two inputs shows what skips a cell', () => {
    const space = exampleSpace('darts');
    const sampled = space.sample(seededRandom(1));
    const chain = drawingOf(space, sampled ?? { choices: [] }).graphs.at(-1);
    expect(wires(chain)).toContain('Normal(out: 36) x6 > Normal(out: 72) x6');
    expect(wires(chain)).toContain('Reduce(out: 72, stride: 2) > Normal(out: 72) x6');
  });

  it('of a space of blocks shows what was decided for each, alike ones in a row once', () => {
    const space = exampleSpace('autoformer_tiny');
    const sampled = space.sample(seededRandom(4)) ?? { choices: [] };
    const alike = {
      choices: sampled.choices.map((choice, d) =>
        /repeat\[[0-4]\]/.test(space.decisions[d]?.path ?? '') ? 0 : choice,
      ),
    };
    expect(labels(drawingOf(space, alike).graphs[0])[4]).toMatch(/^Encoder\(heads: 3, ratio: 3\.5\) x([5-9]|1\d)$/);
  });

  it('of the demo has its parameters in the operators', () => {
    const space = spaceOf(readFileSync(join(root, 'examples/demo.hnas'), 'utf8'), 'SmallCnn');
    const decided = architecture(
      space,
      '{ width: 16, depth: 2, stem: 5, Cell.v[0].from: [x], Cell.v[0].op: conv3x3_bn_relu, Cell.v[1].from: [x], Cell.v[1].op: skip, Cell.v[2].from: [v[0], v[1]], Cell.v[2].op: skip }',
    );
    const [cell, chain] = drawingOf(space, decided).graphs;
    expect(wires(cell)).toEqual(['x > conv3x3_bn_relu', 'x > skip', 'conv3x3_bn_relu > sum', 'skip > sum', 'sum > skip', 'skip > output']); // prettier-ignore
    expect(labels(chain)).toContain('conv(k: 5, out: 16)');
    expect(labels(chain)).toContain('Cell(out: 32) x2');
  });

  it('shows early exits, each from where it leaves', () => {
    const head = 'global_avgpool >> linear(out: 10)';
    const space = spaceOf(
      smallSpace(`conv1x1(out: 4)\nexit { ${head} }\nconv(k: choice [3, 5])\nexit { relu >> ${head} }`),
    );
    const chain = drawingOf(space, { choices: [0] }).graphs.at(-1) as Graph;
    expectSound(chain, 3);
    const ends = chain.edges.filter(({ to }) => /^(output|exit\d)$/.test(to)).map(({ from, to }) => [from, to]);
    expect(ends.map(([, to]) => to).sort()).toEqual(['exit1', 'exit2', 'output']);
    expect(new Set(ends.map(([from]) => from)).size).toBe(3);
    expect(labels(chain).filter((label) => label.startsWith('exit'))).toEqual(['exit 1', 'exit 2']);
  });

  it('that is too large keeps its ends and says how much is left out', () => {
    const nodes = Array.from({ length: 100 }, (_, i) => ({ id: `n${i}`, label: `${i}`, kind: 'operator' as const }));
    const edges = nodes.slice(1).map(({ id }, i) => ({ from: `n${i}`, to: id, label: undefined }));
    const small = cut({ title: 'Long', nodes: [...nodes, { id: 'o', label: 'output', kind: 'output' }], edges: [...edges, { from: 'n99', to: 'o', label: undefined }] }); // prettier-ignore
    expectSound(small);
    expect(labels(small)).toHaveLength(60);
    expect(labels(small)).toContain('42 more');
  });
});
