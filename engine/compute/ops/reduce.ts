/**
 * Reductions over axes, with their gradients.
 */
import { expectDType, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, normalAxes, normalAxis, reducedShape, sameShape, sizeOf } from '../program/shape.ts';
import type { ReductionName } from '../program/instructions.ts';
import type { GradientRules } from '../program/rules.ts';
import { cast, div, equal, mul, sub } from './arithmetic.ts';
import { neg, sqrt } from './elementary.ts';
import { broadcast, reshape } from './layout.ts';

function reduction(op: ReductionName, x: Tensor, axes: readonly number[] | undefined, keepDims: boolean): Tensor {
  expectDType(op, x, ...(op === 'mean' ? (['float32'] as const) : (['float32', 'int32'] as const)));
  const over = normalAxes(op, axes, x.shape.length);
  if (over.length === 0) return x;
  return node(op, [x], { axes: over, keepDims }, reducedShape(x.shape, over, keepDims), x.dtype);
}

/** Sum over `axes` (all of them when absent; negative ones count from the end). */
export const sum = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  reduction('sum', x, axes, keepDims);

/** Arithmetic mean over `axes`. */
export const mean = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  reduction('mean', x, axes, keepDims);

/** Largest element over `axes`. Equal ones share the gradient. */
export const maximum = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  reduction('maximum', x, axes, keepDims);

/** Smallest element over `axes`. */
export const minimum = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  neg(maximum(neg(x), axes, keepDims));

/** Variance over `axes`, divided by the count (not the count less one). */
export function variance(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const centred = sub(x, mean(x, axes, true));
  return mean(mul(centred, centred), axes, keepDims);
}

/** Euclidean norm over `axes`; its gradient at zero is not defined, so add a small number before where that can occur. */
export const norm = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  sqrt(sum(mul(x, x), axes, keepDims));

/** Position of the largest element along `axis` as int32, the first of equals; the axis is removed. */
export function argMax(x: Tensor, axis = -1): Tensor {
  expectDType('argMax', x, 'float32');
  const over = normalAxis('argMax', axis, x.shape.length);
  return node('argMax', [x], { axis: over }, reducedShape(x.shape, [over], false), 'int32');
}

/** Sum of x * y over all axes but 1: one number per channel. */
export function channelDot(x: Tensor, y: Tensor): Tensor {
  if (!sameShape(x.shape, y.shape) || x.shape.length < 2) {
    throw new ProgramError(
      `channelDot: expected two tensors of one shape with channels on axis 1, got [${x.shape.join(', ')}] and [${y.shape.join(', ')}].`,
    );
  }
  return node('channelDot', [x, y], {}, [x.shape[1] ?? 1]);
}

/** Shape that lets a [c] tensor broadcast over [n, c, ...]. */
export const channelShape = (x: Tensor): readonly number[] => x.shape.map((size, axis) => (axis === 1 ? size : 1));

/** The gradient of a reduction, with the reduced axes put back as size 1. */
const kept = (
  t: { readonly inputs: readonly Tensor[]; readonly attributes: { readonly axes: readonly number[] } },
  y: Tensor,
): Tensor => reshape(y, reducedShape(operand({ op: 'reduction', inputs: t.inputs }, 0).shape, t.attributes.axes, true));

export const reductionGradients: Pick<GradientRules, ReductionName | 'argMax' | 'channelDot'> = {
  sum: (t, dy) => [broadcast(kept(t, dy), operand(t, 0).shape)],
  mean: (t, dy) => {
    const x = operand(t, 0);
    const count = sizeOf(x.shape) / sizeOf(t.shape);
    return [broadcast(mul(kept(t, dy), 1 / count), x.shape)];
  },
  maximum: (t, dy) => {
    const x = operand(t, 0);
    if (x.dtype !== 'float32') return [null];
    const chosen = cast(equal(x, kept(t, t)), 'float32');
    return [mul(chosen, div(kept(t, dy), sum(chosen, t.attributes.axes, true)))];
  },
  argMax: () => [null],
  channelDot: (t, dy) => {
    const [x, y] = [operand(t, 0), operand(t, 1)];
    const each = reshape(dy, channelShape(x));
    return [mul(y, each), mul(x, each)];
  },
};
