/** What a node is, as numbers: its primitives, windows, and the shapes that its weights follow. */
import { primitiveNames } from '../../../dsl/graph/primitives.ts';
import { channelsOf, elementsOf, type Shape } from '../../../dsl/graph/shape.ts';
import type { GhnGraph, GhnNode } from './graph.ts';

const SIDES = [1, 2, 3, 5, 7, Infinity];
/** Sizes are told by the logarithm: up to 1, 2, 4, ... 2048 channels or positions. */
const MAGNITUDES = 12;
const OP = 0;
const WITH = OP + primitiveNames.length;
const SIDE = WITH + primitiveNames.length;
const WINDOW = SIDE + SIDES.length;
const DEGREE = WINDOW + 4;
const INTO = DEGREE + 2;
const OUT = INTO + MAGNITUDES;
const AREA = OUT + MAGNITUDES;

/** Numbers a node. */
export const FEATURES = AREA + MAGNITUDES;

/** Writes the features of a node at `offset` of `into`, which holds zeros there. */
export function writeFeatures(
  { primitives }: GhnGraph,
  node: GhnNode,
  readers: number,
  withShapes: boolean,
  into: Float32Array,
  offset: number,
): void {
  const set = (at: number, value: number): void => {
    into[offset + at] = value;
  };
  const main = primitives.nodes[node.main];
  if (main === undefined) throw new Error(`the primitive graph has no node ${node.main}`);
  for (const index of node.primitives) {
    const op = primitiveNames.indexOf(primitives.nodes[index]?.op ?? 'identity');
    set((index === node.main ? OP : WITH) + op, 1);
  }
  const read = primitives.nodes[main.inputs[0] ?? 0]?.shape ?? main.shape;
  const attribute = (name: string): number => Number(main.attributes[name] ?? 1);
  const side = Number(main.attributes['kh'] ?? main.attributes['k'] ?? main.attributes['size'] ?? 1);
  const groups = attribute('groups');
  set(SIDE + SIDES.findIndex((most) => side <= most), 1);
  set(WINDOW, Math.log2(attribute('stride')));
  set(WINDOW + 1, Math.log2(attribute('dilation')));
  set(WINDOW + 2, groups > 1 ? 1 : 0);
  set(WINDOW + 3, groups > 1 && groups === channelsOf(read) ? 1 : 0);
  set(DEGREE, Math.log2(1 + node.inputs.length));
  set(DEGREE + 1, Math.log2(1 + readers));
  if (!withShapes) return;
  const positions = (shape: Shape): number => elementsOf(shape) / channelsOf(shape);
  set(INTO + magnitude(channelsOf(read)), 1);
  set(OUT + magnitude(channelsOf(main.shape)), 1);
  set(AREA + magnitude(positions(main.shape)), 1);
}

const magnitude = (size: number): number => Math.min(MAGNITUDES - 1, Math.ceil(Math.log2(Math.max(1, size))));
