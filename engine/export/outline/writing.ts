/** What the tables of forms are written with. */
import { booleanOf } from '../../../dsl/graph/primitives/primitive.ts';
import type { Shape } from '../../../dsl/graph/shape.ts';
import { calls, layer, type Argument, type Call, type PieceForm, type PrimitiveUse } from './call.ts';

/** Layers after one another. */
export const layers =
  (...all: readonly ((use: PrimitiveUse) => Call)[]): PieceForm =>
  (use) =>
    calls(...all.map((each) => each(use)));

/** One layer, the same for every use. */
export const plain = (callee: string, ...args: readonly Argument[]): PieceForm => layers(() => layer(callee, ...args));

export function first(use: PrimitiveUse): Shape {
  const [shape] = use.inputs;
  if (shape === undefined) throw new Error('a primitive lacks its input');
  return shape;
}

/** Attribute `bias` as an argument; Python's layers have one unless told. */
export function biasArgument(name: string, { attributes }: PrimitiveUse): Argument {
  return { name, value: booleanOf(attributes, 'bias') ? 'True' : 'False', default: 'True' };
}
