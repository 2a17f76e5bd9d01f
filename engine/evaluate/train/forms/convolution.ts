/** Executable forms of convolutions and pools. */
import { numberOf } from '../../../../dsl/graph/primitives/primitive.ts';
import { kernelOf, padsOf } from '../../../../dsl/graph/primitives/window.ts';
import { averagePool, conv2d, maxPool, mean, type PoolOptions } from '../../../compute/index.ts';
import { first, type Form, type Use } from './form.ts';

function poolOptions(use: Use): PoolOptions {
  return {
    kernel: kernelOf(use.attributes),
    stride: numberOf(use.attributes, 'stride'),
    padding: padsOf(use.attributes),
  };
}

export const windowForms = {
  conv: (use, around) =>
    conv2d(
      first(use),
      around.weight('weight'),
      {
        stride: numberOf(use.attributes, 'stride'),
        padding: padsOf(use.attributes),
        dilation: numberOf(use.attributes, 'dilation'),
        groups: numberOf(use.attributes, 'groups'),
      },
      around.optionalWeight('bias'),
    ),
  maxpool: (use) => maxPool(first(use), poolOptions(use)),
  avgpool: (use) => averagePool(first(use), poolOptions(use)),
  global_avgpool: (use) => mean(first(use), [2, 3], true),
} satisfies Record<string, Form>;
