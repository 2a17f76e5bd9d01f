/** Graph tensors of some architectures as dense numbers, the form that programs are fed with. */
import type { GraphTensors } from './encode.ts';

export interface DenseGraphs {
  /** [count, positions, nodes, columns], zero where there is no node. */
  readonly features: Float32Array;
  /** [count, positions, nodes, nodes]: 1 at [from, to]. */
  readonly edges: Float32Array;
  /** [count, positions, nodes]: 1 for a node. */
  readonly mask: Float32Array;
}

/** In the order of `which`; a number may recur. */
export function denseGraphs(
  { schema, rows, graphs, edges, sequence }: GraphTensors,
  which: ArrayLike<number>,
): DenseGraphs {
  const { positions, nodes, columns } = schema;
  const [width, square] = [columns.length, nodes * nodes];
  const dense = {
    features: new Float32Array(which.length * positions * nodes * width),
    edges: new Float32Array(which.length * positions * square),
    mask: new Float32Array(which.length * positions * nodes),
  };
  for (let i = 0; i < which.length; i++) {
    for (let p = 0; p < positions; p++) {
      const place = i * positions + p;
      const graph = sequence[(which[i] as number) * positions + p] as number;
      if (graph === 0) continue;
      dense.edges.set(edges.subarray(graph * square, (graph + 1) * square), place * square);
      for (let n = 0; n < nodes; n++) {
        const row = graphs[graph * nodes + n] as number;
        if (row === 0) continue;
        dense.mask[place * nodes + n] = 1;
        dense.features.set(rows.subarray(row * width, (row + 1) * width), (place * nodes + n) * width);
      }
    }
  }
  return dense;
}
