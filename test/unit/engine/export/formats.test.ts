/** The formats by name, and what JSON and DOT hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { dotFile } from '../../../../engine/export/dot.ts';
import { exportFormats, formatNamed } from '../../../../engine/export/formats.ts';
import { jsonFile } from '../../../../engine/export/json.ts';
import { modelWeights } from '../../../../engine/evaluate/train/model.ts';
import { subjectOf } from '../../../../engine/export/subject.ts';
import { architecture, exampleSpace, root, spaceOf } from '../../../support/spaces.ts';
import { smallSpec } from '../cli/terminal.ts';
import { sampled } from './subjects.ts';

describe('formats', () => {
  test('are found by name', () => {
    for (const format of exportFormats) expect(formatNamed(format.format)).toEqual({ value: format });
  });

  test.each([
    ['onxn', 'there is no export format "onxn"; did you mean "onnx"?'],
    ['caffe2', 'there is no export format "caffe2"; there are pytorch, keras, onnx, json, dot'],
    ['', 'there is no export format ""; there are pytorch, keras, onnx, json, dot'],
  ])('"%s" is none', (name, error) => expect(formatNamed(name)).toEqual({ error }));
});

interface JsonNode {
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly number[];
  readonly params: number;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

describe('JSON', () => {
  test.each(['nasbench101', 'ofa_mobilenetv3'] as const)('holds the whole of %s', (name) => {
    for (const subject of sampled(exampleSpace(name), 2, 8)) {
      const file = JSON.parse(jsonFile(subject)) as {
        readonly architecture: string;
        readonly decisions: Readonly<Record<string, string>>;
        readonly metrics: { readonly params: number };
        readonly network: { readonly output: number; readonly metrics: object; readonly nodes: readonly JsonNode[] };
      };
      const graph = primitivesOf(subject.network);
      const { nodes, output } = file.network;
      expect(nodes.map(({ op }) => op)).toEqual(graph.nodes.map(({ op }) => op));
      expect(nodes.map(({ inputs }) => inputs)).toEqual(graph.nodes.map(({ inputs }) => inputs));
      expect(output).toBe(graph.output);
      expect(nodes.reduce((sum, { params }) => sum + params, 0)).toBe(subject.costs.params);
      const weights = nodes.flatMap((node) => node.weights);
      expect(weights.map((weight) => weight.name)).toEqual(modelWeights(graph).map((weight) => weight.name));
      expect(file.metrics.params).toBe(subject.spaceCosts.params);
      // The text and the decisions name the architecture, each by itself.
      expect(subject.space.parse(file.architecture).value).toEqual(subject.architecture);
      expect(subject.space.fromDecisions(file.decisions).value).toEqual(subject.architecture);
    }
  });
});

describe('docs/export.md', () => {
  const manual = readFileSync(join(root, 'docs/export.md'), 'utf8');

  test('shows the fields of a JSON file', () => {
    const space = spaceOf(smallSpec, 'Tiny');
    const subject = subjectOf(
      space,
      architecture(space, '{ width: 2, depth: 1, k: 1, network.repeat[0].wide: 1 }'),
      'Tiny',
      0,
    );
    const actual = JSON.parse(jsonFile(subject)) as { network: { nodes: unknown[] } };
    const documented = JSON.parse(/```json export\n([^]*?)\n```/.exec(manual)?.[1] ?? '') as typeof actual;
    expect(fieldsOf(documented)).toEqual(
      fieldsOf({ ...actual, network: { ...actual.network, nodes: actual.network.nodes.slice(0, 1) } }),
    );
  });

  test.each(exportFormats)('names $format', ({ format }) => expect(manual).toContain(`| \`${format}\``));
});

/** Names of all fields and kinds of all values. */
function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fieldsOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fieldsOf(each)]));
}

describe('DOT', () => {
  const space = exampleSpace('nasbench201');
  const text =
    '{ Cell.h[0].edge[0]: skip, Cell.h[1].edge[0]: none, Cell.h[1].edge[1]: none, Cell.h[2].edge[0]: avgpool3x3, ' +
    'Cell.h[2].edge[1]: skip, Cell.h[2].edge[2]: none }';
  const subject = subjectOf(space, architecture(space, text), 'plain', 0);
  const file = dotFile(subject);

  test('holds every operator, every edge and a box a cell', () => {
    const { nodes, cells } = subject.network;
    expect(file.match(/^ +n\d+ \[/gm)?.length).toBe(nodes.length);
    expect(file.match(/ n\d+ -> n\d+;/g)?.length).toBe(nodes.reduce((sum, node) => sum + node.inputs.length, 0));
    expect(file.match(/subgraph cluster_\d+ \{/g)?.length).toBe(cells.length);
    expect(file).toContain(`n${subject.network.output} -> output;`);
  });

  test('has its brackets and quotes in order', () => {
    const bare = file.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
    expect(bare).not.toContain('"');
    for (const [open, close] of ['{}', '[]']) {
      expect(bare.split(open ?? '').length).toBe(bare.split(close ?? '').length);
    }
  });
});
