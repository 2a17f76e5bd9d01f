/** A decided cell as a graph to be drawn: what is live of it, operators as nodes wherever the space puts them. */
import type { CellTopology } from '../../../dsl/graph/network.ts';
import type { Drawing } from '../../protocol/runs.ts';

export type DrawnGraph = Drawing['graphs'][number];
export type DrawnNode = DrawnGraph['nodes'][number];

/** A merge of one value passes it on, and is not drawn. A cell of which nothing is live gives zeros. */
export function drawCell({ cell, inputs, vertices, edges, output }: CellTopology): DrawnGraph {
  const nodes: DrawnNode[] = [];
  const links: { from: string; to: string; label: undefined }[] = [];
  const add = (label: string, kind: DrawnNode['kind'], sources: readonly string[]): string => {
    const id = `n${nodes.length}`;
    nodes.push({ id, label, kind });
    for (const from of new Set(sources)) links.push({ from, to: id, label: undefined });
    return id;
  };
  /** By vertex: the node that its value comes from. */
  const values = new Map<number, string>();
  const last = vertices.length - 1;
  for (const [v, vertex] of vertices.entries()) {
    if (v < inputs.length) {
      if (vertex.live) values.set(v, add(vertex.name, 'input', []));
      continue;
    }
    if (!vertex.live && v !== last) continue;
    const sources = edges.flatMap((edge) => {
      const from = edge.live && edge.to === v ? values.get(edge.from) : undefined;
      if (from === undefined) return [];
      return [edge.operator === undefined ? from : add(edge.operator, 'operator', [from])];
    });
    if (v === last) {
      const merged = sources.length > 1 ? [add(output.merge, 'merge', sources)] : sources;
      add('output', 'output', merged.length === 0 ? [add('zeros', 'operator', [])] : merged);
      continue;
    }
    let value = sources.length > 1 ? add(vertex.merge, 'merge', sources) : sources[0];
    if (vertex.operator !== undefined && value !== undefined) value = add(vertex.operator, 'operator', [value]);
    if (value !== undefined) values.set(v, value);
  }
  return { title: cell, nodes, edges: links };
}
