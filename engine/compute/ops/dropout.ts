/**
 * Dropout with its randomness given from outside (Srivastava et al., JMLR 2014): programs hold no generator, so that one seed gives one
 * result on every backend.
 */
import type { Tensor } from '../program/tensor.ts';
import { ProgramError } from '../program/shape.ts';
import { greaterEqual, mul, where } from './arithmetic.ts';

/** `x` scaled by 1 / (1 - rate) where `uniform` (fed, in [0, 1), broadcasting) is at least `rate`, else 0. */
export function dropout(x: Tensor, uniform: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate < 1))
    throw new ProgramError(`dropout: the rate must be at least 0 and below 1, got ${rate}.`);
  return rate === 0 ? x : mul(x, where(greaterEqual(uniform, rate), 1 / (1 - rate), 0));
}
