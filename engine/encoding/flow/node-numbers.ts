/** What the flow reads of a primitive. */
import type { PrimitiveNode } from '../../../dsl/graph/network.ts';

export function channelsOf({ shape }: PrimitiveNode): number {
  return shape.kind === 'image' ? shape.channels : shape.kind === 'logits' ? shape.classes : shape.width;
}

export function numberOf({ attributes }: PrimitiveNode, name: string, otherwise: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : otherwise;
}
