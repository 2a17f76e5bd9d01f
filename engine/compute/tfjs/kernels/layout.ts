/**
 * Moving elements, reductions over axes, look-ups and products.
 */
import type { ReductionName } from '../../program/instructions.ts';
import { ProgramError, sameShape } from '../../program/shape.ts';
import { as4, expanded } from '../kernel.ts';
import type { Kernels, TfTensor } from '../kernel.ts';

export const layout: Kernels<
  | ReductionName
  | 'input'
  | 'constant'
  | 'argMax'
  | 'channelDot'
  | 'softmax'
  | 'logSoftmax'
  | 'reshape'
  | 'transpose'
  | 'broadcast'
  | 'slice'
  | 'pad'
  | 'concat'
  | 'gather'
  | 'upsample'
  | 'matmul'
> = {
  input: () => {
    throw new ProgramError('Inputs are given, not run.');
  },
  constant: ({ tf, attributes, instruction }) =>
    tf.tensor(attributes.data, [...instruction.shape], instruction.dtype === 'int32' ? 'int32' : 'float32'),
  sum: ({ tf, x, attributes }) => tf.sum(x(0), [...attributes.axes], attributes.keepDims),
  mean: ({ tf, x, attributes }) => tf.mean(x(0), [...attributes.axes], attributes.keepDims),
  maximum: ({ tf, x, attributes }) => tf.max(x(0), [...attributes.axes], attributes.keepDims),
  argMax: ({ tf, x, attributes }) => tf.argMax(x(0), attributes.axis),
  channelDot: expanded,
  softmax: ({ tf, x }) => tf.softmax(x(0)),
  logSoftmax: expanded,
  reshape: ({ tf, x, attributes }) => tf.reshape(x(0), [...attributes.shape]),
  transpose: ({ tf, x, attributes }) => tf.transpose(x(0), [...attributes.permutation]),
  broadcast: ({ tf, x, attributes }) => tf.broadcastTo(x(0), [...attributes.shape]),
  slice: ({ tf, x, attributes }) => {
    const { starts, sizes, steps } = attributes;
    if (steps.every((step) => step === 1)) return tf.slice(x(0), [...starts], [...sizes]);
    const ends = sizes.map((size, axis) => (starts[axis] ?? 0) + (size - 1) * (steps[axis] ?? 1) + 1);
    return tf.stridedSlice(x(0), [...starts], ends, [...steps]);
  },
  pad: ({ tf, x, attributes }) =>
    tf.pad(
      x(0),
      attributes.before.map((count, axis): [number, number] => [count, attributes.after[axis] ?? 0]),
      attributes.value,
    ),
  concat: ({ tf, all, attributes }) => tf.concat([...all], attributes.axis),
  gather: ({ tf, x }) => tf.gather(x(0), x(1), 0),
  upsample: ({ tf, x, instruction }) => {
    const size: [number, number] = [instruction.shape[2] ?? 1, instruction.shape[3] ?? 1];
    const pixels = tf.transpose(as4(x(0)), [0, 2, 3, 1]);
    return tf.transpose(tf.image.resizeNearestNeighbor(pixels, size), [0, 3, 1, 2]);
  },
  // matMul repeats the batches of one operand, not of both.
  matmul: ({ tf, x, attributes, instruction }) => {
    const batch = instruction.shape.slice(0, -2);
    const whole = (tensor: TfTensor): TfTensor => {
      const shape = [...batch, ...tensor.shape.slice(-2)];
      return sameShape(tensor.shape, shape) ? tensor : tf.broadcastTo(tensor, shape);
    };
    return tf.matMul(whole(x(0)), whole(x(1)), attributes.transposeA, attributes.transposeB);
  },
};
