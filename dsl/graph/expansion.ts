/**
 * Builds expansions: an operator's body as a graph of primitives over given input shapes, with shapes, parameters and
 * multiply-accumulates filled in. The interpreter calls `apply` for every primitive that it meets in the body of an operator.
 *
 * References are those of `PrimitiveNode.inputs`: `0..arity-1` are the inputs, `arity + i` is node i.
 */
import type { Attributes, Expansion, PrimitiveNode } from './network.ts';
import { primitives, type PrimitiveName } from './primitives.ts';
import { resolveAttributes } from './primitives/attributes.ts';
import { isShapeError } from './primitives/primitive.ts';
import type { Shape } from './shape.ts';

/** An expansion under construction. `shapes[r]` is the shape of reference r. */
export interface ExpansionBuilder {
  readonly arity: number;
  readonly nodes: PrimitiveNode[];
  readonly shapes: Shape[];
}

export function startExpansion(inputShapes: readonly Shape[]): ExpansionBuilder {
  return { arity: inputShapes.length, nodes: [], shapes: [...inputShapes] };
}

export function shapeOf(builder: ExpansionBuilder, reference: number): Shape {
  const shape = builder.shapes[reference];
  if (shape === undefined) throw new Error(`reference ${reference} is not in the expansion`);
  return shape;
}

/**
 * Appends a primitive and returns the reference of its result, or one sentence that says what does not fit. Missing attributes
 * take their defaults. `identity` and a `sum`, `mean`, `max` or `concat` of one value append nothing and return their input.
 */
export function apply(
  builder: ExpansionBuilder,
  name: PrimitiveName,
  given: Attributes,
  inputs: readonly number[],
): number | { readonly error: string } {
  const primitive = primitives[name];
  const shapes = inputs.map((reference) => shapeOf(builder, reference));
  const { arity } = primitive;
  if (arity === 'many' ? inputs.length === 0 : inputs.length !== arity) {
    return { error: `${name} takes ${arity === 'many' ? 'at least 1' : arity} inputs, it got ${inputs.length}` };
  }
  const resolved = resolveAttributes(name, primitive, given, shapes);
  if ('error' in resolved) return resolved;
  const { attributes } = resolved;
  const shape = primitive.shape(attributes, shapes);
  if (isShapeError(shape)) return shape;
  const [first] = inputs;
  if (first !== undefined && inputs.length === 1 && (name === 'identity' || arity === 'many')) return first;
  builder.nodes.push({
    op: name,
    attributes,
    inputs: [...inputs],
    shape,
    params: primitive.params(attributes, shapes),
    macs: primitive.macs(attributes, shapes, shape),
  });
  builder.shapes.push(shape);
  return builder.shapes.length - 1;
}

/** The expansion whose result is `output`. Nodes that the result does not need are dropped. */
export function finish(builder: ExpansionBuilder, output: number): Expansion {
  const { arity } = builder;
  const needed = new Set<number>([output]);
  for (let i = builder.nodes.length - 1; i >= 0; i--) {
    if (needed.has(arity + i)) builder.nodes[i]?.inputs.forEach((reference) => needed.add(reference));
  }
  const renumbered = new Map<number, number>();
  for (let i = 0; i < arity; i++) renumbered.set(i, i);
  const nodes: PrimitiveNode[] = [];
  builder.nodes.forEach((node, i) => {
    if (!needed.has(arity + i)) return;
    renumbered.set(arity + i, arity + nodes.length);
    nodes.push({ ...node, inputs: node.inputs.map((reference) => renumbered.get(reference) ?? reference) });
  });
  return {
    arity,
    nodes,
    output: renumbered.get(output) ?? output,
    shape: shapeOf(builder, output),
    params: nodes.reduce((sum, node) => sum + node.params, 0),
    macs: nodes.reduce((sum, node) => sum + node.macs, 0),
  };
}

/** The expansion of a single primitive over input shapes. */
export function expandPrimitive(
  name: PrimitiveName,
  given: Attributes,
  inputShapes: readonly Shape[],
): Expansion | { readonly error: string } {
  const builder = startExpansion(inputShapes);
  const output = apply(
    builder,
    name,
    given,
    inputShapes.map((_, i) => i),
  );
  return typeof output === 'number' ? finish(builder, output) : output;
}

/** The expansion of the network's input, and of anything else whose value is simply there. */
export function inputExpansion(shape: Shape): Expansion {
  const node: PrimitiveNode = { op: 'input', attributes: {}, inputs: [], shape, params: 0, macs: 0 };
  return { arity: 0, nodes: [node], output: 0, shape, params: 0, macs: 0 };
}
