/** Activations: elementwise, of any shape, without weights; softmax runs over the channels. */
import { inputOf, primitive, type Primitive } from './primitive.ts';

const activation = (doc: string): Primitive => primitive({ doc, shape: (_, inputs) => inputOf(inputs, 0) });

export const activations = {
  relu: activation('max(x, 0).'),
  relu6: activation('min(max(x, 0), 6) (MobileNetV2, Sandler et al. 2018).'),
  hswish: activation('x * hsigmoid(x) (MobileNetV3, Howard et al. 2019).'),
  hsigmoid: activation('min(max(x + 3, 0), 6) / 6 (MobileNetV3, Howard et al. 2019).'),
  sigmoid: activation('1 / (1 + exp(-x)).'),
  tanh: activation('Hyperbolic tangent.'),
  gelu: activation('x * Phi(x) with the exact normal distribution function (Hendrycks and Gimpel 2016).'),
  silu: activation('x * sigmoid(x), also called swish (Ramachandran et al. 2017).'),
  softmax: activation('exp(x) over its sum along the channels of every token or position.'),
} satisfies Record<string, Primitive>;
