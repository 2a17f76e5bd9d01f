/**
 * Gradient clipping by global norm (Pascanu et al., arXiv 1211.5063).
 */
import type { Tensor } from '../program/tensor.ts';
import { add, div, max, mul } from '../ops/arithmetic.ts';
import { sqrt } from '../ops/elementary.ts';
import { sum } from '../ops/reduce.ts';
import { scalar } from '../ops/source.ts';

/** Root of the sum of squares over all tensors. */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  return sqrt(tensors.map((tensor) => sum(mul(tensor, tensor))).reduce((total, part) => add(total, part), scalar(0)));
}

/** All tensors scaled by limit / max(norm, limit), so that their common norm is at most `limit`. */
export function clipByGlobalNorm(
  tensors: readonly Tensor[],
  limit: number,
): { readonly clipped: readonly Tensor[]; readonly norm: Tensor } {
  const norm = globalNorm(tensors);
  const factor = div(limit, max(norm, limit));
  return { clipped: tensors.map((tensor) => mul(tensor, factor)), norm };
}
