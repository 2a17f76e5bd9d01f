/** Executable forms of the transformer's primitives. */
import { numberOf } from '../../../../dsl/graph/primitives/primitive.ts';
import {
  add,
  attention,
  broadcast,
  concat,
  conv2d,
  joinHeads,
  mean,
  reshape,
  sliceAxis,
  split,
  splitHeads,
  transpose,
  type Tensor,
} from '../../../compute/index.ts';
import { linear } from './dense.ts';
import { first, type Form } from './form.ts';

/** Positions of an image [n, c, h, w], row by row, as tokens [n, h * w, c]. */
function positions(x: Tensor): Tensor {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  return transpose(reshape(x, [batch, channels, height * width]), [0, 2, 1]);
}

export const tokenForms = {
  attention: (use, around) => {
    const heads = numberOf(use.attributes, 'heads');
    const inner = heads * numberOf(use.attributes, 'head_dim');
    const qkv = linear(first(use), around.weight('qkv.weight'), around.optionalWeight('qkv.bias'));
    const [query, key, value] = split(qkv, -1, [inner, inner, inner]).map((part) => splitHeads(part, heads));
    if (query === undefined || key === undefined || value === undefined) throw new Error('attention lost a projection');
    const seen = joinHeads(attention(query, key, value));
    return linear(seen, around.weight('proj.weight'), around.optionalWeight('proj.bias'));
  },
  patchify: (use, around) => {
    const stride = numberOf(use.attributes, 'size');
    return positions(conv2d(first(use), around.weight('weight'), { stride }, around.optionalWeight('bias')));
  },
  class_token: (use, around) => {
    const x = first(use);
    const token = around.weight('token');
    const width = x.shape[2] ?? 0;
    return concat([broadcast(reshape(token, [1, 1, width]), [around.batch, 1, width]), x], 1);
  },
  position_embedding: (use, around) => add(first(use), around.weight('position')),
  take_token: (use) => {
    const x = first(use);
    return reshape(sliceAxis(x, 1, numberOf(use.attributes, 'index'), 1), [x.shape[0] ?? 0, x.shape[2] ?? 0]);
  },
  mean_tokens: (use) => mean(first(use), [1]),
  to_tokens: (use) => positions(first(use)),
} satisfies Record<string, Form>;
