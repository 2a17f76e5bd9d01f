/**
 * How a hypernetwork makes the weights of each primitive. One table: a primitive with weights that is not here cannot be given any, so a space
 * that uses it cannot be used with a hypernetwork.
 */
import type { PrimitiveNode } from './network.ts';
import type { PrimitiveName } from './primitives.ts';
import type { WeightSpec } from './primitives/primitive.ts';

/**
 * What a weight is cut from.
 * `filter` [out, in / groups, kh, kw]: a kernel from every channel to every channel. `depthwise` [out, 1, kh, kw]: a kernel a channel.
 * `matrix` [rows, columns]: dense layers and projections. `scale` and `shift` [width]: of normalisations; biases are shifts.
 * `table` [positions, width]: learnt tokens and positions. `statistics`: not made, but measured on the images.
 */
export type WeightRule = 'filter' | 'depthwise' | 'matrix' | 'scale' | 'shift' | 'table' | 'statistics';

const normalisation = { scale: 'scale', shift: 'shift' } as const;
const convolution = { weight: 'filter', bias: 'shift' } as const;

/** By primitive, then by the name that the primitives table gives the weight. */
export const weightRules: { readonly [K in PrimitiveName]?: Readonly<Record<string, WeightRule>> } = {
  conv: convolution,
  patchify: convolution,
  linear: { weight: 'matrix', bias: 'shift' },
  attention: { 'qkv.weight': 'matrix', 'qkv.bias': 'shift', 'proj.weight': 'matrix', 'proj.bias': 'shift' },
  batchnorm: { ...normalisation, mean: 'statistics', variance: 'statistics' },
  layernorm: normalisation,
  groupnorm: normalisation,
  class_token: { token: 'table' },
  position_embedding: { position: 'table' },
};

/** The rule of one weight; undefined where there is none. */
export function weightRuleOf(
  primitive: PrimitiveName,
  weight: Pick<WeightSpec, 'name' | 'shape'>,
): WeightRule | undefined {
  const rule = weightRules[primitive]?.[weight.name];
  return rule === 'filter' && weight.shape[1] === 1 ? 'depthwise' : rule;
}

/** Primitives among these that hold weights which no rule makes, each once, in order. */
export function primitivesWithoutRule(nodes: Iterable<Pick<PrimitiveNode, 'op' | 'params'>>): PrimitiveName[] {
  const found = new Set<PrimitiveName>();
  for (const { op, params } of nodes) if (params > 0 && weightRules[op] === undefined) found.add(op);
  return [...found];
}
