/**
 * Which instructions are expanded before emission, for each target, and why.
 */
import { operand } from '../program/tensor.ts';
import type { Expansions } from '../program/rewrite.ts';
import { convFilterGrad, convInputGrad, convOfWholeVectors } from '../expand/conv.ts';
import { channelDot, gelu, logSoftmax, reluGrad, sign } from '../expand/elementary.ts';
import { and, argMax, or } from '../expand/logic.ts';
import { averagePoolGrad, maxPoolGrad } from '../expand/pool.ts';
import { layerInverseDeviation } from '../expand/normalisation.ts';
import type { Target } from './emission.ts';
import { takesFilterGrad } from './lower/nchwc.ts';

/** No ONNX runtime has these. */
const everywhere: Expansions = { reluGrad, channelDot, averagePoolGrad, maxPoolGrad };

export function expansionsFor(target: Target): Expansions {
  if (target.device === 'cpu') {
    return {
      ...everywhere,
      convInputGrad,
      convFilterGrad: (t) =>
        takesFilterGrad(t.attributes, operand(t, 0).shape, operand(t, 1).shape, target) ? t : convFilterGrad(t),
    };
  }
  // Gelu is onnxruntime's own at this operator set; the inverse deviation of LayerNormalization is only there in training builds.
  const portable: Expansions = { ...everywhere, convFilterGrad, gelu, layerInverseDeviation };
  // Sign, LogSoftmax, ArgMax, And and Or would fall back to the CPU, with copies there and back; ConvTranspose in groups gives wrong numbers.
  return target.device === 'webgpu'
    ? { ...portable, sign, logSoftmax, argMax, and, or, conv2d: convOfWholeVectors, convInputGrad }
    : portable;
}
