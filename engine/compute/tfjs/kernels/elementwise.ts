/**
 * Elementwise instructions.
 */
import type { BinaryName, ComparisonName, LogicName, UnaryName } from '../../program/instructions.ts';
import { expanded } from '../kernel.ts';
import type { Kernels } from '../kernel.ts';

export const elementwise: Kernels<
  UnaryName | BinaryName | ComparisonName | LogicName | 'not' | 'where' | 'cast' | 'clip' | 'reluGrad'
> = {
  neg: ({ tf, x }) => tf.neg(x(0)),
  abs: ({ tf, x }) => tf.abs(x(0)),
  sign: ({ tf, x }) => tf.sign(x(0)),
  exp: ({ tf, x }) => tf.exp(x(0)),
  log: ({ tf, x }) => tf.log(x(0)),
  sqrt: ({ tf, x }) => tf.sqrt(x(0)),
  tanh: ({ tf, x }) => tf.tanh(x(0)),
  sigmoid: ({ tf, x }) => tf.sigmoid(x(0)),
  erf: ({ tf, x }) => tf.erf(x(0)),
  softplus: ({ tf, x }) => tf.softplus(x(0)),
  relu: ({ tf, x }) => tf.relu(x(0)),
  gelu: expanded,
  hardSigmoid: expanded,
  hardSwish: expanded,
  add: ({ tf, x }) => tf.add(x(0), x(1)),
  sub: ({ tf, x }) => tf.sub(x(0), x(1)),
  mul: ({ tf, x }) => tf.mul(x(0), x(1)),
  div: ({ tf, x, instruction }) => (instruction.dtype === 'int32' ? tf.floorDiv(x(0), x(1)) : tf.div(x(0), x(1))),
  pow: ({ tf, x }) => tf.pow(x(0), x(1)),
  min: ({ tf, x }) => tf.minimum(x(0), x(1)),
  max: ({ tf, x }) => tf.maximum(x(0), x(1)),
  equal: ({ tf, x }) => tf.equal(x(0), x(1)),
  less: ({ tf, x }) => tf.less(x(0), x(1)),
  greater: ({ tf, x }) => tf.greater(x(0), x(1)),
  and: ({ tf, x }) => tf.logicalAnd(x(0), x(1)),
  or: ({ tf, x }) => tf.logicalOr(x(0), x(1)),
  not: ({ tf, x }) => tf.logicalNot(x(0)),
  where: ({ tf, x }) => tf.where(x(0), x(1), x(2)),
  cast: ({ tf, x, instruction }) => tf.cast(x(0), instruction.dtype),
  clip: ({ tf, x, attributes }) => tf.clipByValue(x(0), attributes.min, attributes.max),
  reluGrad: expanded,
};
