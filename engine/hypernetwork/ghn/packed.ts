/**
 * Graphs side by side as a program wants them: every cell of every graph is a row, every node has a slot in its row. Sizes are rounded up, so that a
 * few compiled programs serve all graphs.
 */
import { FEATURES, placesOf, writeFeatures, type NodePlace } from './features.ts';
import type { GhnGraph } from './graph.ts';
import { hopsWithin } from './hops.ts';
import type { GhnOptions } from './options.ts';
import { ABREAST, slotsOf } from './schedule.ts';

/** Rows and slots of a program. */
export interface PackedSize {
  readonly rows: number;
  readonly slots: number;
}

export interface PackedGraphs extends PackedSize {
  readonly graphs: readonly GhnGraph[];
  /** [rows, slots, FEATURES] */
  readonly features: Float32Array;
  /** [rows, slots]: 1 / nodes of the row where there is a node. */
  readonly shares: Float32Array;
  /** [rows, slots, slots, kinds]: what slot i hears from slot j ahead of it: 1 along an edge; over a virtual edge 1 / hops. */
  readonly ahead: Float32Array;
  /** The same, from the slots after it. */
  readonly back: Float32Array;
  /** [rows * slots, rows]: shares of the rows whose results a slot reads. */
  readonly entering: Float32Array;
  /** [rows, POSITIONS]: 1 at the number of the cell along its network, the last for all beyond. */
  readonly places: Float32Array;
  /** Row and slot of every node of every graph, as row * slots + slot. */
  readonly slotOf: readonly (readonly number[])[];
}

/** Cells along a network that have units of their own where they do not share one. */
export const POSITIONS = 16;

/** Edges, and virtual edges where there are any. */
export const kindsOf = ({ virtualEdges }: Pick<GhnOptions, 'virtualEdges'>): 1 | 2 => (virtualEdges > 1 ? 2 : 1);

export function packed(graphs: readonly GhnGraph[], options: GhnOptions): PackedGraphs {
  const sequential = options.form === 'sequential';
  const cells = graphs.flatMap((graph, g) => graph.cells.map((cell, place) => ({ graph, g, cell, place })));
  const placed = cells.map(({ graph, cell }) => (sequential ? slotsOf(graph, cell) : cell.map((_, i) => i)));
  const most = Math.max(...placed.map((slots) => Math.max(...slots) + 1));
  const rows = roundedUp(cells.length, 4);
  const slots = sequential ? ABREAST * roundedUp(Math.ceil(most / ABREAST), 4) : roundedUp(most, 32);
  const kinds = kindsOf(options);
  const features = new Float32Array(rows * slots * FEATURES);
  const shares = new Float32Array(rows * slots);
  const ahead = new Float32Array(rows * slots * slots * kinds);
  const back = new Float32Array(ahead.length);
  const entering = new Float32Array(rows * slots * rows);
  const places = new Float32Array(rows * POSITIONS);
  const slotOf = graphs.map((graph) => new Array<number>(graph.nodes.length).fill(0));
  const rowOf = graphs.map((): number[] => []);
  const nodePlaces = graphs.map(placesOf);
  cells.forEach(({ graph, g, cell, place }, row) => {
    rowOf[g]?.push(row);
    places[row * POSITIONS + Math.min(place, POSITIONS - 1)] = 1;
    cell.forEach((node, i) => {
      const at = row * slots + (placed[row]?.[i] as number);
      (slotOf[g] as number[])[node] = at;
      shares[at] = 1 / cell.length;
      const own = graph.nodes[node] as GhnGraph['nodes'][number];
      writeFeatures(graph, own, nodePlaces[g]?.[node] as NodePlace, options.shapeEmbedding, features, at * FEATURES);
    });
  });
  cells.forEach(({ graph, g, cell }, row) => {
    const slot = (node: number): number => (slotOf[g]?.[node] as number) - row * slots;
    for (const { from, to, hops } of hopsWithin(graph, cell, Math.max(1, options.virtualEdges))) {
      const kind = hops > 1 ? 1 : 0;
      ahead[((row * slots + slot(to)) * slots + slot(from)) * kinds + kind] = 1 / hops;
      back[((row * slots + slot(from)) * slots + slot(to)) * kinds + kind] = 1 / hops;
    }
    for (const node of cell) {
      const outside = new Set(graph.nodes[node]?.inputs.map((input) => graph.nodes[input]?.cell as number));
      outside.delete(graph.nodes[node]?.cell as number);
      for (const other of outside) {
        entering[(row * slots + slot(node)) * rows + (rowOf[g]?.[other] as number)] = 1 / outside.size;
      }
    }
  });
  return { rows, slots, graphs, features, shares, ahead, back, entering, places, slotOf };
}

/** To a multiple of `unit`, and beyond eight of them to one of four units. */
function roundedUp(size: number, unit: number): number {
  const coarse = size > 8 * unit ? 4 * unit : unit;
  return Math.ceil(size / coarse) * coarse;
}
