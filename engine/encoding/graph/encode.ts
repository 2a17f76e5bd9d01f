/**
 * Architectures as graph tensors. Equal nodes and equal positions are stored once: the copies of a cell differ by the widths of their stage
 * only, and architectures share their stem and head.
 */
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { PositionGraph, Scalars } from './position-graph.ts';
import { graphSchema, sequenceOf, type GraphSchema } from './schema.ts';

export interface GraphTensors {
  readonly schema: GraphSchema;
  /** Architectures. */
  readonly count: number;
  /** Distinct nodes, `schema.columns.length` numbers each. Row 0 is all zero: no node. */
  readonly rows: Float32Array;
  /** Distinct positions, `schema.nodes` row numbers each. Position 0 has no node: an architecture that is shorter. */
  readonly graphs: Int32Array;
  /** For each distinct position `schema.nodes` squared entries: 1 at [from, to] where the result of `from` enters `to`. */
  readonly edges: Uint8Array;
  /** For each architecture `schema.positions` numbers of distinct positions. */
  readonly sequence: Int32Array;
}

/** What an architecture has beyond the schema's sizes is left out: positions before its last, nodes at a position's end. */
export function encodeGraphs(space: DecisionSpace, architectures: readonly Architecture[]): GraphTensors {
  const schema = graphSchema(space);
  const { nodes: most, positions, sites, operators, columns } = schema;
  const operatorNumber = new Map(operators.map((name, k) => [name, k]));
  const rows: number[][] = [columns.map(() => 0)];
  const rowNumber = new Map<string, number>();
  const byScalars = new WeakMap<Scalars, Map<string, number>>();
  const graphs: Int32Array[] = [new Int32Array(most)];
  const edges: Uint8Array[] = [new Uint8Array(most * most)];
  const graphNumber = new Map<string, number>();

  const numberOfRow = (operator: string, scalars: Scalars): number => {
    const found = byScalars.get(scalars)?.get(operator);
    if (found !== undefined) return found;
    const number = numberByValues(operator, scalars);
    const known = byScalars.get(scalars) ?? new Map<string, number>();
    byScalars.set(scalars, known.set(operator, number));
    return number;
  };
  const numberByValues = (operator: string, scalars: Scalars): number => {
    const key = `${operator} ${scalars.join(' ')}`;
    const known = rowNumber.get(key);
    if (known !== undefined) return known;
    const row = columns.map(() => 0);
    const one = operatorNumber.get(operator);
    if (one !== undefined) row[one] = 1;
    scalars.forEach((value, k) => {
      row[operators.length + k] = (value - (schema.means[k] as number)) / (schema.deviations[k] as number);
    });
    rowNumber.set(key, rows.length);
    return rows.push(row) - 1;
  };
  const numberOfGraph = (graph: PositionGraph): number => {
    const kept = graph.nodes.slice(0, most).map(({ operator, scalars }) => numberOfRow(operator, scalars));
    const links = graph.edges.filter(([from, to]) => from < most && to < most);
    const key = `${kept.join(' ')} | ${links.map(([from, to]) => from * most + to).join(' ')}`;
    const known = graphNumber.get(key);
    if (known !== undefined) return known;
    const filled = new Int32Array(most);
    filled.set(kept);
    const matrix = new Uint8Array(most * most);
    for (const [from, to] of links) matrix[from * most + to] = 1;
    edges.push(matrix);
    graphNumber.set(key, graphs.length);
    return graphs.push(filled) - 1;
  };

  const sequence = new Int32Array(architectures.length * positions);
  architectures.forEach((architecture, a) => {
    // The copies of a cell are the same object: its number is found once.
    const numbers = new Map<PositionGraph, number>();
    const found = sequenceOf(space, sites, architecture);
    const kept = found.length > positions ? [...found.slice(0, positions - 1), ...found.slice(-1)] : found;
    kept.forEach((graph, p) => {
      const number = numbers.get(graph) ?? numberOfGraph(graph);
      numbers.set(graph, number);
      sequence[a * positions + p] = number;
    });
  });
  return {
    schema,
    count: architectures.length,
    rows: Float32Array.from(rows.flat()),
    graphs: joined(graphs, Int32Array),
    edges: joined(edges, Uint8Array),
    sequence,
  };
}

function joined<T extends Int32Array | Uint8Array>(parts: readonly T[], kind: new (length: number) => T): T {
  const length = parts[0]?.length ?? 0;
  const all = new kind(parts.length * length);
  parts.forEach((part, i) => all.set(part, i * length));
  return all;
}
