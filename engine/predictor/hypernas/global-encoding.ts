/**
 * The encoder of HyperNAS (arXiv 2509.18151): a bidirectional graph convolution shared by all positions, run from the stem to the head, with the
 * embedding of what came before added to every node. All members of an ensemble run side by side: the first axis of every weight is the member.
 */
import {
  add,
  concat,
  constant,
  div,
  expandDims,
  input,
  matmul,
  max,
  mean,
  mul,
  relu,
  reshape,
  slice,
  stack,
  sub,
  sum,
  transpose,
  type Tensor,
} from '../../compute/index.ts';
import type { Declare } from '../../hypernetwork/declare.ts';
import type { GraphSchema } from '../../encoding/graph/schema.ts';

/**
 * How a position knows where it stands. `global`: z(i-1) is added to its nodes; `position`: a learned vector for each position is; `none`: it does
 * not.
 */
export const placements = ['global', 'position', 'none'] as const;
export type Placement = (typeof placements)[number];

export interface EncoderShape {
  readonly schema: GraphSchema;
  /** Members of the ensemble. */
  readonly members: number;
  /** Width of the embeddings. */
  readonly hidden: number;
  /** Graph convolutions at each position. */
  readonly layers: number;
  readonly placement: Placement;
}

/** Fed for a batch of `count` architectures, in the layout of `denseGraphs`. */
export interface GraphInputs {
  readonly features: Tensor;
  readonly edges: Tensor;
  readonly mask: Tensor;
}

export interface Encoding {
  /** h: [members, count, hidden]. */
  readonly whole: Tensor;
  /** For each position its nodes' embeddings: [members, count, sizes[p], hidden]. */
  readonly nodes: readonly Tensor[];
}

export function graphInputs(schema: GraphSchema, count: number): GraphInputs {
  const { positions, nodes, columns } = schema;
  return {
    features: input('features', [count, positions, nodes, columns.length]),
    edges: input('edges', [count, positions, nodes, nodes]),
    mask: input('mask', [count, positions, nodes]),
  };
}

/**
 * The first convolution of all positions is one product: rows of E sum to one, so E (X We + z) W = (E X) We W + z W, where only z has to wait for
 * the position before. Copies of a cell at equal widths share it.
 */
export function globalEncoding(inputs: GraphInputs, shape: EncoderShape, declare: Declare): Encoding {
  const { schema, members, hidden, layers, placement } = shape;
  const { mask } = inputs;
  const [count, positions] = [mask.shape[0] as number, schema.positions];
  const originals = originalPositions(schema);
  const sites = [...new Set(originals)];
  const at = (x: Tensor, p: number): Tensor => slice(x, [0, p, 0, 0], [count, 1, ...x.shape.slice(2)]);
  const edges = concat(sites.map((p) => at(inputs.edges, p)), 1); // prettier-ignore
  // Along the edges and against them side by side, on axis 0.
  const both = stack([averaging(transpose(edges, [0, 1, 3, 2])), averaging(edges)], 0);
  const [convolution, ...others] = Array.from(
    { length: layers },
    (_, layer) =>
    reshape(declare(`layer${layer}`, [members * 2, hidden, hidden], Math.sqrt(4 / hidden)), [members, 2, hidden, hidden]), // prettier-ignore
  ) as [Tensor, ...Tensor[]];
  const sourcesAt = (site: number): Tensor => {
    const size = schema.sizes[sites[site] as number] as number;
    return reshape(slice(both, [0, 0, site, 0, 0], [2, count, 1, size, size]), [1, 2, count, size, size]);
  };
  const embed = embedding(shape, convolution, declare);
  const sources = sites.map((_, site) => sourcesAt(site));
  const first = sites.map((p, site) => embed(at(inputs.features, p), sources[site] as Tensor));
  const places = placement === 'position' ? declare('places', [members, positions, hidden], 0.1) : undefined;

  const nodes: Tensor[] = [];
  const pooled: Tensor[] = [];
  let before: Tensor | undefined;
  for (let p = 0; p < positions; p++) {
    const size = schema.sizes[p] as number;
    const site = sites.indexOf(originals[p] as number);
    let wide = first[site] as Tensor;
    const place = places === undefined ? before : slice(places, [0, p, 0], [members, 1, hidden]);
    if (place !== undefined) wide = add(wide, expandDims(matmul(expandDims(place, 1), convolution), 3));
    let v = mean(relu(wide), [1]);
    for (const weight of others) {
      const gathered = reshape(matmul(sources[site] as Tensor, expandDims(v, 1)), [members, 2, count * size, hidden]);
      v = mean(reshape(relu(matmul(gathered, weight)), [members, 2, count, size, hidden]), [1]);
    }
    nodes.push(v);
    const own = slice(mask, [0, p, 0], [count, 1, size]);
    const live = reshape(own, [1, count, size, 1]);
    const z = div(sum(mul(v, live), [2]), max(sum(live, [2]), 1));
    pooled.push(z);
    if (placement !== 'global') continue;
    // Where an architecture has no such position, what came before is passed on.
    const there = reshape(slice(own, [0, 0, 0], [count, 1, 1]), [1, count, 1]);
    before = before === undefined ? z : add(mul(z, there), mul(before, sub(1, there)));
  }
  // A position's first node is there if any is.
  const there = reshape(slice(mask, [0, 0, 0], [count, positions, 1]), [1, count, positions]);
  const total = sum(mul(stack(pooled, 2), expandDims(there, 3)), [2]);
  return { whole: div(total, max(expandDims(sum(there, [2]), 2), 1)), nodes };
}

