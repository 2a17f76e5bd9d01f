/**
 * A network cut into segments with one result each: an operator, or a few in a row. Networks of one space are made of the same few
 * segments, so each is compiled once and serves all of them; plain merges are not compiled at all.
 */
import { resultsOf } from '../../dsl/graph/exits.ts';
import type { Attributes } from '../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../dsl/graph/primitives.ts';
import type { OwnedPrimitive, PrimitiveGraph } from '../../dsl/graph/primitives-of.ts';
import type { Shape } from '../../dsl/graph/shape.ts';

export interface SegmentNode {
  readonly op: PrimitiveName;
  readonly attributes: Attributes;
  /** `r < inputs` is the r-th value that enters, `inputs + i` the i-th node of the segment. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
}

/** What a segment computes, wherever it stands. The last node is the result. */
export interface Segment {
  /** Equal for segments that compute the same. */
  readonly key: string;
  readonly inputShapes: readonly Shape[];
  readonly nodes: readonly SegmentNode[];
  /** Whether, without normalisation and biases, a positive factor on the inputs is one on the result. */
  readonly homogeneous: boolean;
}

/** Values are numbered: 0 is the image, the i-th step gives value i + 1. */
export type Step = {
  readonly inputs: readonly number[];
  readonly shape: Shape;
} &
  /** `nodes`: those of the flat graph that the segment stands for, in the segment's order. */
  (
    | { readonly kind: 'segment'; readonly segment: Segment; readonly nodes: readonly number[] }
    | { readonly kind: 'sum' | 'mean' | 'concat'; readonly inputShapes: readonly Shape[] }
  );

export interface SegmentGraph {
  readonly input: Shape;
  readonly steps: readonly Step[];
  /** The value that is the network's result; 0 where it is the image itself. */
  readonly output: number;
  /** Values that are results: early exits, where they were asked for, and the output last. */
  readonly results: readonly number[];
}

/** Nodes of the flat graph that belong together, the last of them is the result. */
interface Unit {
  readonly nodes: number[];
  readonly inputs: readonly number[];
  readonly merge: boolean;
  readonly weighted: boolean;
}

const MERGES = new Set<string>(['sum', 'mean', 'concat']);
/** Neither linear nor a rectifier. */
const BENDS = new Set<string>(['relu6', 'hswish', 'hsigmoid', 'sigmoid', 'tanh', 'gelu', 'silu', 'softmax', 'attention', 'multiply', 'class_token', 'position_embedding']); // prettier-ignore
const WEIGHTED = new Set<string>(['conv', 'linear', 'attention', 'patchify']);

/** `exits`: with the early exits of the network; without, what only they need is not there. */
export function segmentsOf(graph: PrimitiveGraph, { exits = false } = {}): SegmentGraph {
  const roots = exits ? resultsOf(graph) : [graph.output];
  const units = joined(unitsOf(graph, roots), roots);
  const valueOf = new Map<number, number>([[0, 0]]);
  units.forEach((unit, i) => valueOf.set(unit.nodes.at(-1) as number, i + 1));
  const value = (node: number): number => {
    const found = valueOf.get(node);
    if (found === undefined) throw new Error(`node ${node} is used outside of its segment`);
    return found;
  };
  const steps = units.map((unit): Step => {
    const last = nodeAt(graph, unit.nodes.at(-1) as number);
    const inputShapes = unit.inputs.map((input) => nodeAt(graph, input).shape);
    const common = { inputs: unit.inputs.map(value), shape: last.shape };
    if (unit.merge) return { ...common, kind: last.op as 'sum' | 'mean' | 'concat', inputShapes };
    return { ...common, kind: 'segment', segment: segmentOf(graph, unit, inputShapes), nodes: unit.nodes };
  });
  return { input: nodeAt(graph, 0).shape, steps, output: value(graph.output), results: roots.map(value) };
}

/** The live nodes, those of one operator together. */
function unitsOf(graph: PrimitiveGraph, roots: readonly number[]): Unit[] {
  const live = liveNodes(graph, roots);
  const byOwner = new Map<number, number[]>();
  graph.nodes.forEach(({ owner }, index) => {
    if (index === 0 || !live.has(index)) return;
    const nodes = byOwner.get(owner) ?? [];
    byOwner.set(owner, nodes);
    nodes.push(index);
  });
  return [...byOwner.values()].map((nodes) => unitOf(graph, nodes));
}

function unitOf(graph: PrimitiveGraph, nodes: number[]): Unit {
  const own = new Set(nodes);
  const inputs = [...new Set(nodes.flatMap((node) => nodeAt(graph, node).inputs))].filter((input) => !own.has(input));
  const ops = nodes.map((node) => nodeAt(graph, node).op);
  const merge = ops.length === 1 && MERGES.has(ops[0] as string);
  // A merge may take one value twice.
  return {
    nodes,
    inputs: merge ? nodeAt(graph, nodes[0] as number).inputs : inputs,
    merge,
    weighted: ops.some((op) => WEIGHTED.has(op)),
  };
}

/** Joins a unit to the one before it where that serves it alone, and not both hold weights. */
function joined(units: readonly Unit[], roots: readonly number[]): Unit[] {
  const uses = new Map<number, number>(roots.map((root) => [root, 1]));
  for (const { inputs } of units) for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  const result: Unit[] = [];
  const endingAt = new Map<number, Unit>();
  for (const unit of units) {
    const [only] = unit.inputs;
    const before = unit.inputs.length === 1 && only !== undefined ? endingAt.get(only) : undefined;
    const joins =
      before !== undefined &&
      !before.merge &&
      !unit.merge &&
      !(before.weighted && unit.weighted) &&
      uses.get(only as number) === 1;
    const next = joins
      ? { ...before, nodes: [...before.nodes, ...unit.nodes], weighted: before.weighted || unit.weighted }
      : unit;
    if (joins) result[result.indexOf(before)] = next;
    else result.push(next);
    endingAt.set(next.nodes.at(-1) as number, next);
  }
  return result;
}

function segmentOf(graph: PrimitiveGraph, { nodes, inputs }: Unit, inputShapes: readonly Shape[]): Segment {
  const reference = new Map<number, number>(inputs.map((input, r) => [input, r]));
  nodes.forEach((node, i) => reference.set(node, inputs.length + i));
  const described = nodes.map((node): SegmentNode => {
    const { op, attributes, inputs: from, shape } = nodeAt(graph, node);
    return { op, attributes, inputs: from.map((input) => reference.get(input) ?? -1), shape };
  });
  const homogeneous = described.every(({ op }) => !BENDS.has(op));
  return { key: JSON.stringify([inputShapes, described]), inputShapes, nodes: described, homogeneous };
}

function liveNodes(graph: PrimitiveGraph, roots: readonly number[]): Set<number> {
  const live = new Set<number>();
  const pending = [...roots];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    pending.push(...nodeAt(graph, node).inputs);
  }
  return live;
}

function nodeAt(graph: PrimitiveGraph, index: number): OwnedPrimitive {
  const node = graph.nodes[index];
  if (node === undefined) throw new Error(`the primitive graph has no node ${index}`);
  return node;
}
