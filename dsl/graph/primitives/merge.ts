/** Merges: several values become one. All but concat need equal shapes; multiply also takes a gate of one position. */
import { channelsOf, features, image, sameShape, showShape, tokens, type Shape } from '../shape.ts';
import { inputOf, primitive, type Primitive, type ShapeError } from './primitive.ts';

function equalShapes(name: string, inputs: readonly Shape[]): Shape | ShapeError {
  const first = inputOf(inputs, 0);
  const other = inputs.find((shape) => !sameShape(first, shape));
  if (other === undefined) return first;
  return { error: `${name} needs equal shapes, the inputs are ${showShape(first)} and ${showShape(other)}` };
}

function concatShape(inputs: readonly Shape[]): Shape | ShapeError {
  const first = inputOf(inputs, 0);
  const other = inputs.find((shape) => !sameButChannels(first, shape));
  if (other !== undefined) {
    return {
      error: `concat needs shapes that agree but for channels, the inputs are ${showShape(first)} and ${showShape(other)}`,
    };
  }
  const channels = inputs.reduce((sum, shape) => sum + channelsOf(shape), 0);
  switch (first.kind) {
    case 'image':
      return image(channels, first.height, first.width);
    case 'tokens':
      return tokens(first.count, channels);
    case 'features':
    case 'logits':
      return features(channels);
  }
}

function sameButChannels(a: Shape, b: Shape): boolean {
  if (a.kind === 'image' && b.kind === 'image') return a.height === b.height && a.width === b.width;
  if (a.kind === 'tokens' && b.kind === 'tokens') return a.count === b.count;
  return a.kind === b.kind;
}

/** A gate has the value's shape, or its channels at one position. */
function gated(inputs: readonly Shape[]): Shape | ShapeError {
  const value = inputOf(inputs, 0);
  const gate = inputOf(inputs, 1);
  const onePosition = gate.kind === 'features' || (gate.kind === 'image' && gate.height === 1 && gate.width === 1);
  const fits = sameShape(value, gate) || (value.kind === 'image' && onePosition && channelsOf(gate) === value.channels);
  if (fits) return value;
  return {
    error: `multiply needs a gate of ${channelsOf(value)} channels at every or at one position, the inputs are ${showShape(value)} and ${showShape(gate)}`,
  };
}

const merge = (doc: string, shape: (inputs: readonly Shape[]) => Shape | ShapeError): Primitive =>
  primitive({ doc, role: 'merge', arity: 'many', shape: (_, inputs) => shape(inputs) });

export const merges = {
  sum: merge('Elementwise sum.', (inputs) => equalShapes('sum', inputs)),
  mean: merge('Elementwise mean.', (inputs) => equalShapes('mean', inputs)),
  max: merge('Elementwise maximum.', (inputs) => equalShapes('max', inputs)),
  concat: merge('Channels of all inputs side by side.', concatShape),
  multiply: primitive({
    doc: 'The first input times the second, a gate, which may stand for all positions at once.',
    role: 'merge',
    arity: 2,
    shape: (_, inputs) => gated(inputs),
  }),
} satisfies Record<string, Primitive>;
