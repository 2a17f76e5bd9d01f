/**
 * How each primitive changes a value, at initialisation and infinite width: weights keep the variance, rectifiers follow the
 * arc-cosine kernels (Cho and Saul, NeurIPS 2009), smooth gates are taken for rectifiers, batch normalisation takes away what all
 * images have in common.
 */
import type { PrimitiveNode } from '../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../dsl/graph/primitives.ts';
import type { Activity } from './activity.ts';
import { box, halfBox, type Filter } from './filter.ts';
import { emptyKernels, keepEvery, SIZE } from './kernels.ts';
import { kernelSteps, LEAST, type Step, type StepName } from './kernel-steps.ts';
import { channelsOf, numberOf } from './node-numbers.ts';
import { filtered, fresh, imageValue, joinedValues, kernelsOf, ownKernels, scaled, summed, withChannels, type Value } from './value.ts'; // prettier-ignore

type Rule = (inputs: readonly Value[], node: PrimitiveNode) => Value;

const pass: Rule = ([first]) => first ?? imageValue(0);
const toWidth: Rule = (inputs, node) => withChannels(pass(inputs, node), channelsOf(node));

/** Divides by the variance: the value stays in step with what it came from. */
const normalised: Rule = (inputs, node) => {
  const first = pass(inputs, node);
  const variance = kernelsOf(first).value[0] as number;
  return variance < LEAST ? fresh(emptyKernels(), channelsOf(node)) : scaled(first, 1 / Math.sqrt(variance));
};

/** A filter over positions, then a stride; without a stride the value stays in step with what it came from. */
const pooled = (filterOf: (node: PrimitiveNode) => Filter): Rule =>
  function pool(inputs, node) {
    const smooth = filtered(pass(inputs, node), filterOf(node));
    const stride = numberOf(node, 'stride', 1);
    if (stride === 1) return smooth;
    const kernels = ownKernels(smooth);
    keepEvery(stride, kernels);
    return fresh(kernels, channelsOf(node));
  };

const everywhere = (): Filter => box(Infinity);
const window = (node: PrimitiveNode): number => numberOf(node, 'k', 1);

const joined: Rule = (inputs, node) => withChannels(joinedValues(inputs), channelsOf(node));

/** Two independent factors. */
const gated: Rule = ([first, gate], node) => {
  if (first === undefined || gate === undefined) return imageValue(0);
  const [a, b] = [ownKernels(first), kernelsOf(gate)];
  for (let i = 0; i < SIZE; i++) {
    a.tangent[i] = (a.tangent[i] as number) * (b.value[i] as number) + (a.value[i] as number) * (b.tangent[i] as number); // prettier-ignore
    a.value[i]! *= b.value[i] as number;
  }
  return fresh(a, channelsOf(node));
};

const mixed: Rule = (inputs) => scaled(summed(inputs), 1 / Math.max(1, inputs.length));

const rules: Readonly<Record<Exclude<PrimitiveName, StepName>, Rule>> = {
  input: (_inputs, node) => imageValue(channelsOf(node)),
  identity: pass,
  none: (_inputs, node) => fresh(emptyKernels(), channelsOf(node)),
  upsample: pass,
  slice_channels: toWidth,
  pad_channels: toWidth,
  maxpool: pooled((node) => halfBox(window(node))),
  avgpool: pooled((node) => box(window(node))),
  global_avgpool: pooled(everywhere),
  layernorm: normalised,
  groupnorm: normalised,
  softmax: pass,
  flatten: toWidth,
  dropout: pass,
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

/** How a primitive changes kernels in place, where its result is independent of what came before. */
export function stepOf(node: PrimitiveNode): Step | undefined {
  return isStep(node.op) ? kernelSteps[node.op](node) : undefined;
}

export function primitiveFlow(inputs: readonly Value[], node: PrimitiveNode, activity: Activity): Value {
  if (!isStep(node.op)) return rules[node.op](inputs, node);
  return inSteps(pass(inputs, node), [kernelSteps[node.op](node)], channelsOf(node), activity);
}

/** A value after one change of its kernels after the other. */
export function inSteps(value: Value, steps: readonly Step[], channels: number, activity: Activity): Value {
  const kernels = ownKernels(value);
  for (const step of steps) step(kernels, activity);
  return fresh(kernels, channels);
}

function isStep(op: PrimitiveName): op is StepName {
  return op in kernelSteps;
}
