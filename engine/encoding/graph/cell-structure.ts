/**
 * The live part of a decided cell as nodes and edges, before shapes: operators are nodes wherever the space puts them, a merge of one value is
 * passed through, what leads nowhere is left out. Copies of a cell share it.
 */
import type { CellTopology } from '../../../dsl/graph/network.ts';

export interface CellStructure {
  /** A node each, in topological order: see `nodeKind`. */
  readonly kinds: readonly string[];
  readonly edges: readonly (readonly [number, number])[];
}

/** Operator and whether it reads what enters the cell: where the cell reduces, these are the ones that stride. */
export function nodeKind(operator: string, readsInput: boolean): string {
  return readsInput ? `${operator} at input` : operator;
}

/** The operator of a kind. */
export function operatorOfKind(kind: string): string {
  return kind.endsWith(' at input') ? kind.slice(0, -' at input'.length) : kind;
}

export function inputKind(input: number): string {
  return `input ${input}`;
}

/** A cell of which nothing is live is one `none`. */
export function cellStructure({ inputs, vertices, edges, output }: CellTopology): CellStructure {
  const kinds: string[] = [];
  const links: [number, number][] = [];
  const add = (kind: string, sources: readonly number[]): number => {
    kinds.push(kind);
    const node = kinds.length - 1;
    for (const source of new Set(sources)) links.push([source, node]);
    return node;
  };
  // Where the value of each vertex comes from: its node, or those that it passes on.
  const value = new Map<number, number>();
  vertices.forEach((vertex, v) => {
    if (!vertex.live) return;
    if (v < inputs.length) {
      value.set(v, add(inputKind(v), []));
      return;
    }
    const sources: number[] = [];
    let readsInput = false;
    for (const edge of edges) {
      const source = edge.live && edge.to === v ? value.get(edge.from) : undefined;
      if (source === undefined) continue;
      const enters = edge.from < inputs.length;
      readsInput ||= enters;
      sources.push(edge.operator === undefined ? source : add(nodeKind(edge.operator, enters), [source]));
    }
    const isLast = v === vertices.length - 1;
    let merged: number | undefined = sources[0];
    if (sources.length > 1) merged = add(isLast ? output.merge : vertex.merge, sources);
    if (vertex.operator !== undefined && merged !== undefined)
      merged = add(nodeKind(vertex.operator, readsInput && sources.length === 1), [merged]);
    if (merged !== undefined) value.set(v, merged);
  });
  if (kinds.length === 0) add('none', []);
  return { kinds, edges: links };
}
