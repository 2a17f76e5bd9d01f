/**
 * Exact number of distinct cells with operators on their nodes, without building a single one: unlabelled structures, and for
 * each the ways to put operators on its nodes up to its symmetries (Burnside's lemma: the mean over the automorphisms of
 * `operators ^ cycles`). For NAS-Bench-101's rule it gives the benchmark's 423,624.
 */
import { automorphismsOf, canonicalForm, type LabelledGraph } from './canonical.ts';

/** A live structure: vertices 0..inputs-1 are the inputs, then `inner` vertices with an operator each, then the output. */
export interface CellStructure {
  readonly inputs: number;
  readonly inner: number;
  /** `[from, to]`, every vertex on a path from an input to the output. Parallel edges count. */
  readonly edges: readonly (readonly [number, number])[];
}

/** More symmetries than these are not listed one by one. */
export const MAX_AUTOMORPHISMS = 50_000;

/**
 * Distinct cells over all structures (repeats and isomorphic ones count once), each inner vertex holding one of `operators`
 * operators, none of them a `none`. Undefined when a structure has more than `MAX_AUTOMORPHISMS` symmetries.
 */
export function countDistinctNodeCells(structures: Iterable<CellStructure>, operators: number): bigint | undefined {
  const steps = distinctNodeCells(structures, operators);
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}

/** The same, with a pause after each structure. */
export function* distinctNodeCells(
  structures: Iterable<CellStructure>,
  operators: number,
): Generator<undefined, bigint | undefined> {
  const seen = new Set<string>();
  let total = 0n;
  for (const structure of structures) {
    yield;
    const graph = asGraph(structure);
    const { certificate } = canonicalForm(graph);
    if (seen.has(certificate)) continue;
    seen.add(certificate);
    const automorphisms = automorphismsOf(graph, MAX_AUTOMORPHISMS);
    if (automorphisms === undefined) return undefined;
    let colourings = 0n;
    for (const images of automorphisms) {
      colourings += BigInt(operators) ** BigInt(cycles(images, structure.inputs, structure.inner));
    }
    total += colourings / BigInt(automorphisms.length);
  }
  return total;
}

function asGraph(structure: CellStructure): LabelledGraph {
  const { inputs, inner } = structure;
  const labels = Array.from({ length: inputs + inner + 1 }, (_, v) =>
    v < inputs ? `input ${v}` : v < inputs + inner ? 'node' : 'output',
  );
  return { labels, edges: structure.edges.map(([from, to]) => [from, to, 0]) };
}

/** Cycles of a permutation among the inner vertices. */
function cycles(images: readonly number[], first: number, inner: number): number {
  const visited = new Set<number>();
  let count = 0;
  for (let v = first; v < first + inner; v++) {
    if (visited.has(v)) continue;
    count++;
    for (let w = v; !visited.has(w); w = images[w] ?? v) visited.add(w);
  }
  return count;
}
