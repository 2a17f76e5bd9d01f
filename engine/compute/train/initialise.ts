/**
 * First values of weights, drawn from a generator given as an argument. Each returns numbers with their shape, as sessions take them.
 */
import type { Random } from '../../../dsl/random.ts';
import type { HostTensor } from '../backend/backend.ts';
import { sizeOf } from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';

/** Every element the same: 0 for biases and shifts, 1 for scales and running variances. */
export function filled(shape: Shape, value: number): HostTensor {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}

/** Normal with the given standard deviation and mean 0. */
export function normal(shape: Shape, deviation: number, random: Random): HostTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal()) };
}

/** Uniform between -limit and limit. */
export function uniform(shape: Shape, limit: number, random: Random): HostTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => limit * (2 * random.next() - 1)) };
}

/** Normal with the deviation sqrt(2 / fan-in), for what a ReLU follows (He et al., arXiv 1502.01852). Dense [in, out] or filter [o, i, kh, kw]. */
export const heNormal = (shape: Shape, random: Random): HostTensor =>
  normal(shape, Math.sqrt(2 / fans(shape).fanIn), random);

/** Uniform with the limit sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio, AISTATS 2010). */
export function glorotUniform(shape: Shape, random: Random): HostTensor {
  const { fanIn, fanOut } = fans(shape);
  return uniform(shape, Math.sqrt(6 / (fanIn + fanOut)), random);
}

/** Inputs of one output and outputs of one input: [in, out] for dense weights, [out, in / groups, height, width] for filters. */
export function fans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  const [first = 1, second = 1] = shape;
  const area = sizeOf(shape.slice(2));
  return shape.length > 2 ? { fanIn: second * area, fanOut: first * area } : { fanIn: first, fanOut: second };
}
