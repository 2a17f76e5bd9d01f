/**
 * Moving elements, sources, and looking up rows.
 */
import type { Lowerings, Target } from '../emission.ts';
import { ProgramError, type Shape } from '../../program/shape.ts';

/** Whether the first axis is the batch of a model for batches of any size, or the batch and axes after it taken together. */
const isFree = ({ freeBatch }: Target, shape: Shape): boolean =>
  freeBatch !== undefined && (shape[0] ?? 1) % freeBatch.size === 0;

export const layout: Lowerings<
  'input' | 'constant' | 'reshape' | 'transpose' | 'broadcast' | 'slice' | 'pad' | 'concat' | 'gather' | 'upsample'
> = {
  input: () => {
    throw new ProgramError('Inputs are named before emission.');
  },
  constant: ({ model, attributes, instruction }) => model.constant(attributes.data, instruction.shape),
  reshape: ({ model, target, attributes, name, shape }) => {
    const free = isFree(target, attributes.shape) && isFree(target, shape(0));
    // -1 is what the other axes leave.
    const sizes = free ? [-1, ...attributes.shape.slice(1)] : attributes.shape;
    return model.add('Reshape', [name(0), model.int64s(sizes)]);
  },
  transpose: ({ model, attributes, name }) =>
    model.add('Transpose', [name(0)], { perm: { ints: attributes.permutation } }),
  broadcast: ({ model, target, attributes, name, once }) => {
    const { freeBatch } = target;
    if (freeBatch === undefined || !isFree(target, attributes.shape)) {
      return model.add('Expand', [name(0), model.int64s(attributes.shape)]);
    }
    const batch = once('free batch', () =>
      model.add('Shape', [freeBatch.input], { start: { int: 0 }, end: { int: 1 } }),
    );
    const times = (attributes.shape[0] ?? 0) / freeBatch.size;
    const first = times === 1 ? batch : model.add('Mul', [batch, model.int64s([times])]);
    const rest = model.int64s(attributes.shape.slice(1));
    return model.add('Expand', [name(0), model.add('Concat', [first, rest], { axis: { int: 0 } })]);
  },
  slice: ({ model, attributes, name, shape }) => {
    const { starts, sizes, steps } = attributes;
    const source = shape(0);
    const axes = source.flatMap((size, axis) => (sizes[axis] === size ? [] : [axis]));
    const at = (values: readonly number[]): readonly number[] => axes.map((axis) => values[axis] ?? 0);
    const ends = sizes.map((size, axis) => (starts[axis] ?? 0) + (size - 1) * (steps[axis] ?? 1) + 1);
    return model.add('Slice', [
      name(0),
      model.int64s(at(starts)),
      model.int64s(at(ends)),
      model.int64s(axes),
      model.int64s(at(steps)),
    ]);
  },
  pad: ({ model, attributes, name, dtype }) => {
    const { before, after, value } = attributes;
    const fill = dtype(0) === 'int32' ? model.constant(Int32Array.of(value), []) : model.float(value);
    return model.add('Pad', [name(0), model.int64s([...before, ...after]), fill], { mode: { string: 'constant' } });
  },
  concat: ({ model, attributes, names }) => model.add('Concat', names(), { axis: { int: attributes.axis } }),
  gather: ({ model, names }) => model.add('Gather', names(), { axis: { int: 0 } }),
  upsample: ({ model, attributes, name }) =>
    model.add('Resize', [name(0), '', model.constant(Float32Array.of(1, 1, ...attributes.factors), [4])], {
      mode: { string: 'nearest' },
      coordinate_transformation_mode: { string: 'asymmetric' },
      nearest_mode: { string: 'floor' },
    }),
};
