/**
 * Batch and layer normalisation.
 *
 * Their gradients are written out rather than derived step by step: a derived one passes over the activations about three times
 * as often. With u the normalised value, m() the mean over the normalised axes and g = dy * scale, both have
 * dx = (g - m(g) - u m(g u)) / deviation.
 */
import { expectDType, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, showShape, sizeAt, sizeOf } from '../program/shape.ts';
import type { GradientRules } from '../program/rules.ts';
import { add, div, max, mul, sub } from './arithmetic.ts';
import { sqrt } from './elementary.ts';
import { channelDot, channelShape, mean, sum } from './reduce.ts';
import { reshape } from './layout.ts';

function expectChannels(op: string, x: Tensor, vectors: readonly Tensor[]): void {
  for (const vector of vectors) {
    if (vector.shape.length !== 1 || vector.shape[0] !== x.shape[1]) {
      throw new ProgramError(
        `${op}: expected one number per channel of ${showShape(x.shape)}, got shape ${showShape(vector.shape)}.`,
      );
    }
  }
}

/** All axes but the channels'. */
const otherAxes = (x: Tensor): readonly number[] => x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** Number of elements of each channel. */
const perChannel = (x: Tensor): number => sizeOf(x.shape) / sizeAt(x.shape, 1);

/** x [n, c, ...] * scale [c] + shift [c]. */
export function channelAffine(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  expectDType('channelAffine', x, 'float32');
  expectChannels('channelAffine', x, [scale, shift]);
  return node('channelAffine', [x, scale, shift], {}, x.shape);
}

export interface BatchNormTraining {
  /** The normalised, scaled and shifted tensor, of x's shape. */
  readonly y: Tensor;
  /** Mean and variance [c] of this batch; the variance is divided by the count less one, as running statistics expect. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Batch normalisation with the statistics of the batch (Ioffe and Szegedy, arXiv 1502.03167) over all axes but 1.
 * Keep running statistics with `runningAverage`. The variance is computed as mean(x^2) - mean(x)^2 in float32: it loses digits where
 * |mean| exceeds about a hundred deviations.
 */
export function batchNormTraining(x: Tensor, scale: Tensor, shift: Tensor, epsilon = 1e-5): BatchNormTraining {
  expectDType('batchNormTraining', x, 'float32');
  if (x.shape.length < 2) throw new ProgramError(`batchNormTraining: no channel axis in shape ${showShape(x.shape)}.`);
  expectChannels('batchNormTraining', x, [scale, shift]);
  const count = perChannel(x);
  const centre = mean(x, otherAxes(x));
  const variance = max(sub(mul(channelDot(x, x), 1 / count), mul(centre, centre)), 0);
  const y = node('batchNormalize', [x, scale, shift, centre, variance], { epsilon }, x.shape);
  return { y, mean: centre, variance: mul(variance, count / Math.max(1, count - 1)) };
}

/** Batch normalisation with given statistics [c], as used after training. */
export function batchNormInference(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  mean: Tensor,
  variance: Tensor,
  epsilon = 1e-5,
): Tensor {
  const factor = div(scale, sqrt(add(variance, epsilon)));
  return channelAffine(x, factor, sub(shift, mul(mean, factor)));
}

/** (1 - momentum) * old + momentum * current: the next running statistic; momentum is the weight of the new value. */
export function runningAverage(old: Tensor, current: Tensor, momentum = 0.1): Tensor {
  return add(mul(old, 1 - momentum), mul(current, momentum));
}

/** Layer normalisation over the last axis (Ba et al., arXiv 1607.06450); scale and shift have its size. */
export function layerNorm(x: Tensor, scale: Tensor, shift: Tensor, epsilon = 1e-5): Tensor {
  for (const tensor of [x, scale, shift]) expectDType('layerNorm', tensor, 'float32');
  const width = sizeAt(x.shape, -1);
  for (const vector of [scale, shift]) {
    if (vector.shape.length !== 1 || vector.shape[0] !== width) {
      throw new ProgramError(`layerNorm: scale and shift must have shape [${width}], got ${showShape(vector.shape)}.`);
    }
  }
  return node('layerNorm', [x, scale, shift], { epsilon }, x.shape);
}

function layerNormalize(x: Tensor, epsilon: number): Tensor {
  return node('layerNormalize', [x], { epsilon }, x.shape);
}

function layerInverseDeviation(x: Tensor, epsilon: number): Tensor {
  return node('layerInverseDeviation', [x], { epsilon }, [...x.shape.slice(0, -1), 1]);
}

/** Gradient by x of its normalised form `normal`. */
function layerGradient(x: Tensor, normal: Tensor, g: Tensor, epsilon: number): Tensor {
  const centred = sub(sub(g, mean(g, [-1], true)), mul(normal, mean(mul(g, normal), [-1], true)));
  return mul(centred, layerInverseDeviation(x, epsilon));
}

export const normalisationGradients: Pick<
  GradientRules,
  'channelAffine' | 'batchNormalize' | 'layerNorm' | 'layerNormalize' | 'layerInverseDeviation'
> = {
  channelAffine: (t, dy) => {
    const [x, scale] = [operand(t, 0), operand(t, 1)];
    return [mul(dy, reshape(scale, channelShape(x))), channelDot(dy, x), sum(dy, otherAxes(x))];
  },
  // dx = a dy + b x + c with one a, b, c per channel. Mean and variance are functions of x: their part is in dx, so they get none.
  batchNormalize: (t, dy) => {
    const [x, scale, centre, variance] = [operand(t, 0), operand(t, 1), operand(t, 3), operand(t, 4)];
    const count = perChannel(x);
    const inverse = div(1, sqrt(add(variance, t.attributes.epsilon)));
    const dShift = sum(dy, otherAxes(x));
    const dScale = mul(sub(channelDot(dy, x), mul(centre, dShift)), inverse);
    const a = mul(scale, inverse);
    const b = mul(mul(a, mul(inverse, dScale)), -1 / count);
    const c = sub(mul(mul(a, dShift), -1 / count), mul(b, centre));
    const dx = add(channelAffine(x, b, c), mul(dy, reshape(a, channelShape(x))));
    return [dx, dScale, dShift, null, null];
  },
  layerNorm: (t, dy) => {
    const [x, scale] = [operand(t, 0), operand(t, 1)];
    const normal = layerNormalize(x, t.attributes.epsilon);
    const rows = x.shape.slice(0, -1).map((_, axis) => axis);
    const dx = layerGradient(x, normal, mul(dy, scale), t.attributes.epsilon);
    return [dx, sum(mul(dy, normal), rows), sum(dy, rows)];
  },
  layerNormalize: (t, dy) => [layerGradient(operand(t, 0), t, dy, t.attributes.epsilon)],
  // d(1/s)/dx = -u / (s^2 n), with u = (x - mean) / s.
  layerInverseDeviation: (t, dy) => {
    const x = operand(t, 0);
    const width = sizeAt(x.shape, -1);
    return [mul(layerNormalize(x, t.attributes.epsilon), mul(mul(dy, mul(t, t)), -1 / width))];
  },
};
