/**
 * The graph encoder as a tensor program, after NN-Former (Xu et al., CVPR 2025): nodes are tokens; of four attention heads one sees the nodes that a node feeds,
 * one those that feed it, one its siblings (they feed a common node) and one those that are fed by a common node, each the node itself too; the
 * feed-forward block adds what forward and backward neighbours hold. No position is told: what is the same up to the order of nodes is encoded
 * the same. The embedding is the sum over the nodes.
 */
import {
  add,
  attention,
  concat,
  constant,
  dense,
  expandDims,
  input,
  joinHeads,
  layerNorm,
  matmul,
  min,
  mul,
  relu,
  split,
  splitHeads,
  stack,
  sub,
  sum,
  transpose,
  type Shape,
  type Tensor,
} from '../../compute/index.ts';
import type { GraphBatch } from './graph-batch.ts';

export interface EncoderShape {
  /** Numbers of a node, see `inputWidth`. */
  readonly inputs: number;
  readonly width: number;
  readonly layers: number;
}

/** Heads see A, A^T, A A^T, A^T A. */
const HEADS = 4;
/** Added to the attention of nodes that are not seen. */
const HIDDEN = -1e4;

/** Names and shapes of the encoder's weights. */
export function encoderWeights({ inputs, width, layers }: EncoderShape): Readonly<Record<string, Shape>> {
  const weights: Record<string, Shape> = { 'embed.weight': [inputs, width], 'embed.bias': [width] };
  for (let layer = 0; layer < layers; layer++) {
    Object.assign(weights, {
      [`${layer}.attend.scale`]: [width],
      [`${layer}.attend.bias`]: [width],
      [`${layer}.qkv.weight`]: [width, 3 * width],
      [`${layer}.mix.weight`]: [width, width],
      [`${layer}.mix.bias`]: [width],
      [`${layer}.feed.scale`]: [width],
      [`${layer}.feed.bias`]: [width],
      [`${layer}.self.weight`]: [width, 2 * width],
      [`${layer}.self.bias`]: [2 * width],
      [`${layer}.forward.weight`]: [width, width],
      [`${layer}.backward.weight`]: [width, width],
      [`${layer}.out.weight`]: [2 * width, width],
      [`${layer}.out.bias`]: [width],
    });
  }
  return { ...weights, 'last.scale': [width], 'last.bias': [width] };
}

/** The fed arrays of a batch. */
export interface GraphInputs {
  readonly nodes: Tensor;
  readonly adjacency: Tensor;
  readonly present: Tensor;
}

export function graphInputs(rows: number, nodes: number, inputs: number): GraphInputs {
  return {
    nodes: input('graph.nodes', [rows, nodes, inputs]),
    adjacency: input('graph.adjacency', [rows, nodes, nodes]),
    present: input('graph.present', [rows, nodes]),
  };
}

export function graphFeeds({ inputs, adjacency, present }: GraphBatch): Record<string, Float32Array> {
  return { 'graph.nodes': inputs, 'graph.adjacency': adjacency, 'graph.present': present };
}

/** Embeddings [rows, width]. `perNode`: the number of nodes that the sum is divided by, the same for all architectures of a space. */
export function embed(
  graph: GraphInputs,
  weight: (name: string) => Tensor,
  shape: EncoderShape,
  perNode: number,
): Tensor {
  const { width, layers } = shape;
  const { adjacency } = graph;
  const backward = transpose(adjacency, [0, 2, 1]);
  const bias = hiding(adjacency, backward);
  let hidden = dense(graph.nodes, weight('embed.weight'), weight('embed.bias'));
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string): Tensor => weight(`${layer}.${name}`);
    const seen = layerNorm(hidden, of('attend.scale'), of('attend.bias'));
    const parts = split(dense(seen, of('qkv.weight')), 2, [width, width, width]);
    const [q, k, v] = parts.map((part) => splitHeads(part, HEADS)) as [Tensor, Tensor, Tensor];
    hidden = add(hidden, dense(joinHeads(attention(q, k, v, bias)), of('mix.weight'), of('mix.bias')));
    const fed = layerNorm(hidden, of('feed.scale'), of('feed.bias'));
    const ahead = matmul(adjacency, dense(fed, of('forward.weight')));
    const behind = matmul(backward, dense(fed, of('backward.weight')));
    const inner = relu(add(dense(fed, of('self.weight'), of('self.bias')), concat([ahead, behind], 2)));
    hidden = add(hidden, dense(inner, of('out.weight'), of('out.bias')));
  }
  const last = layerNorm(hidden, weight('last.scale'), weight('last.bias'));
  return mul(sum(mul(last, expandDims(graph.present, 2)), [1]), 1 / perNode);
}

/** [rows, heads, nodes, nodes]: 0 where a node sees another in that head, and itself; a large negative number elsewhere. */
function hiding(adjacency: Tensor, backward: Tensor): Tensor {
  const nodes = adjacency.shape[1] as number;
  const self = constant(Float32Array.from({ length: nodes * nodes }, (_, i) => (i % (nodes + 1) === 0 ? 1 : 0)), [nodes, nodes]); // prettier-ignore
  const heads = [adjacency, backward, matmul(adjacency, backward), matmul(backward, adjacency)];
  const seen = min(add(stack(heads, 1), self), 1);
  return mul(sub(1, seen), HIDDEN);
}
