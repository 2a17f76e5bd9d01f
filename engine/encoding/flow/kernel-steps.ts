/**
 * Primitives whose result is independent of what came before, as changes of kernels in place: rows of them, such as convolution, batch
 * normalisation and rectifier, go through one pair of arrays.
 */
import type { PrimitiveNode } from '../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../dsl/graph/primitives.ts';
import { elementsOf } from '../../../dsl/graph/shape.ts';
import type { Activity } from './activity.ts';
import { keepEvery, LAGS, NEAR, OTHER, overPositions, PAIRS, SIZE, type Kernels } from './kernels.ts';
import { numberOf } from './node-numbers.ts';

/** Writes to the kernels, and adds to the activity where it is a rectifier. */
export type Step = (kernels: Kernels, activity: Activity) => void;

/** Less variance than this is none. */
export const LEAST = 1e-9;

/** A product with random weights: independent of what came before, its own weights add their gradients. */
const weighted = (stride: number): Step =>
  function weigh(kernels) {
    keepEvery(stride, kernels);
    const { value, tangent } = kernels;
    for (let i = 0; i < SIZE; i++) tangent[i]! += value[i] as number;
  };

const rectified = (units: number): Step =>
  function rectify({ value, tangent }, activity) {
    const variance = Math.max(value[0] as number, LEAST);
    let near = 1;
    let other = 1;
    for (let i = 0; i < SIZE; i++) {
      const correlation = Math.max(-1, Math.min(1, (value[i] as number) / variance));
      if (correlation === 1) {
        value[i] = variance;
        continue;
      }
      const agree = (Math.PI - Math.acos(correlation)) / Math.PI;
      value[i] = variance * (Math.sqrt(1 - correlation * correlation) / Math.PI + agree * correlation);
      tangent[i]! *= agree;
      if (i === NEAR * LAGS) near = agree;
      else if (i === OTHER * LAGS) other = agree;
    }
    activity.rectifiers += 1;
    activity.near += near;
    activity.other += other;
    activity.units += units;
    activity.nearUnits += near * units;
    activity.otherUnits += other * units;
  };

/** Near zero a straight line of this slope around this middle, which all images share. */
const squashed = (slope: number, middle: number): Step =>
  function squash({ value, tangent }) {
    for (let i = 0; i < SIZE; i++) {
      value[i] = middle * middle + slope * slope * (value[i] as number);
      tangent[i]! *= slope * slope;
    }
  };

/** Takes away what all images have in common over a batch, and divides by the variance. */
const normalised: Step = ({ value, tangent }) => {
  const common = overPositions(value, OTHER);
  const commonTangent = overPositions(tangent, OTHER);
  const variance = (value[0] as number) - common;
  const none = variance < LEAST;
  for (let i = 0; i < SIZE; i++) {
    value[i] = none ? 0 : ((value[i] as number) - common) / variance;
    tangent[i] = none ? 0 : ((tangent[i] as number) - commonTangent) / variance;
  }
};

/** At first all tokens get the same attention; values and output are projected. */
const attended: Step = ({ value, tangent }) => {
  for (let pair = 0; pair < PAIRS; pair++) {
    const mean = overPositions(value, pair);
    const end = (pair + 1) * LAGS;
    tangent.fill(overPositions(tangent, pair) + 2 * mean, pair * LAGS, end);
    value.fill(mean, pair * LAGS, end);
  }
};

const rectifier = ({ shape }: PrimitiveNode): Step => rectified(elementsOf(shape));

export const kernelSteps = {
  conv: (node) => weighted(numberOf(node, 'stride', 1)),
  linear: () => weighted(1),
  patchify: (node) => weighted(numberOf(node, 'size', 1)),
  attention: () => attended,
  batchnorm: () => normalised,
  relu: rectifier,
  relu6: rectifier,
  hswish: rectifier,
  gelu: rectifier,
  silu: rectifier,
  hsigmoid: () => squashed(1 / 6, 0.5),
  sigmoid: () => squashed(1 / 4, 0.5),
  tanh: () => squashed(0.75, 0),
} satisfies Partial<Record<PrimitiveName, (node: PrimitiveNode) => Step>>;

/** Primitives that are changes of kernels. */
export type StepName = keyof typeof kernelSteps;
