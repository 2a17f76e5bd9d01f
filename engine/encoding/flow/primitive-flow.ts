/**
 * How each primitive changes the kernels of a value, at initialisation and infinite width: weights keep the variance, rectifiers follow the
 * arc-cosine kernels (Cho and Saul, NeurIPS 2009), smooth gates are taken for rectifiers, batch normalisation takes away what all
 * images have in common.
 */
import type { PrimitiveNode } from '../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../dsl/graph/primitives.ts';
import { elementsOf } from '../../../dsl/graph/shape.ts';
import { box, emptyKernels, filtered, fresh, imageValue, joinedValues, kernelsOf, LAGS, NEAR, OTHER, overPositions, PAIRS, SAME, scaled, strided, summed, zeros, type Numbers, type Value } from './kernels.ts'; // prettier-ignore

/** Of all rectifiers of a network: how many, and for how many of them two images agree on being above zero (the kernel of Mellor et al., ICML 2021). */
export interface Activity {
  rectifiers: number;
  near: number;
  other: number;
  /** The same, each layer counted by its number of units. */
  units: number;
  nearUnits: number;
  otherUnits: number;
}

export function noActivity(): Activity {
  return { rectifiers: 0, near: 0, other: 0, units: 0, nearUnits: 0, otherUnits: 0 };
}

type Rule = (inputs: readonly Value[], node: PrimitiveNode, activity: Activity) => Value;

/** Less variance than this is none. */
const LEAST = 1e-9;

const pass: Rule = ([first]) => first ?? imageValue(0);
const toWidth: Rule = (inputs, node, activity) => ({ ...pass(inputs, node, activity), channels: channelsOf(node) });

/** A product with random weights: independent of what came before, its own weights add their gradients. */
const weighted = (strideOf: (node: PrimitiveNode) => number): Rule =>
  function weigh(inputs, node, activity) {
    const kernels = strided(kernelsOf(pass(inputs, node, activity)), strideOf(node));
    const tangent = zeros();
    for (let i = 0; i < tangent.length; i++) tangent[i] = (kernels.tangent[i] as number) + (kernels.value[i] as number);
    return fresh({ value: kernels.value, tangent }, channelsOf(node));
  };

const rectified: Rule = (inputs, node, activity) => {
  const { value, tangent } = kernelsOf(pass(inputs, node, activity));
  const variance = Math.max(value[0] as number, LEAST);
  const result = emptyKernels();
  for (let i = 0; i < PAIRS * LAGS; i++) {
    const correlation = Math.max(-1, Math.min(1, (value[i] as number) / variance));
    const angle = Math.acos(correlation);
    const agree = (Math.PI - angle) / Math.PI;
    result.value[i] = variance * (Math.sqrt(1 - correlation * correlation) / Math.PI + agree * correlation);
    result.tangent[i] = (tangent[i] as number) * agree;
    if (i % LAGS !== 0) continue;
    const units = elementsOf(node.shape);
    if (i === SAME * LAGS) {
      activity.rectifiers += 1;
      activity.units += units;
    } else if (i === NEAR * LAGS) {
      activity.near += agree;
      activity.nearUnits += agree * units;
    } else if (i === OTHER * LAGS) {
      activity.other += agree;
      activity.otherUnits += agree * units;
    }
  }
  return fresh(result, channelsOf(node));
};

/** Near zero a straight line of this slope around this middle, which all images share. */
const squashed = (slope: number, middle: number): Rule =>
  function squash(inputs, node, activity) {
    const { value, tangent } = kernelsOf(pass(inputs, node, activity));
    return fresh({ value: value.map((v) => middle * middle + slope * slope * v), tangent: tangent.map((t) => slope * slope * t) }, channelsOf(node)); // prettier-ignore
  };

