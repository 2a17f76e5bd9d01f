/**
 * Scaled dot-product attention and the multi-head arrangement, composed from products and softmax (Vaswani et al., arXiv 1706.03762).
 */
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, showShape, sizeAt } from '../program/shape.ts';
import { add, mul } from './arithmetic.ts';
import { matmul } from './matmul.ts';
import { reshape, transpose } from './layout.ts';
import { softmax } from './softmax.ts';

/**
 * softmax(q k^T / sqrt(d) + bias) v for q [..., t, d], k [..., s, d], v [..., s, e] -> [..., t, e].
 * `bias` broadcasts over [..., t, s]; a mask is a bias of 0 where seen and a large negative number (-1e9) where hidden.
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, bias?: Tensor): Tensor {
  const width = sizeAt(query.shape, -1);
  // Scaling the query touches t*d numbers where scaling the scores would touch t*s.
  const scores = matmul(mul(query, 1 / Math.sqrt(width)), key, { transposeB: true });
  return matmul(softmax(bias === undefined ? scores : add(scores, bias)), value);
}

/** [batch, tokens, width] -> [batch, heads, tokens, width / heads]. */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, tokens, width] = [sizeAt(x.shape, 0), sizeAt(x.shape, 1), sizeAt(x.shape, 2)];
  if (x.shape.length !== 3 || width % heads !== 0) {
    throw new ProgramError(
      `splitHeads: ${showShape(x.shape)} is not [batch, tokens, width] with a width divisible by ${heads} heads.`,
    );
  }
  return transpose(reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, tokens, size] -> [batch, tokens, heads * size]. */
export function joinHeads(x: Tensor): Tensor {
  const [batch, heads, tokens, size] = [sizeAt(x.shape, 0), sizeAt(x.shape, 1), sizeAt(x.shape, 2), sizeAt(x.shape, 3)];
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * size]);
}
