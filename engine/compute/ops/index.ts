/** The builders of tensor programs. */
export { constant, full, input, range, scalar } from './source.ts';
export type { Operand } from './source.ts';
export {
  add,
  and,
  cast,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  max,
  min,
  mul,
  not,
  or,
  pow,
  square,
  sub,
  where,
} from './arithmetic.ts';
export {
  abs,
  clip,
  erf,
  exp,
  gelu,
  hardSigmoid,
  hardSwish,
  log,
  neg,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  tanh,
} from './elementary.ts';
export { elu, leakyRelu, mish, relu6, silu } from './activation.ts';
export { argMax, maximum, mean, minimum, norm, sum, variance } from './reduce.ts';
export {
  broadcast,
  concat,
  expandDims,
  flatten,
  pad,
  reshape,
  slice,
  sliceAxis,
  split,
  stack,
  transpose,
} from './layout.ts';
export { dense, matmul } from './matmul.ts';
export type { MatmulOptions } from './matmul.ts';
export { conv2d, convInputGrad } from './conv.ts';
export type { ConvOptions } from './conv.ts';
export { averagePool, globalAveragePool, maxPool, upsample } from './pool.ts';
export type { PoolOptions } from './pool.ts';
export { batchNormInference, batchNormTraining, channelAffine, layerNorm, runningAverage } from './normalisation.ts';
export type { BatchNormTraining } from './normalisation.ts';
export { logSoftmax, softmax } from './softmax.ts';
export { gather, oneHot, pick } from './gather.ts';
export { accuracy, binaryCrossEntropy, crossEntropy, pairwiseLogistic, squaredError } from './loss.ts';
export { attention, joinHeads, splitHeads } from './attention.ts';
export { dropout } from './dropout.ts';
