/** How far nodes of a cell are from each other along the edges, within the cell. */
import type { GhnGraph } from './graph.ts';

export interface Hop {
  /** Nodes, by their numbers in the graph. */
  readonly from: number;
  readonly to: number;
  /** Edges of the shortest path. */
  readonly hops: number;
}

/** Every pair with a path of at most `limit` edges. */
export function hopsWithin({ nodes }: GhnGraph, cell: readonly number[], limit: number): Hop[] {
  const own = new Set(cell);
  /** For every node, those before it with their distance. */
  const before = new Map<number, Map<number, number>>();
  const result: Hop[] = [];
  for (const to of cell) {
    const distances = new Map<number, number>();
    const offer = (from: number, hops: number): void => {
      if (hops <= limit && hops < (distances.get(from) ?? Infinity)) distances.set(from, hops);
    };
    for (const input of nodes[to]?.inputs ?? []) {
      if (!own.has(input)) continue;
      offer(input, 1);
      for (const [from, hops] of before.get(input) ?? []) offer(from, hops + 1);
    }
    before.set(to, distances);
    for (const [from, hops] of distances) result.push({ from, to, hops });
  }
  return result;
}
