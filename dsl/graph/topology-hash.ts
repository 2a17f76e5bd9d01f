/**
 * Canonical hash of a decided cell: cells whose live graphs are isomorphic share it, all others differ.
 *
 * The live graph is what the cell computes, with every operator as an instance that holds its own weights:
 * - `none` and all that it cuts off is absent; inputs are told apart by their position;
 * - `skip` is no operator: it stands for the value itself;
 * - sums (and other merges) take their inputs in any order; a sum that flows into a sum is part of it; a merge of one value is
 *   that value; merges of the same values are the same value.
 *
 * So two operators that read the same value stay two, unlike in the expression of NAS-Bench-201 (topology-expression.ts).
 */
import { canonicalForm, type LabelledGraph } from './canonical.ts';
import { digest } from './digest.ts';
import type { CellEdge, CellTopology } from './network.ts';

export interface TopologyOptions {
  /**
   * The instance reduces: what leaves its inputs is resampled, so that a `skip` from an input is an operator with weights.
   * Default: false.
   */
  readonly strided?: boolean;
}

/** Operators that pass a value through unchanged at stride 1 and equal width. */
const PASS_THROUGH: ReadonlySet<string> = new Set(['skip', 'identity']);

export function isPassThrough(operator: string | undefined): boolean {
  return operator === undefined || PASS_THROUGH.has(operator);
}

const plain = new WeakMap<CellTopology, string>();
const strided = new WeakMap<CellTopology, string>();

/** 32 hex digits. Kept with the topology object, so asking again is free. */
export function topologyHash(topology: CellTopology, options: TopologyOptions = {}): string {
  const memo = options.strided === true ? strided : plain;
  let hash = memo.get(topology);
  if (hash === undefined) {
    hash = digest(canonicalForm(liveGraph(topology, options)).certificate);
    memo.set(topology, hash);
  }
  return hash;
}

/**
 * The live graph of a cell in the sense above: operators, merges and inputs as vertices, the last one is the output. An operator
 * with several edges reads the sum of their sources.
 */
export function liveGraph(topology: CellTopology, options: TopologyOptions = {}): LabelledGraph {
  const labels: string[] = [];
  const sources: (readonly number[])[] = [];
  const made = new Map<string, number>();
  const add = (label: string, inputs: readonly number[]): number => {
    labels.push(label);
    sources.push(inputs);
    return labels.length - 1;
  };
  /** A merge holds no weights, so equal merges are one. */
  const merge = (kind: string, inputs: readonly number[]): number => {
    const [only] = inputs;
    if (only !== undefined && inputs.length === 1) return only;
    const key = `${kind} ${[...inputs].sort((a, b) => a - b).join()}`;
    let vertex = made.get(key);
    if (vertex === undefined) made.set(key, (vertex = add(`merge ${kind}`, inputs)));
    return vertex;
  };

  const { vertices, output } = topology;
  const inputCount = topology.inputs.length;
  const last = vertices.length - 1;
  const incoming: CellEdge[][] = vertices.map(() => []);
  for (const edge of topology.edges) if (edge.live) incoming[edge.to]?.push(edge);
  const resampled = (edge: CellEdge): boolean =>
    options.strided === true && edge.from < inputCount && edge.operator !== undefined;
  // Widths in a cell with operators on its nodes and a concatenated output depend on which nodes it has, skips included.
  const contractNodes = output.merge !== 'concat';
  /** The terms whose sum is the vertex's value; none where it is cut off. */
  const values: (readonly number[])[] = [];

  vertices.forEach((vertex, v) => {
    if (v < inputCount) {
      values.push([add(`input ${v}`, [])]);
      return;
    }
    const kind = v === last ? output.merge : vertex.merge;
    const terms: number[] = [];
    for (const edge of incoming[v] ?? []) {
      const from = values[edge.from] ?? [];
      if (from.length === 0) continue;
      if (!isPassThrough(edge.operator) || resampled(edge)) terms.push(add(edge.operator ?? '', from));
      else if (kind === 'sum') terms.push(...from);
      else terms.push(merge('sum', from));
    }
    const value = terms.length === 0 || kind === 'sum' ? terms : [merge(kind, terms)];
    const through = vertex.operator === undefined || (contractNodes && isPassThrough(vertex.operator));
    values.push(through || value.length === 0 ? value : [add(vertex.operator ?? '', value)]);
  });
  add('the output', values[last] ?? []);
  return reachable(labels, sources);
}

/** Keeps what the last vertex depends on. */
function reachable(labels: readonly string[], sources: readonly (readonly number[])[]): LabelledGraph {
  const places = new Array<number>(labels.length).fill(-1);
  places[labels.length - 1] = 0;
  for (let v = labels.length - 1; v >= 0; v--) {
    if (places[v] === 0) for (const source of sources[v] ?? []) places[source] = 0;
  }
  const keptLabels: string[] = [];
  const edges: [number, number, number][] = [];
  labels.forEach((label, v) => {
    if (places[v] !== 0) return;
    places[v] = keptLabels.length;
    for (const source of sources[v] ?? []) edges.push([places[source] ?? 0, keptLabels.length, 0]);
    keptLabels.push(label);
  });
  return { labels: keptLabels, edges };
}
