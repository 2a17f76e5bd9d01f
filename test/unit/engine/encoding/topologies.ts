/** Cell topologies built straight from benchmark notations, without a space: what the encoders are tested on. */
import type { CellTopology } from '../../../../dsl/graph/network.ts';
import type { OperatorProfile } from '../../../../engine/encoding/operator-profile.ts';
import { parseDarts, type Genotype } from '../../../../dsl/space/notations/darts.ts';
import { parseNb101 } from '../../../../dsl/space/notations/nb101.ts';
import { parseNb201 } from '../../../../dsl/space/notations/nb201.ts';
import type { Parsed } from '../../../../dsl/space/notations/parsed.ts';

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly operator?: string;
}

/** Vertices: inputs, one an entry of `operators` (undefined where edges carry them), output. Liveness as the contract says. */
export function topology(
  cell: string,
  inputs: readonly string[],
  operators: readonly (string | undefined)[],
  edges: readonly Edge[],
): CellTopology {
  const count = inputs.length + operators.length + 1;
  const open = edges.filter((edge) => edge.operator !== 'none');
  const reached = new Set(inputs.keys());
  const needed = new Set([count - 1]);
  for (const edge of [...open].sort((a, b) => a.to - b.to)) if (reached.has(edge.from)) reached.add(edge.to);
  for (const edge of [...open].sort((a, b) => b.from - a.from)) if (needed.has(edge.to)) needed.add(edge.from);
  const live = (vertex: number): boolean => reached.has(vertex) && needed.has(vertex);
  const names = [...inputs, ...operators.map((_, i) => `v[${i}]`), 'output'];
  return {
    cell,
    inputs,
    vertices: names.map((name, i) => ({
      name,
      operator: operators[i - inputs.length],
      merge: 'sum',
      live: live(i),
    })),
    edges: edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      operator: edge.operator,
      live: edge.operator !== 'none' && live(edge.from) && live(edge.to),
    })),
    output: { merge: 'sum' },
  };
}

/** The last node goes to the output, as `output last` makes it. */
export function nb201Topology(text: string): CellTopology {
  const nodes = valueOf(parseNb201(text));
  const edges: Edge[] = nodes.flatMap((node, i) => node.map((operator, from) => ({ from, to: i + 1, operator })));
  edges.push({ from: nodes.length, to: nodes.length + 1 });
  return topology('Cell', ['x'], new Array(nodes.length).fill(undefined), edges);
}

export function nb101Topology(vertices: string, adjacency: string, operators: string): CellTopology {
  const cell = valueOf(parseNb101(vertices, adjacency, operators));
  const edges = cell.sources.flatMap((sources, i) => sources.map((from) => ({ from, to: i + 1 })));
  return topology('Module', ['x'], cell.operators, edges);
}

export function dartsTopologies(text: string): readonly CellTopology[] {
  const { normal, reduce } = valueOf(parseDarts(text));
  return [dartsTopology('Normal', normal), dartsTopology('Reduce', reduce)];
}

function dartsTopology(name: string, genotype: Genotype): CellTopology {
  const output = genotype.length + 2;
  const edges: Edge[] = genotype.flatMap((node, i) => node.map((edge) => ({ ...edge, to: i + 2 })));
  for (let i = 0; i < genotype.length; i++) edges.push({ from: i + 2, to: output });
  return topology(name, ['prev2', 'prev1'], new Array(genotype.length).fill(undefined), edges);
}

function valueOf<T>(parsed: Parsed<T>): T {
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.value;
}

const base = { identity: false, weighted: true, growth: 2, positions: 9, passes: undefined };

export const nb201Profiles: readonly OperatorProfile[] = [
  { name: 'skip_connect', identity: true, weighted: false, growth: 0, positions: 0, passes: 1 },
  { ...base, name: 'nor_conv_1x1', growth: 0, positions: 1 },
  { ...base, name: 'nor_conv_3x3' },
  { ...base, name: 'avg_pool_3x3', weighted: false, positions: 0, passes: 1 / 3 },
];

export const nb101Profiles: readonly OperatorProfile[] = [
  { ...base, name: 'conv3x3-bn-relu' },
  { ...base, name: 'conv1x1-bn-relu', growth: 0, positions: 1 },
  { ...base, name: 'maxpool3x3', weighted: false, positions: 0, passes: 0.7 },
];

export const dartsProfiles: readonly OperatorProfile[] = [
  { ...base, name: 'max_pool_3x3', weighted: false, positions: 0, passes: 0.7 },
  { ...base, name: 'avg_pool_3x3', weighted: false, positions: 0, passes: 1 / 3 },
  { name: 'skip_connect', identity: true, weighted: false, growth: 0, positions: 0, passes: 1 },
  { ...base, name: 'sep_conv_3x3', growth: 4, positions: 20 },
  { ...base, name: 'sep_conv_5x5', growth: 8, positions: 52 },
  { ...base, name: 'dil_conv_3x3', growth: 4, positions: 10 },
  { ...base, name: 'dil_conv_5x5', growth: 8, positions: 26 },
];
