/**
 * What surrounds the cells, and networks without cells, as a graph to be drawn: blocks and cells as one node each, with what was decided for them, the
 * rest operator by operator; what repeats is drawn once, with how often.
 */
import type { Network, OperatorNode } from '../../../dsl/graph/network.ts';
import { showShape } from '../../../dsl/graph/shape.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { DrawnGraph, DrawnNode } from './draw-cell.ts';

/** A node of the chain before repeats are folded. */
interface Part {
  readonly key: string;
  readonly label: string;
  readonly kind: DrawnNode['kind'];
  /** Keys of the parts that it reads. */
  readonly sources: Set<string>;
  /** Of what it gives. */
  shape: string;
  times: number;
}

export function drawChain(space: DecisionSpace, architecture: Architecture, network: Network): DrawnGraph {
  const parts = partsOf(space, architecture, network);
  const folded = fold(parts);
  const ids = new Map<string, string>();
  const nodes: DrawnNode[] = folded.map(({ label, kind, times, keys }, i) => {
    for (const key of keys) ids.set(key, `n${i}`);
    return { id: `n${i}`, label: times > 1 ? `${label} x${times}` : label, kind };
  });
  const seen = new Set<string>();
  const edges = folded.flatMap(({ sources }, i) =>
    [...sources].flatMap((source) => {
      const [from, to] = [ids.get(source), `n${i}`];
      if (from === undefined || from === to || seen.has(`${from} ${to}`)) return [];
      seen.add(`${from} ${to}`);
      return [{ from, to, label: undefined }];
    }),
  );
  const last = nodes.at(-1);
  if (last !== undefined) {
    const shape = network.nodes[network.output]?.shape;
    nodes.push({ id: 'output', label: `output ${shape === undefined ? '' : showShape(shape)}`.trim(), kind: 'output' });
    edges.push({ from: ids.get(keyOf(network, network.output)) ?? last.id, to: 'output', label: undefined });
  }
  (network.exits ?? []).forEach((exit, i) => {
    const id = `exit${i + 1}`;
    nodes.push({ id, label: `exit ${i + 1}`, kind: 'output' });
    const from = ids.get(keyOf(network, exit));
    if (from !== undefined) edges.push({ from, to: id, label: undefined });
  });
  return { title: network.space, nodes, edges };
}

function partsOf(space: DecisionSpace, architecture: Architecture, network: Network): Part[] {
  const cells = new Map(network.cells.map((cell) => [cell.path, cell]));
  const decided = decisionsByOwner(space, architecture);
  const parts = new Map<string, Part>();
  network.nodes.forEach((node, i) => {
    const key = keyOf(network, i);
    let part = parts.get(key);
    if (part === undefined) {
      const cell = cells.get(key);
      const [label, kind] =
        node.role === 'input'
          ? ([`input ${showShape(node.shape)}`, 'input'] as const)
          : cell !== undefined
            ? ([
                `${cell.topology.cell}(out: ${cell.width}${cell.stride > 1 ? `, stride: ${cell.stride}` : ''})`,
                'cell',
              ] as const)
            : key.startsWith('@')
              ? ([operatorLabel(node), node.role === 'merge' ? 'merge' : 'operator'] as const)
              : ([blockLabel(key, decided), 'cell'] as const);
      parts.set(key, (part = { key, label, kind, sources: new Set(), shape: '', times: 1 }));
    }
    part.shape = showShape(node.shape);
    for (const input of node.inputs) {
      const source = keyOf(network, input);
      if (source !== key) part.sources.add(source);
    }
  });
  return [...parts.values()];
}

/** The block or cell, outermost, that a node stands in, by its path; a node outside of them is one of its own, `@12`. */
function keyOf({ nodes }: Network, index: number): string {
  const path = nodes[index]?.path.split('.') ?? [];
  // `network.stages[0].repeat[1].MBConv.conv1x1`: what has a number is a statement of the network, the first that has none is used by it.
  const at = path.findIndex((segment, i) => i > 0 && !segment.endsWith(']'));
  return at < 0 || at === path.length - 1 ? `@${index}` : path.slice(0, at + 1).join('.');
}

/** Parts in a row that look alike and give the same shape become one. */
function fold(parts: readonly Part[]): (Part & { readonly keys: readonly string[] })[] {
  const folded: (Part & { keys: string[] })[] = [];
  for (const part of parts) {
    const last = folded.at(-1);
    const follows = last !== undefined && part.sources.has(last.keys.at(-1) ?? '');
    const isAlike = last?.label === part.label && last.kind === part.kind && last.shape === part.shape;
    if (last !== undefined && follows && isAlike) {
      last.times++;
      last.keys.push(part.key);
      for (const source of part.sources) last.sources.add(source);
    } else folded.push({ ...part, sources: new Set(part.sources), keys: [part.key] });
  }
  return folded;
}

/** What was decided, by the path of the block that it belongs to. */
function decisionsByOwner(space: DecisionSpace, architecture: Architecture): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  space.decisions.forEach(({ path }, d) => {
    const value = space.alternative(architecture, d);
    if (value === undefined) return;
    const segments = path.split('.');
    const at = segments.findIndex((segment, i) => i > 0 && !segment.endsWith(']'));
    if (at < 0 || at === segments.length - 1) return;
    const owner = segments.slice(0, at + 1).join('.');
    owners.set(owner, [...(owners.get(owner) ?? []), `${segments.slice(at + 1).join('.')}: ${value}`]);
  });
  return owners;
}

function blockLabel(key: string, decided: ReadonlyMap<string, readonly string[]>): string {
  const name = key.slice(key.lastIndexOf('.') + 1).replace(/#\d+$/, '');
  const values = decided.get(key);
  return values === undefined ? name : `${name}(${values.join(', ')})`;
}

/** The attributes that tell networks apart; the rest is how the operator is made. */
const SHOWN = ['k', 'out', 'stride', 'heads', 'hidden'];

function operatorLabel({ operator, attributes }: OperatorNode): string {
  const shown = SHOWN.flatMap((name) => {
    const value = attributes[name];
    return value === undefined || (name === 'stride' && value === 1) ? [] : [`${name}: ${String(value)}`];
  });
  return shown.length === 0 ? operator : `${operator}(${shown.join(', ')})`;
}
