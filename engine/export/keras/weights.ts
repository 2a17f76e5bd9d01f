/**
 * Weights of a network as the exported Keras model holds them. Keras names layers by their kind and numbers them as they are made, so a weight is named by
 * the kind of its layer, the layer's number among those of its kind, and its own place in the layer: `Conv2D/3/0`.
 */
import { channelsOf } from '../../../dsl/graph/shape.ts';
import { primitives } from '../../../dsl/graph/primitives.ts';
import { numberOf } from '../../../dsl/graph/primitives/primitive.ts';
import { primitivesOf, type PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import type { HostTensor } from '../../compute/index.ts';
import type { Weights } from '../onnx.ts';
import type { Group } from '../outline/group.ts';
import { encodeSafetensors, type SafetensorsFile, type Tensors } from '../safetensors.ts';
import type { Subject } from '../subject.ts';
import { kerasOutline } from './source.ts';

/** The layers that have weights, by what is called to make one. */
const kinds: Readonly<Record<string, string>> = {
  'layers.Conv2D': 'Conv2D',
  depthwise_conv: 'DepthwiseConv2D',
  patchify: 'Conv2D',
  attention: 'MultiHeadAttention',
  'layers.Dense': 'Dense',
  'layers.BatchNormalization': 'BatchNormalization',
  'layers.LayerNormalization': 'LayerNormalization',
  'layers.GroupNormalization': 'GroupNormalization',
  ClassToken: 'ClassToken',
  PositionEmbedding: 'PositionEmbedding',
};

/** The file that `load_weights` of the exported source reads. */
export function kerasWeights(subject: Subject, { tensors, about }: SafetensorsFile): Uint8Array {
  const more = { format: 'keras', architecture: subject.text, graph: subject.hash };
  return encodeSafetensors({ tensors: kerasState(subject, tensors), about: { ...about, ...more } });
}

export function kerasState(subject: Subject, weights: Weights): Tensors {
  const graph = primitivesOf(subject.network);
  const counts = new Map<string, number>();
  const state: Record<string, HostTensor> = {};
  for (const { primitive, kind } of layersOf(kerasOutline(subject))) {
    const number = counts.get(kind) ?? 0;
    counts.set(kind, number + 1);
    valuesOf(graph, primitive, kind, weights).forEach((value, i) => {
      state[`${kind}/${number}/${i}`] = value;
    });
  }
  return state;
}

/** In the order in which the source makes them: that of the steps, those of functions where they are called. */
function layersOf(group: Group): readonly { readonly primitive: number; readonly kind: string }[] {
  return group.steps.flatMap(({ body }) => {
    if ('group' in body) return layersOf(body.group);
    if (body.primitive === undefined || 'expression' in body.piece) return [];
    const { primitive, piece } = body;
    return piece.calls.flatMap(({ callee }) => {
      const kind = kinds[callee];
      return kind === undefined ? [] : [{ primitive, kind }];
    });
  });
}

/** Of one layer, in its order. */
function valuesOf(graph: PrimitiveGraph, index: number, kind: string, weights: Weights): readonly HostTensor[] {
  const node = graph.nodes[index];
  if (node === undefined) throw new Error(`there is no primitive ${index}`);
  const inputs = node.inputs.flatMap((input) => graph.nodes[input]?.shape ?? []);
  const own = primitives[node.op].weights(node.attributes, inputs).map(({ name, shape }): HostTensor => {
    const value = weights[`${index}.${name}`];
    if (value === undefined) throw new Error(`there is no weight ${index}.${name}`);
    return { shape, data: value.data };
  });
  const [weight, ...rest] = own;
  if (weight === undefined) return [];
  switch (kind) {
    case 'Conv2D':
      return [permuted(weight, [2, 3, 1, 0]), ...rest];
    case 'DepthwiseConv2D': {
      // Our outputs stand channel by channel, as many for each as the multiplier says.
      const channels = channelsOf(inputs[0] ?? node.shape);
      const [out = 0, , rows = 1, columns = 1] = weight.shape;
      const byChannel = { shape: [channels, out / channels, rows, columns], data: weight.data };
      return [permuted(byChannel, [2, 3, 0, 1]), ...rest];
    }
    case 'Dense':
      return [permuted(weight, [1, 0]), ...rest];
    case 'MultiHeadAttention':
      return attention(own, numberOf(node.attributes, 'heads'), numberOf(node.attributes, 'head_dim'));
    case 'ClassToken':
    case 'PositionEmbedding':
      // They stand for a batch of one.
      return [{ shape: [1, ...weight.shape], data: weight.data }];
    default:
      return own;
  }
}

/** Query, key, value and the projection of what was seen, each with its bias where there are some. Ours has the first three in one. */
function attention(own: readonly HostTensor[], heads: number, size: number): readonly HostTensor[] {
  const hasBias = own.length === 4;
  const [qkv, second, third, fourth] = own;
  const proj = hasBias ? third : second;
  if (qkv === undefined || proj === undefined) throw new Error('attention lost a projection');
  const width = qkv.shape[1] ?? 0;
  const inner = heads * size;
  const projections = [0, 1, 2].flatMap((part): HostTensor[] => {
    const rows = qkv.data.slice(part * inner * width, (part + 1) * inner * width);
    const kernel = permuted({ shape: [inner, width], data: rows }, [1, 0]);
    const split = { shape: [width, heads, size], data: kernel.data };
    if (!hasBias || second === undefined) return [split];
    return [split, { shape: [heads, size], data: second.data.slice(part * inner, (part + 1) * inner) }];
  });
  const out = { shape: [heads, size, width], data: permuted(proj, [1, 0]).data };
  return [...projections, out, ...(hasBias && fourth !== undefined ? [fourth] : [])];
}

/** The axes in another order. */
function permuted({ shape, data }: HostTensor, order: readonly number[]): HostTensor {
  const sizes = order.map((axis) => shape[axis] ?? 1);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float32Array(data.length);
  const at = sizes.map(() => 0);
  for (let i = 0; i < result.length; i++) {
    let from = 0;
    for (let d = 0; d < order.length; d++) from += (at[d] as number) * (strides[order[d] as number] as number);
    result[i] = data[from] as number;
    for (let d = order.length - 1; d >= 0; d--) {
      at[d] = (at[d] as number) + 1;
      if (at[d] !== sizes[d]) break;
      at[d] = 0;
    }
  }
  return { shape: sizes, data: result };
}
