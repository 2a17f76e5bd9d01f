/**
 * The same network with fewer channels on smaller images. Widths that have to be equal (what is summed, what a depthwise convolution keeps)
 * are one unknown; each is scaled by the same factor and rounded, and what a concatenation gives is the sum of its parts.
 */
import type { Attributes } from '../../dsl/graph/network.ts';
import { primitives } from '../../dsl/graph/primitives.ts';
import type { OwnedPrimitive, PrimitiveGraph } from '../../dsl/graph/primitives-of.ts';
import { isShapeError, numberOf } from '../../dsl/graph/primitives/primitive.ts';
import { channelsOf, image, type Shape } from '../../dsl/graph/shape.ts';

export interface Rescaling {
  /** Of height and width of the input image. */
  readonly resolution: number;
  /** Of channels, token widths and features inside the network. */
  readonly width: number;
}

/** Classes of the rescaled network: an output of a thousand costs more than the network. */
export const MOST_CLASSES = 10;
/** No width falls below this, unless it was there before. */
const LEAST_WIDTH = 2;
/** Widths that follow from concatenations are settled one after the other; networks have far fewer than this. */
const ROUNDS = 200;

/** Undefined where the result would not fit together: a window larger than its image, groups that do not divide. */
export function rescaled(graph: PrimitiveGraph, { resolution, width }: Rescaling): PrimitiveGraph | undefined {
  const unknowns = widthClasses(graph);
  const settled = new Map<number, number>();
  const widthOf = (node: number): number => {
    const known = settled.get(unknowns.of(node));
    if (known !== undefined) return known;
    const original = unknowns.original(node);
    const multiple = unknowns.multiple(node);
    const least = Math.min(original, LEAST_WIDTH);
    return Math.ceil(Math.max(least, Math.round(original * width)) / multiple) * multiple;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const outcome = attempt(graph, resolution, width, widthOf);
    if (outcome === undefined || 'nodes' in outcome) return outcome;
    const unknown = unknowns.of(outcome.node);
    if (settled.has(unknown)) return undefined;
    settled.set(unknown, outcome.width);
  }
  return undefined;
}

/** The graph with these widths, or the first node whose width follows from its inputs and is another. */
function attempt(
  graph: PrimitiveGraph,
  resolution: number,
  scale: number,
  widthOf: (node: number) => number,
): PrimitiveGraph | { readonly node: number; readonly width: number } | undefined {
  const nodes: OwnedPrimitive[] = [];
  for (const [index, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((input) => shapeAt(nodes, input));
    if (node.op === 'input') {
      nodes.push({ ...node, shape: smaller(node.shape, resolution) });
      continue;
    }
    const before = node.inputs.map((input) => shapeAt(graph.nodes, input));
    const wanted = index === graph.output ? Math.min(MOST_CLASSES, channelsOf(node.shape)) : widthOf(index);
    const attributes = rewritten(node, before, inputs, wanted, scale);
    const { shape: shapeOf, params, macs } = primitives[node.op];
    const shape = shapeOf(attributes, inputs);
    if (isShapeError(shape)) return undefined;
    const actual = channelsOf(shape);
    if (actual !== wanted && index !== graph.output) return { node: index, width: actual };
    nodes.push({
      ...node,
      attributes,
      shape,
      params: params(attributes, inputs),
      macs: macs(attributes, inputs, shape),
    });
  }
  return { nodes, output: graph.output };
}

function smaller(shape: Shape, factor: number): Shape {
  if (shape.kind !== 'image') return shape;
  const side = (length: number): number => Math.max(1, Math.round(length * factor));
  return image(shape.channels, side(shape.height), side(shape.width));
}

function rewritten(
  { op, attributes }: OwnedPrimitive,
  before: readonly Shape[],
  inputs: readonly Shape[],
  wanted: number,
  scale: number,
): Attributes {
  switch (op) {
    case 'conv':
      return isDepthwise(attributes, before)
        ? { ...attributes, out: wanted, groups: channelsOf(inputs[0] as Shape) }
        : { ...attributes, out: wanted };
    case 'linear':
    case 'patchify':
    case 'slice_channels':
    case 'pad_channels':
    case 'none':
      return { ...attributes, out: wanted };
    case 'attention':
      return { ...attributes, head_dim: Math.max(LEAST_WIDTH, Math.round(numberOf(attributes, 'head_dim') * scale)) };
    default:
      return attributes;
  }
}

function isDepthwise(attributes: Attributes, inputs: readonly Shape[]): boolean {
  const groups = numberOf(attributes, 'groups');
  return groups > 1 && inputs[0] !== undefined && channelsOf(inputs[0]) === groups;
}

// ------------------------------------------------------------------------------------------------ widths that are equal

interface WidthClasses {
  /** The unknown that a node's width is. */
  of(node: number): number;
  original(node: number): number;
  /** What the width must be divisible by. */
  multiple(node: number): number;
}

const CHANGES_WIDTH = new Set<string>(['input', 'linear', 'patchify', 'slice_channels', 'pad_channels', 'none', 'concat', 'flatten']); // prettier-ignore

function widthClasses({ nodes }: PrimitiveGraph): WidthClasses {
  const parent = nodes.map((_, index) => index);
  const of = (node: number): number => {
    let at = node;
    while (parent[at] !== at) at = parent[at] as number;
    parent[node] = at;
    return at;
  };
  const unite = (a: number, b: number): void => {
    parent[of(a)] = of(b);
  };
  const divisors: [number, number][] = [];
  nodes.forEach(({ op, inputs, attributes, shape }, index) => {
    const [first] = inputs;
    if (first === undefined || CHANGES_WIDTH.has(op)) return;
    const groups = typeof attributes['groups'] === 'number' ? attributes['groups'] : 1;
    if (op !== 'conv') {
      const width = channelsOf(shape);
      for (const input of inputs) if (channelsOf(shapeAt(nodes, input)) === width) unite(index, input);
      if (groups > 1) divisors.push([index, groups]);
    } else if (isDepthwise(attributes, [shapeAt(nodes, first)])) {
      if (channelsOf(shape) === groups) unite(index, first);
      else divisors.push([index, groups]);
    } else if (groups > 1) {
      divisors.push([first, groups], [index, groups]);
    }
  });
  const multiples = new Map<number, number>();
  for (const [node, divisor] of divisors) {
    const so = multiples.get(of(node)) ?? 1;
    multiples.set(of(node), (so * divisor) / greatestCommonDivisor(so, divisor));
  }
  return {
    of,
    original: (node) => channelsOf(shapeAt(nodes, node)),
    multiple: (node) => multiples.get(of(node)) ?? 1,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function shapeAt(nodes: readonly OwnedPrimitive[], index: number): Shape {
  const node = nodes[index];
  if (node === undefined) throw new Error(`the primitive graph has no node ${index}`);
  return node.shape;
}
