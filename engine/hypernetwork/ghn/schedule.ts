/** When the nodes of a cell are visited: a few at a time, each after everything that it reads. */
import type { GhnGraph } from './graph.ts';

/** Nodes visited together at most. */
export const ABREAST = 4;

/** The slot of each node of a cell, in the cell's order: step * ABREAST + place. */
export function slotsOf({ nodes }: GhnGraph, cell: readonly number[]): number[] {
  const stepOf = new Map<number, number>();
  const filled: number[] = [];
  return cell.map((node) => {
    let step = 0;
    for (const input of nodes[node]?.inputs ?? []) step = Math.max(step, (stepOf.get(input) ?? -1) + 1);
    while ((filled[step] ?? 0) >= ABREAST) step++;
    const place = filled[step] ?? 0;
    filled[step] = place + 1;
    stepOf.set(node, step);
    return step * ABREAST + place;
  });
}
