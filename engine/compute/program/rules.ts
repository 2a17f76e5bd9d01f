/**
 * The type of a gradient rule. Types only, so that every op file can name it without importing the others.
 */
import type { OpName } from './instructions.ts';
import type { Tensor, TensorOf } from './tensor.ts';

/**
 * Vector-Jacobian product of one instruction: from the instruction's tensor and the gradient of a scalar with respect to it, the gradients
 * with respect to its operands, in order; null where there is none (integers, comparisons, statistics held fixed).
 */
export type GradientRule<K extends OpName> = (tensor: TensorOf<K>, dy: Tensor) => readonly (Tensor | null)[];

export type GradientRules = { readonly [K in OpName]: GradientRule<K> };
