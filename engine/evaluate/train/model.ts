/**
 * A network as a tensor program: the flat graph of primitives becomes logits of a batch, with the weights as named inputs. The
 * same names serve the training program, the evaluation program, checkpoints and export.
 */
import { primitives } from '../../../dsl/graph/primitives.ts';
import type { Initialisation, WeightSpec } from '../../../dsl/graph/primitives.ts';
import type { PrimitiveNode } from '../../../dsl/graph/network.ts';
import { resultsOf } from '../../../dsl/graph/exits.ts';
import type { PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import { elementsOf, type Shape } from '../../../dsl/graph/shape.ts';
import { input, reshape, type Tensor, type Update } from '../../compute/index.ts';
import { forms } from './forms/forms.ts';
import { batchShape } from './forms/structure.ts';

/** A weight or buffer of a network. */
export interface ModelWeight {
  /** `<node>.<name>`, as `12.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialisation: Initialisation;
  readonly trainable: boolean;
}

/** The graph of a network at one batch size and in one mode. */
export interface Model {
  /** Of the network's end, [batch, classes]. */
  readonly logits: Tensor;
  /** Of all results, early exits first; the last one is `logits`. */
  readonly results: readonly Tensor[];
  /** The fed images, [batch, c, h, w]. */
  readonly pixels: Tensor;
  /** Trainable weights in graph order. */
  readonly parameters: readonly Tensor[];
  /** Buffers (running statistics). */
  readonly buffers: readonly Tensor[];
  /** Next values of the buffers; none outside training. */
  readonly updates: readonly Update[];
  /** Inputs to feed with uniform numbers each step: dropout. */
  readonly uniforms: readonly Tensor[];
}

export const PIXELS = 'pixels';

/** All weights and buffers of a network, in graph order. */
export function modelWeights(graph: PrimitiveGraph): ModelWeight[] {
  return graph.nodes.flatMap((node, index) =>
    specsOf(graph, node).map((spec) => ({ ...spec, name: weightName(index, spec.name) })),
  );
}

function specsOf(graph: PrimitiveGraph, node: PrimitiveNode): readonly WeightSpec[] {
  return primitives[node.op].weights(
    node.attributes,
    node.inputs.map((i) => shapeAt(graph, i)),
  );
}

function weightName(node: number, name: string): string {
  return `${node}.${name}`;
}

function shapeAt(graph: PrimitiveGraph, index: number): Shape {
  const node = graph.nodes[index];
  if (node === undefined) throw new Error(`the primitive graph has no node ${index}`);
  return node.shape;
}

/** Builds the graph. The network's results must have one value a class, in whatever shape. */
export function buildModel(graph: PrimitiveGraph, batch: number, training: boolean): Model {
  const parameters: Tensor[] = [];
  const buffers: Tensor[] = [];
  const updates: Update[] = [];
  const uniforms: Tensor[] = [];
  const values: Tensor[] = [];
  const pixels = input(PIXELS, batchShape(batch, shapeAt(graph, 0)));
  const valueAt = (index: number): Tensor => {
    const value = values[index];
    if (value === undefined) throw new Error(`node ${index} is used before it is computed`);
    return value;
  };
  graph.nodes.forEach((node, index) => {
    if (node.op === 'input') {
      values.push(pixels);
      return;
    }
    const weights = new Map<string, Tensor>();
    for (const spec of specsOf(graph, node)) {
      const tensor = input(weightName(index, spec.name), spec.shape);
      weights.set(spec.name, tensor);
      (spec.trainable ? parameters : buffers).push(tensor);
    }
    const weight = (name: string): Tensor => {
      const tensor = weights.get(name);
      if (tensor === undefined) throw new Error(`primitive ${node.op} has no weight ${name}`);
      return tensor;
    };
    const use = {
      attributes: node.attributes,
      inputs: node.inputs.map(valueAt),
      inputShapes: node.inputs.map((i) => shapeAt(graph, i)),
      shape: node.shape,
    };
    const value = forms[node.op](use, {
      batch,
      training,
      weight,
      optionalWeight: (name) => weights.get(name),
      update: (name, next) => updates.push({ state: weight(name), value: next }),
      uniform: (shape) => {
        const tensor = input(`${index}.uniform`, shape);
        uniforms.push(tensor);
        return tensor;
      },
    });
    values.push(value);
  });
  const results = resultsOf(graph).map((at) => reshape(valueAt(at), [batch, elementsOf(shapeAt(graph, at))]));
  const logits = results.at(-1) as Tensor;
  return { logits, results, pixels, parameters, buffers, updates, uniforms };
}
