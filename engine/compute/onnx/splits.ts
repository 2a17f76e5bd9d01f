/**
 * Slices that together are one tensor, cut along an axis, as one operator with many results. An optimiser that works on joined parameters gives every
 * one its part: hundreds of slices, each with four operands, in a training step of a network of cells.
 */
import type { InstructionOf, Program } from '../program/program.ts';
import { sameShape } from '../program/shape.ts';
import type { OnnxModel } from './model.ts';

export interface Split {
  /** Positions of the tensor and of its slices, in the order along the axis. */
  readonly source: number;
  readonly slices: readonly number[];
  readonly axis: number;
  readonly sizes: readonly number[];
}

interface Cut {
  readonly index: number;
  readonly start: number;
  readonly size: number;
}

/** By the position of every slice that is part of one. */
export function splitsOf({ instructions }: Program): ReadonlyMap<number, Split> {
  const bySource = new Map<string, { readonly source: number; readonly axis: number; readonly cuts: Cut[] }>();
  instructions.forEach((instruction, index) => {
    if (instruction.op !== 'slice') return;
    const [source = -1] = instruction.operands;
    const axis = onlyAxis(instruction, instructions[source]?.shape ?? []);
    if (axis === undefined) return;
    const key = `${source} ${axis}`;
    const group = bySource.get(key) ?? { source, axis, cuts: [] };
    bySource.set(key, group);
    group.cuts.push({ index, start: instruction.attributes.starts[axis] ?? 0, size: instruction.shape[axis] ?? 0 });
  });
  const splits = new Map<number, Split>();
  for (const { source, axis, cuts } of bySource.values()) {
    const ordered = cuts.toSorted((a, b) => a.start - b.start);
    let reached = 0;
    const follows = ordered.every(({ start, size }) => {
      const next = start === reached;
      reached += size;
      return next;
    });
    if (!follows || reached !== instructions[source]?.shape[axis]) continue;
    const split = { source, axis, slices: ordered.map(({ index }) => index), sizes: ordered.map(({ size }) => size) };
    for (const { index } of ordered) splits.set(index, split);
  }
  return splits;
}

/** The axis along which a slice takes neighbours, where it takes all of the others. */
function onlyAxis(
  { attributes: { sizes, steps } }: InstructionOf<'slice'>,
  shape: readonly number[],
): number | undefined {
  const axis = shape.findIndex((size, i) => sizes[i] !== size);
  return axis >= 0 && steps[axis] === 1 && sameShape(shape.with(axis, 0), sizes.with(axis, 0)) ? axis : undefined;
}

/** Adds the operator, and the names of its results to `values`. */
export function addSplit(model: OnnxModel, { source, slices, axis, sizes }: Split, values: string[]): void {
  const results = model.addMany(
    'Split',
    [values[source] ?? '', model.int64s(sizes)],
    { axis: { int: axis } },
    slices.length,
  );
  slices.forEach((index, i) => (values[index] = results[i] ?? ''));
}
