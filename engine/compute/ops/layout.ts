/**
 * Operations that move elements without computing: reshape, transpose, broadcast, slice, pad, concat, with their gradients.
 */
import { node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import {
  ProgramError,
  broadcastShapes,
  checkShape,
  normalAxis,
  sameShape,
  showShape,
  sizeAt,
  sizeOf,
} from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';
import type { GradientRules } from '../program/rules.ts';
import { unbroadcast } from './arithmetic.ts';

/** The same elements in row-major order under another shape; one size may be -1 and is inferred. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const target = shape.map((size) => (size === -1 ? sizeOf(x.shape) / known : size));
  if (
    shape.filter((size) => size === -1).length > 1 ||
    !target.every(Number.isInteger) ||
    sizeOf(target) !== sizeOf(x.shape)
  ) {
    throw new ProgramError(
      `reshape: ${showShape(x.shape)} has ${sizeOf(x.shape)} elements and cannot become ${showShape(shape)}.`,
    );
  }
  if (sameShape(x.shape, target)) return x;
  const source = x.op === 'reshape' ? operand(x, 0) : x;
  return sameShape(source.shape, target) ? source : node('reshape', [source], { shape: target }, target, x.dtype);
}

/** All axes from `axis` on become one. */
export function flatten(x: Tensor, axis = 1): Tensor {
  return reshape(x, [...x.shape.slice(0, axis), sizeOf(x.shape.slice(axis))]);
}

/** A new axis of size 1 before `axis` of the result. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = normalAxis('expandDims', axis, x.shape.length + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** Axis `i` of the result is axis `permutation[i]` of `x`; reversed when absent. */
export function transpose(
  x: Tensor,
  permutation: readonly number[] = x.shape.map((_, axis) => x.shape.length - 1 - axis),
): Tensor {
  const sorted = [...permutation].sort((a, b) => a - b);
  if (permutation.length !== x.shape.length || !sorted.every((axis, index) => axis === index)) {
    throw new ProgramError(
      `transpose: [${permutation.join(', ')}] is not a permutation of the axes of ${showShape(x.shape)}.`,
    );
  }
  if (permutation.every((axis, index) => axis === index)) return x;
  const shape = permutation.map((axis) => sizeAt(x.shape, axis));
  return node('transpose', [x], { permutation: [...permutation] }, shape, x.dtype);
}

/** Repeats axes of size 1 (and adds leading ones) until `x` has `shape`. */
export function broadcast(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes('broadcast', x.shape, shape), shape)) {
    throw new ProgramError(`broadcast: ${showShape(x.shape)} does not broadcast to ${showShape(shape)}.`);
  }
  return node('broadcast', [x], { shape: [...shape] }, shape, x.dtype);
}

/** The box of `sizes` elements from `starts`, taking every `steps`-th element of each axis. */
export function slice(
  x: Tensor,
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[] = x.shape.map(() => 1),
): Tensor {
  checkShape('slice', sizes);
  const fits = x.shape.every((size, axis) => {
    const [start, count, step] = [starts[axis] ?? -1, sizes[axis] ?? 0, steps[axis] ?? 0];
    return start >= 0 && step >= 1 && start + (count - 1) * step < size;
  });
  if (starts.length !== x.shape.length || sizes.length !== x.shape.length || !fits) {
    throw new ProgramError(
      `slice: from ${showShape(starts)}, sizes ${showShape(sizes)}, steps ${showShape(steps)} leaves ${showShape(x.shape)}.`,
    );
  }
  if (sameShape(x.shape, sizes)) return x;
  return node('slice', [x], { starts: [...starts], sizes: [...sizes], steps: [...steps] }, sizes, x.dtype);
}

/** `size` elements of one axis from `start`, every `step`-th. */
export function sliceAxis(x: Tensor, axis: number, start: number, size: number, step = 1): Tensor {
  const at = normalAxis('slice', axis, x.shape.length);
  const replace = (values: readonly number[], value: number): number[] =>
    values.map((old, i) => (i === at ? value : old));
  const [zeros, ones] = [x.shape.map(() => 0), x.shape.map(() => 1)];
  return slice(x, replace(zeros, start), replace(x.shape, size), replace(ones, step));
}

