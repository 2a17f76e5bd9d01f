/**
 * Shapes and the arithmetic on them: sizes, broadcasting, axes. Pure functions, no tensors.
 */

/** Sizes of the axes, outermost first; `[]` is a scalar. Every size is a positive whole number. */
export type Shape = readonly number[];

/** A program that cannot be built: shapes or element types do not fit. The message is a sentence for a person. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The size of one axis; negative axes count from the end. */
export function sizeAt(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new ProgramError(`Shape ${showShape(shape)} has no axis ${axis}.`);
  return size;
}

/** Refuses shapes with sizes that are not positive whole numbers. */
export function checkShape(op: string, shape: Shape): void {
  if (!shape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new ProgramError(`${op}: sizes must be positive whole numbers, got ${showShape(shape)}.`);
  }
}

/** Axis counted from the front, checked. */
export function normalAxis(op: string, axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank) {
    throw new ProgramError(`${op}: axis ${axis} is outside a tensor of ${rank} axes.`);
  }
  return normal;
}

/** Axes counted from the front, ascending, without repetition; all of them when `axes` is undefined. */
export function normalAxes(op: string, axes: readonly number[] | undefined, rank: number): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const normal = axes.map((axis) => normalAxis(op, axis, rank)).sort((a, b) => a - b);
  if (new Set(normal).size !== normal.length)
    throw new ProgramError(`${op}: an axis is named twice in [${axes.join(', ')}].`);
  return normal;
}

/** NumPy broadcasting: axes are matched from the last; sizes must be equal or 1. */
export function broadcastShapes(op: string, ...shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const result: number[] = [];
  for (let back = rank; back >= 1; back -= 1) {
    let size = 1;
    for (const shape of shapes) {
      const own = shape.length >= back ? sizeAt(shape, -back) : 1;
      if (own !== 1 && size !== 1 && own !== size) {
        throw new ProgramError(
          `${op}: shapes ${shapes.map(showShape).join(' and ')} do not broadcast (${size} against ${own}).`,
        );
      }
      if (own !== 1) size = own;
    }
    result.push(size);
  }
  return result;
}

/** Axes of `to` along which `from` was repeated to reach it: those a gradient must be summed over. */
export function broadcastAxes(from: Shape, to: Shape): readonly number[] {
  const lead = to.length - from.length;
  return to.flatMap((size, axis) => (axis < lead || (from[axis - lead] === 1 && size !== 1) ? [axis] : []));
}

/** Shape after a reduction over `axes` (normalised). */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [size]));
}
