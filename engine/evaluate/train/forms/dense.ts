/** Executable forms of dense layers and dropout. Weights are [out, in]. */
import { numberOf } from '../../../../dsl/graph/primitives/primitive.ts';
import { channelsOf } from '../../../../dsl/graph/shape.ts';
import { add, dropout, flatten, matmul, reshape, type Tensor } from '../../../compute/index.ts';
import { first, firstShape, type Form } from './form.ts';

/** x [..., in] times weight [out, in] transposed, plus bias [out]. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | undefined): Tensor {
  const product = matmul(x, weight, { transposeB: true });
  return bias === undefined ? product : add(product, bias);
}

export const denseForms = {
  linear: (use, around) => {
    const shape = firstShape(use);
    const x = shape.kind === 'image' ? reshape(first(use), [around.batch, channelsOf(shape)]) : first(use);
    return linear(x, around.weight('weight'), around.optionalWeight('bias'));
  },
  flatten: (use) => flatten(first(use)),
  dropout: (use, around) => {
    const rate = numberOf(use.attributes, 'rate');
    const x = first(use);
    return around.training && rate > 0 ? dropout(x, around.uniform(x.shape), rate) : x;
  },
} satisfies Record<string, Form>;