/** Consecutive parts of one axis with the given sizes, which must add up to it. */
export function split(x: Tensor, axis: number, sizes: readonly number[]): readonly Tensor[] {
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== sizeAt(x.shape, axis)) {
    throw new ProgramError(
      `split: sizes ${showShape(sizes)} add up to ${total}, axis ${axis} of ${showShape(x.shape)} has ${sizeAt(x.shape, axis)}.`,
    );
  }
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return sliceAxis(x, axis, start - size, size);
  });
}

/** Adds `before` and `after` elements of `value` to the axes. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  const whole = [...before, ...after].every((count) => Number.isInteger(count) && count >= 0);
  if (before.length !== x.shape.length || after.length !== x.shape.length || !whole) {
    throw new ProgramError(`pad: ${showShape(before)} and ${showShape(after)} do not fit ${showShape(x.shape)}.`);
  }
  const shape = x.shape.map((size, axis) => (before[axis] ?? 0) + size + (after[axis] ?? 0));
  if (sameShape(shape, x.shape)) return x;
  return node('pad', [x], { before: [...before], after: [...after], value }, shape, x.dtype);
}

/** Joins tensors along `axis`; their other axes must agree. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const first = tensors[0];
  if (first === undefined) throw new ProgramError('concat: no tensors given.');
  const at = normalAxis('concat', axis, first.shape.length);
  for (const tensor of tensors) {
    const agrees =
      tensor.shape.length === first.shape.length &&
      tensor.shape.every((size, i) => i === at || size === first.shape[i]);
    if (!agrees || tensor.dtype !== first.dtype) {
      throw new ProgramError(
        `concat: ${tensor.dtype} ${showShape(tensor.shape)} does not join ${first.dtype} ${showShape(first.shape)} along axis ${at}.`,
      );
    }
  }
  if (tensors.length === 1) return first;
  const total = tensors.reduce((count, tensor) => count + sizeAt(tensor.shape, at), 0);
  const shape = first.shape.map((size, i) => (i === at ? total : size));
  return node('concat', tensors, { axis: at }, shape, first.dtype);
}

/** Joins tensors of one shape along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concat(
    tensors.map((tensor) => expandDims(tensor, axis)),
    axis,
  );
}

/** Puts `step - 1` zeros between the elements of each axis; the last element stays last. */
export function spread(x: Tensor, steps: readonly number[]): Tensor {
  let result = x;
  steps.forEach((step, axis) => {
    if (step === 1 || sizeAt(result.shape, axis) === 1) return;
    const shape = result.shape;
    const size = sizeAt(shape, axis);
    const apart = expandDims(result, axis + 1);
    const zeros = apart.shape.map(() => 0);
    const padded = pad(
      apart,
      zeros,
      zeros.map((_, i) => (i === axis + 1 ? step - 1 : 0)),
    );
    const joined = reshape(
      padded,
      shape.map((old, i) => (i === axis ? size * step : old)),
    );
    result = sliceAxis(joined, axis, 0, (size - 1) * step + 1);
  });
  return result;
}

export const layoutGradients: Pick<GradientRules, 'reshape' | 'transpose' | 'broadcast' | 'slice' | 'pad' | 'concat'> =
  {
    reshape: (t, dy) => [reshape(dy, operand(t, 0).shape)],
    transpose: (t, dy) => {
      const inverse = t.attributes.permutation.map((_, axis) => t.attributes.permutation.indexOf(axis));
      return [transpose(dy, inverse)];
    },
    broadcast: (t, dy) => [unbroadcast(dy, operand(t, 0).shape)],
    slice: (t, dy) => {
      const { starts, steps } = t.attributes;
      const apart = spread(dy, steps);
      const after = operand(t, 0).shape.map((size, axis) => size - sizeAt(apart.shape, axis) - (starts[axis] ?? 0));
      return [pad(apart, starts, after)];
    },
    pad: (t, dy) => [slice(dy, t.attributes.before, operand(t, 0).shape)],
    concat: (t, dy) => {
      const { axis } = t.attributes;
      return split(
        dy,
        axis,
        t.inputs.map((tensor) => sizeAt(tensor.shape, axis)),
      );
    },
  };
