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
const DEPTH = DEGREE + 2;
/** Depths are told by the phases of these periods, so that deeper networks than those of the training have nothing new. */
const PERIODS = [4, 8, 16, 32];
const INTO = DEPTH + 2 * PERIODS.length;
const OUT = INTO + MAGNITUDES;
const AREA = OUT + MAGNITUDES;

/** Numbers a node. */
export const FEATURES = AREA + MAGNITUDES;

/** Where a node stands in its graph. */
export interface NodePlace {
  /** Nodes that read it. */
  readonly readers: number;
  /** Edges of the longest path that leads to it. */
  readonly depth: number;
}

export function placesOf({ nodes }: GhnGraph): NodePlace[] {
  const readers = nodes.map(() => 0);
  const depths: number[] = [];
  for (const { inputs } of nodes) {
    for (const input of inputs) readers[input]!++;
    depths.push(Math.max(0, ...inputs.map((input) => 1 + (depths[input] as number))));
  }
  return depths.map((depth, node) => ({ depth, readers: readers[node] as number }));
}

/** Writes the features of a node at `offset` of `into`, which holds zeros there. */
export function writeFeatures(
  { primitives }: GhnGraph,
  node: GhnNode,
  { readers, depth }: NodePlace,
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
  PERIODS.forEach((period, i) => {
    set(DEPTH + 2 * i, Math.sin((2 * Math.PI * depth) / period));
    set(DEPTH + 2 * i + 1, Math.cos((2 * Math.PI * depth) / period));
  });
  if (!withShapes) return;
  const positions = (shape: Shape): number => elementsOf(shape) / channelsOf(shape);
  set(INTO + magnitude(channelsOf(read)), 1);
  set(OUT + magnitude(channelsOf(main.shape)), 1);
  set(AREA + magnitude(positions(main.shape)), 1);
}

const magnitude = (size: number): number => Math.min(MAGNITUDES - 1, Math.ceil(Math.log2(Math.max(1, size))));
