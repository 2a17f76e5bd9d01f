/** An architecture drawn: a figure for each graph, with what it shows in words. */
import type { Drawing } from '../../../../engine/protocol/runs.ts';
import { marksSvg, type Mark } from '../../chart/scene.ts';
import { tidy } from '../../chart/shapes.ts';
import { h, svg } from '../../dom.ts';
import { l10n } from '../../l10n.ts';
import type { Palette } from '../../theme.ts';
import { layOut, type Graph, type LaidOut } from './layout.ts';

/** At most `count` graphs, each within the given size where it is given. */
export function graphView(
  drawing: Drawing,
  palette: Palette,
  limits: { readonly count?: number; readonly width: number; readonly height?: number },
): HTMLElement {
  const graphs = drawing.graphs.slice(0, limits.count ?? drawing.graphs.length);
  return h(
    'div',
    { class: 'graphs' },
    ...graphs.map((graph) => {
      const laid = laidOut(graph);
      const scale = Math.min(1, limits.width / laid.width, (limits.height ?? Infinity) / laid.height);
      const image = svg('svg', {
        width: Math.ceil(laid.width * scale),
        height: Math.ceil(laid.height * scale),
        viewBox: `0 0 ${Math.ceil(laid.width)} ${Math.ceil(laid.height)}`,
        role: 'img',
        'aria-label': inWords(graph),
        'font-family': palette.font,
        'font-size': 11,
      });
      image.innerHTML = marksSvg(graphMarks(laid, palette));
      return h('figure', {}, h('figcaption', {}, graph.title), image);
    }),
  );
}

const layouts = new WeakMap<Graph, LaidOut>();

function laidOut(graph: Graph): LaidOut {
  const known = layouts.get(graph);
  if (known !== undefined) return known;
  const laid = layOut(graph);
  layouts.set(graph, laid);
  return laid;
}

function graphMarks(laid: LaidOut, palette: Palette): Mark[] {
  const marks: Mark[] = [];
  for (const { points } of laid.edges) {
    marks.push({ kind: 'path', d: curve(points), stroke: palette.soft });
    marks.push({ kind: 'path', d: arrow(points), fill: palette.soft });
  }
  for (const node of laid.nodes) {
    const ends = node.kind === 'input' || node.kind === 'output';
    const radius = ends || node.kind === 'merge' ? node.height / 2 : 3;
    marks.push({
      kind: 'path',
      d: roundedBox(node.x - node.width / 2, node.y - node.height / 2, node.width, node.height, radius),
      fill: palette.ground,
      stroke: ends ? palette.axis : node.kind === 'cell' ? palette.focus : palette.soft,
      width: node.kind === 'cell' ? 1.5 : 1,
    });
    const fill = ends ? palette.soft : palette.text;
    marks.push({ kind: 'text', x: node.x, y: node.y + 4, text: node.text, fill, anchor: 'middle' });
  }
  for (const { label } of laid.edges) {
    if (label === undefined) continue;
    const at = { x: label.x, y: label.y + 4 };
    marks.push({ kind: 'text', ...at, text: label.text, fill: palette.text, anchor: 'middle', halo: palette.ground });
  }
  return marks;
}

/** Through the middles of the given points, so that bends are round. */
function curve(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${tidy(first[0])} ${tidy(first[1])}`];
  rest.forEach(([x, y], i) => {
    const next = rest[i + 1];
    if (next === undefined) parts.push(`L${tidy(x)} ${tidy(y)}`);
    else parts.push(`Q${tidy(x)} ${tidy(y)} ${tidy((x + next[0]) / 2)} ${tidy((y + next[1]) / 2)}`);
  });
  return parts.join('');
}

function arrow(points: readonly (readonly [number, number])[]): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (end === undefined || before === undefined) return '';
  const angle = Math.atan2(end[1] - before[1], end[0] - before[0]);
  const corner = (turn: number): string =>
    `${tidy(end[0] - 6 * Math.cos(angle + turn))} ${tidy(end[1] - 6 * Math.sin(angle + turn))}`;
  return `M${tidy(end[0])} ${tidy(end[1])}L${corner(0.45)}L${corner(-0.45)}z`;
}

function roundedBox(x: number, y: number, width: number, height: number, r: number): string {
  const arc = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${tidy(x + r)} ${tidy(y)}h${tidy(width - 2 * r)}${arc(r, r)}v${tidy(height - 2 * r)}${arc(-r, r)}h${tidy(2 * r - width)}${arc(-r, -r)}v${tidy(2 * r - height)}${arc(r, -r)}z`;
}

/** Each node with what it leads to. */
function inWords(graph: Graph): string {
  const label = new Map(graph.nodes.map((node) => [node.id, node.label]));
  const steps = graph.edges
    .slice(0, 60)
    .map(({ from, to, label: via }) => `${label.get(from)} → ${via === undefined ? '' : `${via} → `}${label.get(to)}`);
  return `${graph.title}: ${l10n.t('{0} nodes', graph.nodes.length)}; ${steps.join('; ')}`;
}
