/** NAS-Bench-101 (Ying et al. 2019) by hand: cells from the table's columns, networks in the way of the paper. */
import type { CellTopology, Network } from '../../../../dsl/graph/network.ts';
import { vertexChannels, type Adjacency } from '../../../../dsl/graph/nasbench101-channels.ts';
import { channelsOf, image } from '../../../../dsl/graph/shape.ts';
import type { Random } from '../../../../dsl/random.ts';
import { assemble, chain, merge, network, shapeAt, type Assembly, type Step } from './assemble.ts';

export interface Cell {
  readonly adjacency: Adjacency;
  /** Operator of every vertex: 0 conv3x3, 1 conv1x1, 2 maxpool3x3; -1 for input and output. */
  readonly labels: readonly number[];
}

export const OPERATORS = ['conv3x3_bn_relu', 'conv1x1_bn_relu', 'maxpool3x3'] as const;

/** `adj`: the upper triangle row by row; `ops`: a digit for every inner vertex. */
export function cellOf(vertices: number, adj: string, ops: string): Cell {
  let bit = 0;
  const adjacency = Array.from({ length: vertices }, (_, from) =>
    Array.from({ length: vertices }, (_, to) => to > from && adj[bit++] === '1'),
  );
  return { adjacency, labels: [-1, ...Array.from(ops, Number), -1] };
}

/** The same cell with its vertices in another order; `order[new]` is the old number. */
export function renumbered(cell: Cell, order: readonly number[]): Cell {
  return {
    adjacency: order.map((from) => order.map((to) => cell.adjacency[from]?.[to] === true)),
    labels: order.map((v) => cell.labels[v] ?? -1),
  };
}

/** From a row of a table with the columns `vertices`, `adj` and `ops`. */
export function cellOfRow(row: Record<string, string>): Cell {
  return cellOf(Number(row['vertices']), row['adj'] ?? '', row['ops'] ?? '');
}

/** A random order of the vertices in which every edge still points forwards. */
export function randomOrder(cell: Cell, random: Random): number[] {
  const order: number[] = [];
  const rest = new Set(cell.labels.keys());
  while (rest.size > 0) {
    const free = [...rest].filter((v) => ![...rest].some((u) => cell.adjacency[u]?.[v]));
    const chosen = free[random.int(free.length)] ?? 0;
    order.push(chosen);
    rest.delete(chosen);
  }
  return order;
}

export function topologyOf(cell: Cell): CellTopology {
  const last = cell.labels.length - 1;
  const edges: CellTopology['edges'][number][] = [];
  cell.adjacency.forEach((row, from) =>
    row.forEach((present, to) => {
      if (present) edges.push({ from, to, operator: undefined, live: true });
    }),
  );
  return {
    cell: 'Module',
    inputs: ['x'],
    vertices: cell.labels.map((label, v) => ({
      name: String(v),
      operator: OPERATORS[label],
      merge: v === last ? 'concat' : 'sum',
      live: true,
    })),
    edges,
    output: { merge: 'concat' },
  };
}

const project = (k: number, out: number): Step[] => [['conv', { k, out }], ['batchnorm'], ['relu']];

function module(assembly: Assembly, input: number, out: number, cell: Cell): number {
  const last = cell.labels.length - 1;
  const channels = vertexChannels(channelsOf(shapeAt(assembly, input)), out, cell.adjacency, cell.labels);
  const results: number[] = [input];
  const projection = (to: number): number[] => {
    const width = channels[to] ?? 0;
    return cell.adjacency[0]?.[to]
      ? [chain(assembly, `nasbench101 projection ${width}`, input, project(1, width))]
      : [];
  };
  for (let v = 1; v < last; v++) {
    const width = channels[v] ?? 0;
    const terms = projection(v);
    for (let u = 1; u < v; u++) {
      const from = results[u] ?? 0;
      if (!cell.adjacency[u]?.[v]) continue;
      const wide = channels[u] !== width;
      terms.push(
        wide ? chain(assembly, `nasbench101 slice ${width}`, from, [['slice_channels', { out: width }]]) : from,
      );
    }
    const label = cell.labels[v];
    const steps: Step[] = label === 2 ? [['maxpool', { k: 3 }]] : project(label === 0 ? 3 : 1, width);
    results.push(chain(assembly, `nasbench101 op ${label} ${width}`, merge(assembly, 'sum', terms), steps));
  }
  const feeders = results.filter((_, v) => v > 0 && cell.adjacency[v]?.[last]);
  const ends = feeders.length > 0 ? [merge(assembly, 'concat', feeders)] : [];
  return merge(assembly, 'sum', [...ends, ...projection(last)]);
}

export function networkOf(cell: Cell): Network {
  const assembly = assemble(image(3, 32, 32));
  let at = chain(assembly, 'nasbench101 stem', 0, project(3, 128));
  for (const channels of [128, 256, 512]) {
    if (channels > 128) at = chain(assembly, 'nasbench101 down', at, [['maxpool', { k: 2, stride: 2 }]]);
    for (let i = 0; i < 3; i++) at = module(assembly, at, channels, cell);
  }
  return network(assembly, chain(assembly, 'nasbench101 head', at, [['global_avgpool'], ['linear', { out: 10 }]]));
}
