/**
 * Channels of the vertices of a cell with operators on its nodes and a concatenated output (NAS-Bench-101, Ying et al. 2019).
 *
 * The vertices that feed the output share its channels equally; where that leaves a remainder, the first ones take one channel
 * more each. Every other vertex has as many channels as the widest vertex that it feeds. What is wider than its taker wants is
 * truncated to its first channels; edges from the module's input are 1x1 projections to exactly the channels wanted.
 *
 * "First" must not depend on how the vertices happen to be numbered, else isomorphic cells would differ in parameters. So the
 * vertices are ordered as the benchmark's own generator does, which numbers graphs by their edges: the edge x -> y is bit
 * x + y (y - 1) / 2 of a number, the numbering with the smallest number comes first, ties go to the smallest list of operators.
 * With it the parameters of all 10,000 rows of the table at hand are met exactly.
 */

/** Beyond this many inner vertices the numbering that is given decides: trying all orders would take too long. */
export const MAX_ORDERED_INNER = 8;

/** `adjacency[x][y]` is true where the edge x -> y exists; vertex 0 is the input, the last one the output; x < y. */
export type Adjacency = readonly (readonly boolean[])[];

/**
 * Channels of every vertex: `inputChannels` for vertex 0, `outputChannels` for the last one. All vertices must be on a path from
 * the input to the output. `labels[v]` is the number of vertex v's operator in the order in which the space lists them (the
 * entries of input and output are not read).
 */
export function vertexChannels(
  inputChannels: number,
  outputChannels: number,
  adjacency: Adjacency,
  labels: readonly number[],
): number[] {
  const last = adjacency.length - 1;
  const channels = new Array<number>(adjacency.length).fill(0);
  channels[0] = inputChannels;
  channels[last] = outputChannels;
  const feeders: number[] = [];
  for (let v = 1; v < last; v++) if (adjacency[v]?.[last]) feeders.push(v);
  if (feeders.length === 0) return channels;

  const share = Math.floor(outputChannels / feeders.length);
  let remainder = outputChannels % feeders.length;
  const ordered = remainder === 0 ? feeders : canonicalOrder(adjacency, labels).filter((v) => feeders.includes(v));
  for (const v of ordered) {
    channels[v] = share + (remainder > 0 ? 1 : 0);
    if (remainder > 0) remainder--;
  }
  for (let v = last - 1; v > 0; v--) {
    if (adjacency[v]?.[last]) continue;
    for (let w = v + 1; w < last; w++) {
      if (adjacency[v]?.[w]) channels[v] = Math.max(channels[v] ?? 0, channels[w] ?? 0);
    }
  }
  return channels;
}

/** The inner vertices in the order of the benchmark's generator (see above). */
export function canonicalOrder(adjacency: Adjacency, labels: readonly number[]): number[] {
  const last = adjacency.length - 1;
  const inner = Array.from({ length: Math.max(0, last - 1) }, (_, i) => i + 1);
  if (inner.length > MAX_ORDERED_INNER) return inner;
  let best = inner;
  let bestKey: number[] | undefined;
  const extend = (order: number[], rest: readonly number[]): void => {
    if (rest.length === 0) {
      const key = [...columns([0, ...order, last], adjacency), ...order.map((v) => labels[v] ?? 0)];
      if (bestKey === undefined || lessThan(key, bestKey)) {
        best = order;
        bestKey = key;
      }
      return;
    }
    for (const v of rest) {
      if (rest.some((u) => adjacency[u]?.[v])) continue;
      extend(
        [...order, v],
        rest.filter((u) => u !== v),
      );
    }
  };
  extend([], inner);
  return best;
}

/** The graph's number, its most significant part first: for every vertex from the last one, its predecessors as a bit set. */
function columns(order: readonly number[], adjacency: Adjacency): number[] {
  const sets: number[] = [];
  for (let y = order.length - 1; y > 0; y--) {
    let bits = 0;
    for (let x = 0; x < y; x++) if (adjacency[order[x] ?? 0]?.[order[y] ?? 0]) bits += 2 ** x;
    sets.push(bits);
  }
  return sets;
}

function lessThan(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
