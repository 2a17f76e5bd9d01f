/** A network as a graph for Graphviz: its operators, those of a cell in a box of their own. */
import { showShape } from '../../dsl/graph/shape.ts';
import type { OperatorNode } from '../../dsl/graph/network.ts';
import type { Subject } from './subject.ts';

export function dotFile({ name, space, network, text }: Subject): string {
  const outside = network.nodes.flatMap((node, i) => (node.cell < 0 ? [`  ${nodeLine(node, i)}`] : []));
  const clusters = network.cells.flatMap(({ path, topology }, cell) => {
    const members = network.nodes.flatMap((node, i) => (node.cell === cell ? [`    ${nodeLine(node, i)}`] : []));
    if (members.length === 0) return [];
    const title = `    label=${quote(topology.cell)}; tooltip=${quote(path)}; color="#999999";`;
    return [`  subgraph cluster_${cell} {`, title, ...members, '  }'];
  });
  const edges = network.nodes.flatMap((node, to) => node.inputs.map((from) => `  n${from} -> n${to};`));
  return [
    `digraph ${quote(name)} {`,
    `  label=${quote(`${name}: ${space.name}`)}; tooltip=${quote(text)}; labelloc="t"; rankdir="TB"; fontname="sans-serif";`,
    '  node [shape=box, style="rounded", fontname="sans-serif"]; edge [color="#666666"];',
    ...outside,
    ...clusters,
    ...edges,
    '  output [label="output", shape=plaintext];',
    `  n${network.output} -> output;`,
    ...(network.exits ?? []).flatMap((node, i) => [
      `  exit${i + 1} [label="exit ${i + 1}", shape=plaintext];`,
      `  n${node} -> exit${i + 1};`,
    ]),
    '}',
    '',
  ].join('\n');
}

function nodeLine(node: OperatorNode, index: number): string {
  const shape = node.role === 'merge' ? 'ellipse' : node.role === 'adapter' ? 'cds' : 'box';
  const label = `${node.operator}\n${showShape(node.shape)}`;
  return `n${index} [label=${quote(label)}, shape=${shape}, tooltip=${quote(node.path)}];`;
}

/** A string of the DOT language. */
function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
