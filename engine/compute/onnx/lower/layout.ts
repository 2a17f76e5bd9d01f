/**
 * Moving elements, sources, and looking up rows.
 */
import type { Lowerings } from '../emission.ts';
import { ProgramError } from '../../program/shape.ts';

export const layout: Lowerings<
  'input' | 'constant' | 'reshape' | 'transpose' | 'broadcast' | 'slice' | 'pad' | 'concat' | 'gather' | 'upsample'
> = {
  input: () => {
    throw new ProgramError('Inputs are named before emission.');
  },
  constant: ({ model, attributes, instruction }) => model.constant(attributes.data, instruction.shape),
  reshape: ({ model, attributes, name }) => model.add('Reshape', [name(0), model.int64s(attributes.shape)]),
  transpose: ({ model, attributes, name }) =>
    model.add('Transpose', [name(0)], { perm: { ints: attributes.permutation } }),
  broadcast: ({ model, attributes, name }) => model.add('Expand', [name(0), model.int64s(attributes.shape)]),
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
