/**
 * The one table of primitives. What is not here has no shape rule, no cost, no executable form and no export; whatever else
 * an operator of the language is, it is made of these. The prelude declares the ones that users write as `native op`.
 */
import { activations } from './primitives/activation.ts';
import { convolutions } from './primitives/convolution.ts';
import { denseLayers } from './primitives/dense.ts';
import { merges } from './primitives/merge.ts';
import { normalisations } from './primitives/normalisation.ts';
import { pools } from './primitives/pooling.ts';
import type { Primitive } from './primitives/primitive.ts';
import { structurePrimitives } from './primitives/structure.ts';
import { tokenPrimitives } from './primitives/token.ts';

const table = {
  ...structurePrimitives,
  ...convolutions,
  ...pools,
  ...normalisations,
  ...activations,
  ...denseLayers,
  ...tokenPrimitives,
  ...merges,
};

export type PrimitiveName = keyof typeof table;

export const primitives: Readonly<Record<PrimitiveName, Primitive>> = table;

export const primitiveNames = Object.keys(table) as readonly PrimitiveName[];

export function isPrimitive(name: string): name is PrimitiveName {
  return Object.hasOwn(table, name);
}

export type { Initialisation, Primitive, PrimitiveParameter, WeightSpec } from './primitives/primitive.ts';
