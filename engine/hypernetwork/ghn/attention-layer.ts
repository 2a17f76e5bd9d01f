/**
 * One layer of the parallel form (GHN-3, arXiv 2303.04143): all nodes of a network attend to each other at once; edges, virtual edges and their
 * direction are biases of the attention. Made for devices on which few large products are faster than many small ones.
 */
import {
  add, dense, gelu, joinHeads, layerNorm, matmul, mul, reshape, sign, softmax, split, splitHeads, sub, transpose, type Tensor,
} from '../../compute/index.ts'; // prettier-ignore
import type { Declare } from '../declare.ts';
import type { RoundInputs } from './encoder.ts';
import type { GhnOptions } from './options.ts';
import { kindsOf, type PackedSize } from './packed.ts';

/** What a slot without a node adds to the scores of those that would attend to it. */
const UNSEEN = -1e4;

/** The states after layer `layer`, [rows, slots, hidden]. */
export function attentionLayer(
  given: RoundInputs,
  options: GhnOptions,
  size: PackedSize,
  layer: number,
  declare: Declare,
): Tensor {
  const { hidden, heads } = options;
  const own = (name: string, shape: readonly number[], deviation: number): Tensor =>
    declare(`layer${layer}.${name}`, shape, deviation);
  const product = (x: Tensor, name: string, from: number, to: number): Tensor =>
    dense(x, own(name, [from, to], Math.sqrt(1 / from)), own(`${name}.shift`, [to], 0));
  const normal = (x: Tensor, name: string): Tensor =>
    layerNorm(x, add(1, own(`${name}.scale`, [hidden], 0)), own(`${name}.shift`, [hidden], 0));
  const { states } = given;
  const projected = product(normal(states, 'attention'), 'attention.in', hidden, 3 * hidden);
  const [query, key, value] = split(projected, -1, [hidden, hidden, hidden]).map((x) => splitHeads(x, heads));
  if (query === undefined || key === undefined || value === undefined) throw new Error('attention lost a projection');
  const likeness = mul(matmul(query, key, { transposeB: true }), Math.sqrt(heads / hidden));
  const scores = add(add(likeness, edgeBias(given, options, size, own)), unseen(given, size));
  const attended = product(joinHeads(matmul(softmax(scores), value)), 'attention.out', hidden, hidden);
  const middle = add(states, attended);
  const inner = gelu(product(normal(middle, 'feed'), 'feed.in', hidden, 2 * hidden));
  return add(middle, product(inner, 'feed.out', 2 * hidden, hidden));
}

/** [rows, heads, slots, slots]: a number a head for each kind of edge in each direction. */
function edgeBias(
  { ahead, back }: RoundInputs,
  options: GhnOptions,
  { rows, slots }: PackedSize,
  declare: Declare,
): Tensor {
  const kinds = kindsOf(options);
  const { heads } = options;
  const along = (links: Tensor, name: string): Tensor => {
    const flat = reshape(links, [rows, slots * slots, kinds]);
    const biases = matmul(flat, declare(name, [kinds, heads], 1));
    return reshape(transpose(biases, [0, 2, 1]), [rows, heads, slots, slots]);
  };
  return add(along(ahead, 'edge.ahead'), along(back, 'edge.back'));
}

/** [rows, 1, 1, slots] */
function unseen({ shares }: RoundInputs, { rows, slots }: PackedSize): Tensor {
  return reshape(mul(sub(1, sign(shares)), UNSEEN), [rows, 1, 1, slots]);
}
