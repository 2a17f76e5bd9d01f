/** Shapes of the values that flow through a network; the batch dimension is left out everywhere. */

export type Shape =
  /** Feature map, planar (channels first). */
  | { readonly kind: 'image'; readonly channels: number; readonly height: number; readonly width: number }
  /** Sequence of `count` tokens of `width` features each. */
  | { readonly kind: 'tokens'; readonly count: number; readonly width: number }
  | { readonly kind: 'features'; readonly width: number }
  | { readonly kind: 'logits'; readonly classes: number };

export function image(channels: number, height: number, width: number): Shape {
  return { kind: 'image', channels, height, width };
}

export function tokens(count: number, width: number): Shape {
  return { kind: 'tokens', count, width };
}

export function features(width: number): Shape {
  return { kind: 'features', width };
}

/** The number a reader means by "channels" of any value: channels, token width, features, classes. */
export function channelsOf(shape: Shape): number {
  switch (shape.kind) {
    case 'image':
      return shape.channels;
    case 'tokens':
    case 'features':
      return shape.width;
    case 'logits':
      return shape.classes;
  }
}

export function elementsOf(shape: Shape): number {
  switch (shape.kind) {
    case 'image':
      return shape.channels * shape.height * shape.width;
    case 'tokens':
      return shape.count * shape.width;
    case 'features':
      return shape.width;
    case 'logits':
      return shape.classes;
  }
}

/** As written in the language: `image[3, 32, 32]`. */
export function showShape(shape: Shape): string {
  switch (shape.kind) {
    case 'image':
      return `image[${shape.channels}, ${shape.height}, ${shape.width}]`;
    case 'tokens':
      return `tokens[${shape.count}, ${shape.width}]`;
    case 'features':
      return `features[${shape.width}]`;
    case 'logits':
      return `logits[${shape.classes}]`;
  }
}

export function sameShape(a: Shape, b: Shape): boolean {
  return showShape(a) === showShape(b);
}
