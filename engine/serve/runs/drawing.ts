/** An architecture as graphs: its decided cells, and the chain of what surrounds them. */
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { CellTopology } from '../../../dsl/graph/network.ts';
import type { Drawing } from '../../protocol/runs.ts';
import { drawCell, type DrawnGraph } from './draw-cell.ts';
import { drawChain } from './draw-chain.ts';

/** Nodes of a graph at most: more is no picture that anyone can read. */
const MOST = 60;

export function drawingOf(space: DecisionSpace, architecture: Architecture): Drawing {
  const network = space.network(architecture);
  const cells = new Map<CellTopology, DrawnGraph>();
  for (const { topology } of network.cells) if (!cells.has(topology)) cells.set(topology, drawCell(topology));
  return { graphs: [...cells.values(), drawChain(space, architecture, network)].map(cut) };
}

/** A graph that is too large keeps its two ends; between them stands how much is left out. */
export function cut(graph: DrawnGraph): DrawnGraph {
  const { nodes, edges } = graph;
  if (nodes.length <= MOST) return graph;
  const first = nodes.slice(0, MOST / 2);
  const last = nodes.slice(nodes.length - MOST / 2 + 1);
  const kept = new Set([...first, ...last].map(({ id }) => id));
  const gap = { id: 'gap', label: `${nodes.length - kept.size} more`, kind: 'cell' as const };
  const seen = new Set<string>();
  const joined = edges.flatMap(({ from, to, label }) => {
    const [a, b] = [kept.has(from) ? from : gap.id, kept.has(to) ? to : gap.id];
    if (a === b || seen.has(`${a} ${b}`)) return [];
    seen.add(`${a} ${b}`);
    return [{ from: a, to: b, label }];
  });
  return { ...graph, nodes: [...first, gap, ...last], edges: joined };
}
