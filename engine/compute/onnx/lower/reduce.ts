/**
 * Reductions, softmax and arg-max.
 */
import type { ReductionName } from '../../program/instructions.ts';
import { ELEMENT_TYPES } from '../model.ts';
import { expanded } from '../emission.ts';
import type { Lowering, Lowerings } from '../emission.ts';

const reduction =
  (operator: string): Lowering<ReductionName> =>
  ({ model, attributes, name }) =>
    model.add(operator, [name(0), model.int64s(attributes.axes)], { keepdims: { int: attributes.keepDims ? 1 : 0 } });

export const reductions: Lowerings<ReductionName | 'argMax' | 'channelDot' | 'softmax' | 'logSoftmax'> = {
  sum: reduction('ReduceSum'),
  mean: reduction('ReduceMean'),
  maximum: reduction('ReduceMax'),
  // ONNX counts in int64.
  argMax: ({ model, attributes, name }) => {
    const long = model.add('ArgMax', [name(0)], { axis: { int: attributes.axis }, keepdims: { int: 0 } });
    return model.add('Cast', [long], { to: { int: ELEMENT_TYPES.int32 } });
  },
  channelDot: expanded,
  softmax: ({ model, attributes, name }) => model.add('Softmax', [name(0)], { axis: { int: attributes.axis } }),
  logSoftmax: ({ model, attributes, name }) => model.add('LogSoftmax', [name(0)], { axis: { int: attributes.axis } }),
};
