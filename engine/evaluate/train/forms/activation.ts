/** Executable forms of activations. */
import { gelu, hardSigmoid, hardSwish, relu, relu6, sigmoid, silu, softmax, tanh } from '../../../compute/index.ts';
import { channelAxis, elementwise, first, type Form } from './form.ts';

export const activationForms = {
  relu: elementwise(relu),
  relu6: elementwise(relu6),
  hswish: elementwise(hardSwish),
  hsigmoid: elementwise(hardSigmoid),
  sigmoid: elementwise(sigmoid),
  tanh: elementwise(tanh),
  gelu: elementwise(gelu),
  silu: elementwise(silu),
  softmax: (use) => softmax(first(use), channelAxis(use.shape)),
} satisfies Record<string, Form>;
