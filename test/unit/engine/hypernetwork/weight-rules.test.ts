import { describe, expect, it } from 'vitest';
import { apply, startExpansion } from '../../../../dsl/graph/expansion.ts';
import type { Attributes, PrimitiveNode } from '../../../../dsl/graph/network.ts';
import { primitiveNames, primitives, type PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { features, image, tokens, type Shape } from '../../../../dsl/graph/shape.ts';
import { primitivesWithoutRule, weightRuleOf, weightRules } from '../../../../dsl/graph/weight-rules.ts';
import { input } from '../../../../engine/compute/index.ts';
import { ParameterList } from '../../../../engine/hypernetwork/declare.ts';
import { decodedWeights, WEIGHT_CODE } from '../../../../engine/hypernetwork/ghn/decoder.ts';
import { options } from './tiny.ts';

/** A use of the primitive on some shape that it accepts. */
function useOf(
  name: PrimitiveName,
  more: Attributes = {},
): { readonly node: PrimitiveNode; readonly shapes: readonly Shape[] } {
  const { arity, parameters } = primitives[name];
  const wishes: Attributes = { out: 16, heads: 2, size: 4, bias: true, groups: 1, ...more };
  const given = Object.fromEntries(
    Object.entries(wishes).filter(([key]) => parameters.some((each) => each.name === key)),
  );
  for (const shape of [image(8, 8, 8), image(32, 8, 8), tokens(9, 8), features(8)]) {
    const shapes = new Array<Shape>(arity === 2 ? 2 : arity === 'many' ? 2 : 1).fill(shape);
    const builder = startExpansion(shapes);
    const result = apply(builder, name, given, shapes.map((_, i) => i)); // prettier-ignore
    const node = builder.nodes[0];
    if (typeof result === 'number' && node !== undefined) return { node, shapes };
  }
  throw new Error(`${name} was not used on any shape`);
}

/** Neither a value of its own nor ever a node. */
const WITHOUT_USE = ['input', 'identity'];
const used = primitiveNames.filter((name) => !WITHOUT_USE.includes(name));

describe('rules of weights', () => {
  it.each(used)('make all weights of %s, in their shapes', (name) => {
    const { node, shapes } = useOf(name);
    const list = new ParameterList();
    const chosen = options();
    for (const weight of primitives[name].weights(node.attributes, shapes)) {
      const rule = weightRuleOf(name, weight);
      if (rule === undefined) throw new Error(`no rule makes ${weight.name} of ${name}`);
      expect(rule === 'statistics').toBe(!weight.trainable);
      if (rule === 'statistics') continue;
      const rows = input('rows', [3, chosen.hidden + WEIGHT_CODE]);
      const made = decodedWeights(rows, { ...weight, rule }, chosen, list.declare);
      expect(made.shape).toEqual([3, ...weight.shape]);
    }
    expect(primitivesWithoutRule([node])).toEqual([]);
  });

  it('are for primitives with weights only', () => {
    for (const name of Object.keys(weightRules) as PrimitiveName[]) expect(useOf(name).node.params).toBeGreaterThan(0);
  });

  it('give convolutions of one channel each a kernel a channel', () => {
    const { node, shapes } = useOf('conv', { groups: 8, out: 8 });
    const [weight] = primitives.conv.weights(node.attributes, shapes);
    expect(weight && weightRuleOf('conv', weight)).toBe('depthwise');
  });

  it('name what they lack', () => {
    const { node } = useOf('relu');
    expect(primitivesWithoutRule([{ ...node, params: 3 }, { ...node, params: 3 }, node])).toEqual(['relu']);
  });
});
