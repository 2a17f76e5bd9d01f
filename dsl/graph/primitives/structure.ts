/** Primitives without arithmetic: sources, pass-through, cuts, and changes of width or size. */
import type { Attributes } from '../network.ts';
import { channelsOf, features, image, showShape, tokens, type Shape } from '../shape.ts';
import {
  inputOf,
  MAX_WIDTH,
  numberOf,
  outParameter,
  parameter,
  primitive,
  strideParameter,
  type Primitive,
  type ShapeError,
} from './primitive.ts';

function withWidth(shape: Shape, width: number): Shape {
  switch (shape.kind) {
    case 'image':
      return image(width, shape.height, shape.width);
    case 'tokens':
      return tokens(shape.count, width);
    case 'features':
    case 'logits':
      return features(width);
  }
}

/** What `none` leaves: the input's shape with other channels and fewer positions. */
function reduced(attributes: Attributes, input: Shape): Shape | ShapeError {
  const out = numberOf(attributes, 'out');
  const stride = numberOf(attributes, 'stride');
  if (input.kind === 'image') return image(out, Math.ceil(input.height / stride), Math.ceil(input.width / stride));
  if (stride === 1) return withWidth(input, out);
  return { error: `none with stride ${stride} needs an image, the input is ${showShape(input)}` };
}

const width = parameter('out', 'int', undefined, 'channels of the result', { min: 1, max: MAX_WIDTH });

export const structurePrimitives = {
  input: primitive({
    doc: 'The value that enters the network.',
    role: 'input',
    arity: 0,
    shape: () => ({ error: 'the shape of input is declared, not inferred' }),
  }),
  identity: primitive({
    doc: 'Passes the value through.',
    shape: (_, inputs) => inputOf(inputs, 0),
  }),
  none: primitive({
    doc: 'Cuts the connection: zeros of the expected shape, removed with all that hangs on them alone.',
    parameters: [outParameter, strideParameter(1)],
    shape: (attributes, inputs) => reduced(attributes, inputOf(inputs, 0)),
  }),
  upsample: primitive({
    doc: 'Repeats every position of an image: nearest-neighbour enlargement.',
    parameters: [parameter('scale', 'int', 2, 'factor of height and width', { min: 1, max: 64 })],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const scale = numberOf(attributes, 'scale');
      if (input.kind !== 'image') return { error: `upsample needs an image, the input is ${showShape(input)}` };
      return image(input.channels, input.height * scale, input.width * scale);
    },
  }),
  slice_channels: primitive({
    doc: 'The first channels only (NAS-Bench-101, Ying et al. 2019: truncation).',
    role: 'adapter',
    parameters: [width],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const out = numberOf(attributes, 'out');
      const result = withWidth(input, out);
      const kept = channelsOf(input);
      if (out <= kept) return result;
      return { error: `slice_channels to ${out} needs at least ${out} channels, the input has ${kept}` };
    },
  }),
  pad_channels: primitive({
    doc: 'Zeros after the last channel (ResNet, He et al. 2016: shortcut option A).',
    role: 'adapter',
    parameters: [width],
    shape: (attributes, inputs) => {
      const input = inputOf(inputs, 0);
      const out = numberOf(attributes, 'out');
      const had = channelsOf(input);
      if (out >= had) return withWidth(input, out);
      return { error: `pad_channels to ${out} cannot hold the input's ${had} channels` };
    },
  }),
} satisfies Record<string, Primitive>;
