/** Where the nodes and edges of an architecture's graph are drawn: layers from top to bottom (@dagrejs/dagre). */
import dagre from '@dagrejs/dagre';
import type { Drawing } from '../../../../engine/protocol/runs.ts';

export type Graph = Drawing['graphs'][number];
export type GraphNode = Graph['nodes'][number];

export interface LaidOut {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (GraphNode & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly text: string;
  })[];
  readonly edges: readonly {
    readonly points: readonly (readonly [number, number])[];
    readonly label: { readonly text: string; readonly x: number; readonly y: number } | undefined;
  }[];
}

const LONGEST = 24;
/** Of a character at eleven pixels, on the wide side. */
const CHARACTER = 6.3;

export function layOut(graph: Graph): LaidOut {
  const g = new dagre.graphlib.Graph({ multigraph: true });
  g.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 22, edgesep: 10, marginx: 4, marginy: 4 });
  g.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) {
    const text = shortened(node.label);
    g.setNode(node.id, {
      width: Math.max(28, text.length * CHARACTER + 14),
      height: node.kind === 'merge' ? 18 : 22,
      text,
    });
  }
  const known = new Set(graph.nodes.map((node) => node.id));
  const edges = graph.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  edges.forEach(({ from, to, label }, i) => {
    const text = label === undefined ? '' : shortened(label);
    g.setEdge(
      from,
      to,
      { text, ...(text === '' ? {} : { width: text.length * CHARACTER, height: 14, labelpos: 'c' }) },
      String(i),
    );
  });
  dagre.layout(g);
  const { width = 0, height = 0 } = g.graph() as { width?: number; height?: number };
  return {
    width: finite(width),
    height: finite(height),
    nodes: graph.nodes.map((node) => {
      const placed = g.node(node.id) as { x: number; y: number; width: number; height: number; text: string };
      return { ...node, x: placed.x, y: placed.y, width: placed.width, height: placed.height, text: placed.text };
    }),
    edges: edges.map(({ from, to }, i) => {
      const edge = g.edge(from, to, String(i)) as {
        points: { x: number; y: number }[];
        text: string;
        x?: number;
        y?: number;
      };
      return {
        points: edge.points.map(({ x, y }) => [x, y] as const),
        label: edge.text === '' ? undefined : { text: edge.text, x: edge.x ?? 0, y: edge.y ?? 0 },
      };
    }),
  };
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

export function shortened(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  const head = Math.ceil((longest - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (longest - 1 - head))}`;
}
