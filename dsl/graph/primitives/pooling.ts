/** Pools: windows without weights. They cost no multiply-accumulates in our convention (docs/costs.md). */
import { image, showShape, type Shape } from '../shape.ts';
import { inputOf, parameter, primitive, strideParameter, type Primitive } from './primitive.ts';
import { paddingParameter, slide } from './window.ts';

const window = [
  parameter('k', 'int', 3, 'height and width of the window', { min: 1, max: 1024 }),
  strideParameter(1),
  paddingParameter,
];

const channels = (input: Shape): number => (input.kind === 'image' ? input.channels : 0);

export const pools = {
  maxpool: primitive({
    doc: 'Largest value of every window; padding never wins.',
    parameters: window,
    shape: (attributes, inputs) => slide('maxpool', attributes, inputOf(inputs, 0), channels(inputOf(inputs, 0))),
  }),
  avgpool: primitive({
    doc: 'Mean of every window; padding is not counted (count_include_pad = false).',
    parameters: window,
    shape: (attributes, inputs) => slide('avgpool', attributes, inputOf(inputs, 0), channels(inputOf(inputs, 0))),
  }),
  global_avgpool: primitive({
    doc: 'Mean over all positions: image[c, h, w] to image[c, 1, 1], which linear accepts.',
    shape: (_, inputs) => {
      const input = inputOf(inputs, 0);
      if (input.kind !== 'image') return { error: `global_avgpool needs an image, the input is ${showShape(input)}` };
      return image(input.channels, 1, 1);
    },
  }),
} satisfies Record<string, Primitive>;
