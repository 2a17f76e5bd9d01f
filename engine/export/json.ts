/** An architecture as JSON: its text, decisions and costs, and the flat graph of primitives with shapes. Documented in docs/export.md. */
import { exitsOf, resultsOf } from '../../dsl/graph/exits.ts';
import { primitives } from '../../dsl/graph/primitives.ts';
import { primitivesOf } from '../../dsl/graph/primitives-of.ts';
import { metricsOfCosts } from '../search/metric.ts';
import type { Subject } from './subject.ts';

/** Raised when fields change their meaning. */
const VERSION = 1;

export function jsonFile(subject: Subject): string {
  const { space, architecture, network } = subject;
  const graph = primitivesOf(network);
  const decisions = space.decisions.flatMap(({ path }, i) => {
    const alternative = space.alternative(architecture, i);
    return alternative === undefined ? [] : [[path, alternative] as const];
  });
  const nodes = graph.nodes.map((node, id) => {
    const operator = network.nodes[node.owner];
    const inputs = node.inputs.flatMap((input) => graph.nodes[input]?.shape ?? []);
    return {
      id,
      op: node.op,
      attributes: node.attributes,
      inputs: node.inputs,
      shape: node.shape,
      params: node.params,
      macs: node.macs,
      weights: primitives[node.op]
        .weights(node.attributes, inputs)
        .map(({ name, shape, trainable }) => ({ name: `${id}.${name}`, shape, trainable })),
      operator: operator?.operator ?? node.op,
      path: operator?.path ?? '',
    };
  });
  const results = resultsOf(graph);
  // All results, the network's end last.
  const exits = exitsOf(network).map(({ number, macs }) => ({ number, output: results[number - 1], macs }));
  const head = {
    format: 'hypernas-architecture',
    version: VERSION,
    name: subject.name,
    space: { name: space.name, hash: space.hash },
    architecture: subject.text,
    hash: subject.hash,
    decisions: Object.fromEntries(decisions),
    metrics: metricsOfCosts(subject.spaceCosts),
    network: { input: network.input, output: graph.output, exits, metrics: metricsOfCosts(subject.costs), nodes: [] },
  };
  // A node a line: files of large networks stay readable.
  const lines = nodes.map((node) => `      ${JSON.stringify(node)}`).join(',\n');
  return `${JSON.stringify(head, null, 2).replace('"nodes": []', () => `"nodes": [\n${lines}\n    ]`)}\n`;
}
