/** Executable forms of primitives without arithmetic. */
import { numberOf } from '../../../../dsl/graph/primitives/primitive.ts';
import { channelsOf, type Shape } from '../../../../dsl/graph/shape.ts';
import { full, pad, sliceAxis, upsample } from '../../../compute/index.ts';
import { channelAxis, first, firstShape, type Form } from './form.ts';

/** Axes of a value of a batch. */
export function batchShape(batch: number, shape: Shape): number[] {
  switch (shape.kind) {
    case 'image':
      return [batch, shape.channels, shape.height, shape.width];
    case 'tokens':
      return [batch, shape.count, shape.width];
    case 'features':
      return [batch, shape.width];
    case 'logits':
      return [batch, shape.classes];
  }
}

export const structureForms = {
  identity: (use) => first(use),
  none: (use, around) => full(batchShape(around.batch, use.shape), 0),
  upsample: (use) => upsample(first(use), numberOf(use.attributes, 'scale')),
  slice_channels: (use) => sliceAxis(first(use), channelAxis(use.shape), 0, channelsOf(use.shape)),
  pad_channels: (use) => {
    const x = first(use);
    const missing = channelsOf(use.shape) - channelsOf(firstShape(use));
    const axis = channelAxis(use.shape);
    const zeros = x.shape.map(() => 0);
    return pad(
      x,
      zeros,
      zeros.map((_, i) => (i === axis ? missing : 0)),
    );
  },
} satisfies Record<string, Form>;
