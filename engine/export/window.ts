/** How the padding of a sliding window is written in frameworks: not at all, the same on both sides, or by a padding of its own. */
import type { Attributes } from '../../dsl/graph/network.ts';
import { numberOf } from '../../dsl/graph/primitives/primitive.ts';
import { kernelOf, padsOf } from '../../dsl/graph/primitives/window.ts';
import type { Shape } from '../../dsl/graph/shape.ts';

export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
  /** What TensorFlow calls `same` pads alike here. It depends on the stride and on the size of the image. */
  readonly sameInTensorFlow: boolean;
}

export type Padding =
  | { readonly kind: 'none' }
  /** Rows above and below, columns left and right. */
  | { readonly kind: 'symmetric'; readonly rows: number; readonly columns: number }
  | {
      readonly kind: 'explicit';
      readonly top: number;
      readonly left: number;
      readonly bottom: number;
      readonly right: number;
    };

export function windowOf(attributes: Attributes, input: Shape, output: Shape): Window {
  if (input.kind !== 'image' || output.kind !== 'image') throw new Error('a window slides over an image');
  const kernel = kernelOf(attributes);
  const [top, left] = padsOf(attributes);
  const stride = numberOf(attributes, 'stride');
  const dilation = attributes['dilation'] === undefined ? 1 : numberOf(attributes, 'dilation');
  const rows = axis(input.height, output.height, kernel[0], stride, dilation, top);
  const columns = axis(input.width, output.width, kernel[1], stride, dilation, left);
  return {
    kernel,
    stride,
    dilation,
    padding: paddingOf(rows, columns),
    sameInTensorFlow: rows.tensorFlow && columns.tensorFlow,
  };
}

interface Axis {
  readonly before: number;
  /** Zeros after the last position that a window reaches. */
  readonly after: number;
  /** As many zeros after as before give the same positions. */
  readonly symmetric: boolean;
  readonly tensorFlow: boolean;
}

function axis(size: number, positions: number, kernel: number, stride: number, dilation: number, before: number): Axis {
  const extent = dilation * (kernel - 1) + 1;
  const after = Math.max(0, (positions - 1) * stride + extent - size - before);
  const symmetric = Math.floor((size + 2 * before - extent) / stride) + 1 === positions;
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size);
  const tensorFlow = Math.floor(total / 2) === before && Math.ceil(size / stride) === positions;
  return { before, after, symmetric, tensorFlow };
}

function paddingOf(rows: Axis, columns: Axis): Padding {
  if (!rows.symmetric || !columns.symmetric) {
    return { kind: 'explicit', top: rows.before, left: columns.before, bottom: rows.after, right: columns.after };
  }
  if (rows.before === 0 && columns.before === 0) return { kind: 'none' };
  return { kind: 'symmetric', rows: rows.before, columns: columns.before };
}