/**
 * The first convolution before z and the ReLU, (E X) We W and its transposed counterpart: from a position's features [count, 1, nodes, columns] and
 * sources [1, 2, count, size, size] to [members, 2, count, size, hidden].
 */
function embedding(
  { schema, members, hidden }: EncoderShape,
  convolution: Tensor,
  declare: Declare,
): (features: Tensor, sources: Tensor) => Tensor {
  const width = schema.columns.length;
  const embed = expandDims(declare('embed.weight', [members, width, hidden], Math.sqrt(1 / width)), 1);
  const shift = expandDims(declare('embed.shift', [members, 1, hidden], 0), 1);
  const [weight, added] = [matmul(embed, convolution), matmul(shift, convolution)];
  return (features, sources) => {
    const [count, size] = [features.shape[0] as number, sources.shape[4] as number];
    const own = reshape(slice(features, [0, 0, 0, 0], [count, 1, size, width]), [1, 1, count, size, width]);
    const gathered = reshape(matmul(sources, own), [1, 2, count * size, width]);
    return reshape(add(matmul(gathered, weight), added), [members, 2, count, size, hidden]);
  };
}

/** For each position the first one that has the same graph in every architecture: itself, unless it is a copy of a cell at equal widths. */
function originalPositions({ positions, sites }: GraphSchema): number[] {
  return Array.from({ length: positions }, (_, p) => {
    const site = sites?.[p];
    return site === undefined ? p : (sites?.indexOf(site) ?? p);
  });
}

/** Row-normalised with self-loops: [n, p, to, from], each node the mean of itself and its sources. */
function averaging(sources: Tensor): Tensor {
  const size = sources.shape[3] as number;
  const identity = constant(Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)), [size, size]); // prettier-ignore
  const looped = add(sources, identity);
  return div(looped, sum(looped, [3], true));
}

/** h [members, count, hidden] to a score: [members, count]. */
export function regressor(whole: Tensor, hidden: number, declare: Declare): Tensor {
  const members = whole.shape[0] as number;
  const inner = declare('regressor.inner', [members, hidden, hidden], Math.sqrt(2 / hidden));
  const innerShift = declare('regressor.inner.shift', [members, 1, hidden], 0);
  const outer = declare('regressor.outer', [members, hidden, 1], Math.sqrt(1 / hidden));
  const outerShift = declare('regressor.outer.shift', [members, 1, 1], 0);
  const score = add(matmul(relu(add(matmul(whole, inner), innerShift)), outer), outerShift);
  return reshape(score, whole.shape.slice(0, 2));
}
