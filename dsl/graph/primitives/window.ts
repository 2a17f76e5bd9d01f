/**
 * Sliding windows of convolutions and pools. One rule: `same` pads `dilation * (k - 1)` zeros in all, half of them (rounded
 * down) before, so that the output has `ceil(size / stride)` positions, as PyTorch's `padding = dilation * (k - 1) / 2` for
 * odd k; `valid` pads nothing.
 */
import type { Attributes } from '../network.ts';
import { showShape, type Shape } from '../shape.ts';
import { numberOf, parameter, stringOf, type PrimitiveParameter, type ShapeError } from './primitive.ts';

export const paddingParameter: PrimitiveParameter = parameter(
  'padding',
  'string',
  'same',
  '"same": ceil(size / stride) positions; "valid": no padding',
  { values: ['same', 'valid'] },
);

/** Zeros before and after one axis. */
export function paddingOf(padding: string, kernel: number, dilation: number): readonly [number, number] {
  if (padding === 'valid') return [0, 0];
  const total = dilation * (kernel - 1);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** Positions of a window along one axis; zero or less where it does not fit. */
export function positions(size: number, kernel: number, stride: number, dilation: number, padding: string): number {
  const [before, after] = paddingOf(padding, kernel, dilation);
  return Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** `[top, left, bottom, right]`, the order of ONNX's `pads`, of a resolved conv or pool. */
export function padsOf(attributes: Attributes): readonly [number, number, number, number] {
  const padding = stringOf(attributes, 'padding');
  const dilation = attributes['dilation'] === undefined ? 1 : numberOf(attributes, 'dilation');
  const [kh, kw] = kernelOf(attributes);
  const [top, bottom] = paddingOf(padding, kh, dilation);
  const [left, right] = paddingOf(padding, kw, dilation);
  return [top, left, bottom, right];
}

/** `[height, width]` of the window. */
export function kernelOf(attributes: Attributes): readonly [number, number] {
  if (attributes['kh'] !== undefined) return [numberOf(attributes, 'kh'), numberOf(attributes, 'kw')];
  const k = numberOf(attributes, 'k');
  return [k, k];
}

/** Shape after a window has slid over an image. */
export function slide(name: string, attributes: Attributes, input: Shape, channels: number): Shape | ShapeError {
  if (input.kind !== 'image') return { error: `${name} needs an image, the input is ${showShape(input)}` };
  const [kh, kw] = kernelOf(attributes);
  const stride = numberOf(attributes, 'stride');
  const dilation = attributes['dilation'] === undefined ? 1 : numberOf(attributes, 'dilation');
  const padding = stringOf(attributes, 'padding');
  const height = positions(input.height, kh, stride, dilation, padding);
  const width = positions(input.width, kw, stride, dilation, padding);
  if (height < 1 || width < 1) {
    const reach = dilation > 1 ? ` and dilation ${dilation}` : '';
    return { error: `${name} with a ${kh}x${kw} window${reach} and no padding does not fit in ${showShape(input)}` };
  }
  return { kind: 'image', channels, height, width };
}
