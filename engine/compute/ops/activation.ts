/**
 * Activations composed from elementary functions. Each docstring gives the formula and its source.
 */
import type { Tensor } from '../program/tensor.ts';
import { greater, min, mul, sub, where } from './arithmetic.ts';
import { clip, exp, sigmoid, softplus, tanh } from './elementary.ts';

/** min(max(x, 0), 6). */
export const relu6 = (x: Tensor): Tensor => clip(x, 0, 6);

/** x * sigmoid(x), "swish" (Ramachandran et al., arXiv 1710.05941). */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** x * tanh(softplus(x)) (Misra, arXiv 1908.08681). */
export const mish = (x: Tensor): Tensor => mul(x, tanh(softplus(x)));

/** x where positive, else slope * x. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => where(greater(x, 0), x, mul(x, slope));

/** x where positive, else alpha * (exp(x) - 1) (Clevert et al., arXiv 1511.07289). */
export const elu = (x: Tensor, alpha = 1): Tensor => where(greater(x, 0), x, mul(sub(exp(min(x, 0)), 1), alpha));