/** Divides by the variance; what all images have in common goes first where a batch is looked at. */
const normalised = (centred: boolean): Rule =>
  function normalise(inputs, node, activity) {
    const first = pass(inputs, node, activity);
    const { value, tangent } = kernelsOf(first);
    const common = centred ? overPositions(value, OTHER) : 0;
    const commonTangent = centred ? overPositions(tangent, OTHER) : 0;
    const variance = (value[0] as number) - common;
    if (variance < LEAST) return fresh(emptyKernels(), channelsOf(node));
    if (!centred) return scaled(first, 1 / Math.sqrt(variance));
    const result = emptyKernels();
    for (let i = 0; i < value.length; i++) {
      result.value[i] = ((value[i] as number) - common) / variance;
      result.tangent[i] = ((tangent[i] as number) - commonTangent) / variance;
    }
    return fresh(result, channelsOf(node));
  };

/** A filter over positions, then a stride; without a stride the value stays in step with what it came from. */
const pooled = (filterOf: (node: PrimitiveNode) => Numbers): Rule =>
  function pool(inputs, node, activity) {
    const smooth = filtered(pass(inputs, node, activity), filterOf(node));
    const stride = numberOf(node, 'stride', 1);
    return stride === 1 ? smooth : fresh(strided(kernelsOf(smooth), stride), channelsOf(node));
  };

const everywhere = (): Numbers => box(Infinity);

/** At first all tokens get the same attention; values and output are projected. */
const attended: Rule = (inputs, node, activity) => {
  const { value, tangent } = kernelsOf(filtered(pass(inputs, node, activity), everywhere()));
  return fresh({ value, tangent: tangent.map((t, i) => t + 2 * (value[i] as number)) }, channelsOf(node));
};

const joined: Rule = (inputs, node) => ({ ...joinedValues(inputs), channels: channelsOf(node) });

/** Two independent factors. */
const gated: Rule = ([first, gate], node) => {
  if (first === undefined || gate === undefined) return imageValue(0);
  const [a, b] = [kernelsOf(first), kernelsOf(gate)];
  const value = a.value.map((v, i) => v * (b.value[i] as number));
  const tangent = a.tangent.map((t, i) => t * (b.value[i] as number) + (a.value[i] as number) * (b.tangent[i] as number)); // prettier-ignore
  return fresh({ value, tangent }, channelsOf(node));
};

const window = (node: PrimitiveNode): number => numberOf(node, 'k', 1);
/** The largest of a window keeps more of the variance than the mean does. */
const halfBox = (node: PrimitiveNode): Numbers => box(window(node)).map((gain) => Math.sqrt(Math.abs(gain)));
const mixed: Rule = (inputs) => scaled(summed(inputs), 1 / Math.max(1, inputs.length));

const rules: Readonly<Record<PrimitiveName, Rule>> = {
  input: (_inputs, node) => imageValue(channelsOf(node)),
  identity: pass,
  none: (_inputs, node) => fresh(emptyKernels(), channelsOf(node)),
  upsample: pass,
  slice_channels: toWidth,
  pad_channels: toWidth,
  conv: weighted((node) => numberOf(node, 'stride', 1)),
  maxpool: pooled(halfBox),
  avgpool: pooled((node) => box(window(node))),
  global_avgpool: pooled(everywhere),
  batchnorm: normalised(true),
  layernorm: normalised(false),
  groupnorm: normalised(false),
  relu: rectified,
  relu6: rectified,
  hswish: rectified,
  gelu: rectified,
  silu: rectified,
  hsigmoid: squashed(1 / 6, 0.5),
  sigmoid: squashed(1 / 4, 0.5),
  tanh: squashed(0.75, 0),
  softmax: pass,
  linear: weighted(() => 1),
  flatten: toWidth,
  dropout: pass,
  attention: attended,
  patchify: weighted((node) => numberOf(node, 'size', 1)),
  class_token: pass,
  position_embedding: pass,
  take_token: toWidth,
  mean_tokens: pooled(everywhere),
  to_tokens: pass,
  sum: summed,
  mean: mixed,
  max: mixed,
  concat: joined,
  multiply: gated,
};

export function primitiveFlow(inputs: readonly Value[], node: PrimitiveNode, activity: Activity): Value {
  return rules[node.op](inputs, node, activity);
}

function channelsOf({ shape }: PrimitiveNode): number {
  return shape.kind === 'image' ? shape.channels : shape.kind === 'logits' ? shape.classes : shape.width;
}

function numberOf({ attributes }: PrimitiveNode, name: string, otherwise: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : otherwise;
}
