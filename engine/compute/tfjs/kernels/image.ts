/**
 * Convolution and pooling. TensorFlow's kernels on the CPU want channels last, so images are turned there and back.
 */
import type { Pair } from '../../program/instructions.ts';
import { as4, expanded } from '../kernel.ts';
import type { Kernels, TfTensor } from '../kernel.ts';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { TfModule } from '../load.ts';

const toLast = (tf: TfModule, x: TfTensor): Tensor4D => tf.transpose(as4(x), [0, 2, 3, 1]);
const toFirst = (tf: TfModule, x: TfTensor): TfTensor => tf.transpose(x, [0, 3, 1, 2]);

/** Zeros between a filter's rows and columns [kh, kw, i, o]: TensorFlow refuses dilation together with strides. */
function dilated(tf: TfModule, filter: TfTensor, [vertical, horizontal]: Pair): TfTensor {
  const [kh = 1, kw = 1, ins = 1, outs = 1] = filter.shape;
  const apart = tf.pad(tf.reshape(filter, [kh, 1, kw, 1, ins * outs]), [
    [0, 0],
    [0, vertical - 1],
    [0, 0],
    [0, horizontal - 1],
    [0, 0],
  ]);
  const joined = tf.reshape(apart, [kh * vertical, kw * horizontal, ins, outs]);
  return tf.slice(joined, [0, 0, 0, 0], [(kh - 1) * vertical + 1, (kw - 1) * horizontal + 1, ins, outs]);
}

export const image: Kernels<
  | 'conv2d'
  | 'convInputGrad'
  | 'convFilterGrad'
  | 'maxPool'
  | 'maxPoolGrad'
  | 'averagePool'
  | 'averagePoolGrad'
  | 'channelAffine'
  | 'batchNormalize'
  | 'layerNorm'
  | 'layerNormalize'
  | 'layerInverseDeviation'
> = {
  conv2d: ({ tf, x, attributes }) => {
    const { strides, pads, dilations, groups } = attributes;
    const step: [number, number] = [...strides];
    const pixels = tf.pad(toLast(tf, x(0)), [
      [0, 0],
      [pads[0], pads[2]],
      [pads[1], pads[3]],
      [0, 0],
    ]);
    const spread = dilations[0] > 1 || dilations[1] > 1;
    const plain = tf.transpose(x(1), [2, 3, 1, 0]);
    const filter = spread ? dilated(tf, plain, dilations) : plain;
    const [kh = 1, kw = 1, ins = 1, outputs = 1] = filter.shape;
    if (groups === 1) return toFirst(tf, tf.conv2d(pixels, as4(filter), step, 'valid'));
    if (ins === 1 && outputs === groups && strides[0] === strides[1]) {
      const depthwise = as4(tf.transpose(filter, [0, 1, 3, 2]));
      return toFirst(tf, tf.depthwiseConv2d(pixels, depthwise, step, 'valid'));
    }
    const outs = outputs / groups;
    const parts = Array.from({ length: groups }, (_, group) => {
      const seen = tf.slice(pixels, [0, 0, 0, group * ins], [-1, -1, -1, ins]);
      const own = tf.slice(as4(filter), [0, 0, 0, group * outs], [kh, kw, ins, outs]);
      return tf.conv2d(seen, own, step, 'valid');
    });
    return toFirst(tf, tf.concat(parts, 3));
  },
  convInputGrad: expanded,
  convFilterGrad: expanded,
  maxPool: ({ tf, x, attributes }) =>
    toFirst(tf, tf.maxPool(toLast(tf, x(0)), [...attributes.kernel], [...attributes.strides], 'valid')),
  maxPoolGrad: expanded,
  averagePool: ({ tf, x, attributes }) =>
    toFirst(tf, tf.avgPool(toLast(tf, x(0)), [...attributes.kernel], [...attributes.strides], 'valid')),
  averagePoolGrad: expanded,
  channelAffine: expanded,
  batchNormalize: expanded,
  layerNorm: expanded,
  layerNormalize: expanded,
  layerInverseDeviation: expanded,
};
