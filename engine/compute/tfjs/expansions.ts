/**
 * Instructions that TensorFlow.js lacks, or has only in part (pooling with padding, softmax over other axes).
 */
import type { Expansions } from '../program/rewrite.ts';
import { convFilterGrad, convInputGrad } from '../expand/conv.ts';
import { channelAffine, channelDot, gelu, hardSigmoid, hardSwish, logSoftmax, reluGrad } from '../expand/elementary.ts';
import { batchNormalize, layerInverseDeviation, layerNorm, layerNormalize } from '../expand/normalisation.ts';
import { averagePool, averagePoolGrad, maxPool, maxPoolGrad } from '../expand/pool.ts';
import { softmax } from '../expand/softmax.ts';

export const tfjsExpansions: Expansions = {
  averagePool,
  averagePoolGrad,
  batchNormalize,
  channelAffine,
  channelDot,
  convFilterGrad,
  convInputGrad,
  gelu,
  hardSigmoid,
  hardSwish,
  layerInverseDeviation,
  layerNorm,
  layerNormalize,
  logSoftmax,
  maxPool,
  maxPoolGrad,
  reluGrad,
  softmax,
};
