/**
 * Networks of a few primitives computed the plain way: in float64, position by position, gradients by central differences. What the proxies' definitions
 * ask is computed from this alone.
 */
import { primitives } from '../../../../dsl/graph/primitives.ts';
import type { OwnedPrimitive, PrimitiveGraph } from '../../../../dsl/graph/primitives-of.ts';
import { channelsOf, elementsOf, type Shape } from '../../../../dsl/graph/shape.ts';
import { weightStore } from '../../../../engine/proxies/weights.ts';

/** A value of a batch: an array of numbers for each image, channels outermost. */
type Value = number[][];

export interface Reference {
  readonly graph: PrimitiveGraph;
  /** Of each node, of convolutions and dense layers only: biases are zero, scales one. */
  readonly weights: readonly (Float64Array | undefined)[];
}

/** With the very weights that a laboratory of this seed gives the network; `absolute` as synflow has them. */
export function reference(graph: PrimitiveGraph, seed: number, absolute = false): Reference {
  const take = weightStore(`${seed}/weights`, absolute).take();
  const weights = graph.nodes.map(({ op, attributes, inputs }) => {
    const specs = primitives[op].weights(attributes, inputs.map((i) => nodeAt(graph, i).shape)); // prettier-ignore
    const counts = op === 'conv' || op === 'linear';
    const taken = take(specs.map((spec) => ({ ...spec, counts })));
    return counts ? Float64Array.from(taken['weight'] as Float32Array) : undefined;
  });
  return { graph, weights };
}

export interface Evaluated {
  readonly logits: Value;
  /** For each rectifier, what enters it. */
  readonly rectified: readonly Value[];
}

export function evaluate({ graph, weights }: Reference, images: Value, normalised: boolean): Evaluated {
  const values: Value[] = [];
  const rectified: Value[] = [];
  graph.nodes.forEach((node, index) => {
    const from = node.inputs.map((i) => values[i] as Value);
    const shapes = node.inputs.map((i) => nodeAt(graph, i).shape);
    if (node.op === 'relu') rectified.push(from[0] as Value);
    values.push(node.op === 'input' ? images : apply(node, from, shapes[0] as Shape, weights[index], normalised));
  });
  return { logits: values[graph.output] as Value, rectified };
}

function apply(
  node: OwnedPrimitive,
  from: readonly Value[],
  before: Shape,
  weight: Float64Array | undefined,
  normalised: boolean,
): Value {
  // prettier-ignore
  const x = from[0] as Value;
  switch (node.op) {
    case 'conv':
      return x.map((image) => convolve(image, before, node, weight as Float64Array));
    case 'linear':
      return x.map((row) =>
        Array.from({ length: channelsOf(node.shape) }, (_, o) =>
          row.reduce((sum, value, i) => sum + value * ((weight as Float64Array)[o * row.length + i] as number), 0),
        ),
      );
    case 'batchnorm':
      return normalised ? batchNormalised(x, channelsOf(node.shape)) : x;
    case 'relu':
      return x.map((row) => row.map((value) => Math.max(0, value)));
    case 'sum':
      return x.map((row, n) => row.map((_, i) => from.reduce((sum, each) => sum + (each[n]?.[i] as number), 0)));
    case 'concat':
      return x.map((_, n) => from.flatMap((each) => each[n] as number[]));
    case 'global_avgpool': {
      const positions = elementsOf(before) / channelsOf(before);
      return x.map((row) =>
        Array.from({ length: channelsOf(before) }, (_, c) =>
          row.slice(c * positions, (c + 1) * positions).reduce((sum, value) => sum + value / positions, 0),
        ),
      );
    }
    default:
      throw new Error(`the reference does not know ${node.op}`);
  }
}

/** Stride 1, zeros around the image. */
function convolve(image: readonly number[], before: Shape, node: OwnedPrimitive, weight: Float64Array): number[] {
  if (before.kind !== 'image') throw new Error('a convolution needs an image');
  const { channels, height, width } = before;
  const k = node.attributes['k'] as number;
  const at = (c: number, y: number, x: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : (image[(c * height + y) * width + x] as number);
  const result: number[] = [];
  for (let o = 0; o < channelsOf(node.shape); o++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let c = 0; c < channels; c++) {
          for (let i = 0; i < k; i++) {
            for (let j = 0; j < k; j++) {
              sum +=
                at(c, y + i - (k >> 1), x + j - (k >> 1)) * (weight[((o * channels + c) * k + i) * k + j] as number);
            }
          }
        }
        result.push(sum);
      }
    }
  }
  return result;
}

function batchNormalised(x: Value, channels: number): Value {
  const positions = (x[0] as number[]).length / channels;
  const result = x.map((row) => row.slice());
  for (let c = 0; c < channels; c++) {
    const all = x.flatMap((row) => row.slice(c * positions, (c + 1) * positions));
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
    for (const row of result) {
      for (let p = c * positions; p < (c + 1) * positions; p++)
        row[p] = ((row[p] as number) - mean) / Math.sqrt(variance + 1e-5);
    }
  }
  return result;
}

export function crossEntropy(logits: Value, labels: ArrayLike<number>): number {
  return (
    logits.reduce((sum, row, n) => {
      const total = row.reduce((all, value) => all + Math.exp(value), 0);
      return sum + Math.log(total) - (row[labels[n] as number] as number);
    }, 0) / logits.length
  );
}

/** Derivatives of `f` by each of the numbers, which it reads in place. */
export function differences(numbers: Float64Array | number[], f: () => number, step = 1e-5): number[] {
  return Array.from(numbers, (value, i) => {
    numbers[i] = value + step;
    const above = f();
    numbers[i] = value - step;
    const below = f();
    numbers[i] = value;
    return (above - below) / (2 * step);
  });
}

/** Logarithm of the absolute determinant by elimination with row exchanges. */
export function logDeterminant(matrix: readonly (readonly number[])[]): number {
  const a = matrix.map((row) => [...row]);
  let result = 0;
  for (let p = 0; p < a.length; p++) {
    const best = a.reduce((most, row, r) => (r >= p && Math.abs(row[p] as number) > Math.abs(a[most]?.[p] as number) ? r : most), p); // prettier-ignore
    [a[p], a[best]] = [a[best] as number[], a[p] as number[]];
    const pivot = a[p] as number[];
    result += Math.log(Math.abs(pivot[p] as number));
    for (let r = p + 1; r < a.length; r++) {
      const row = a[r] as number[];
      const factor = (row[p] as number) / (pivot[p] as number);
      for (let c = p; c < a.length; c++) row[c] = (row[c] as number) - factor * (pivot[c] as number);
    }
  }
  return result;
}

function nodeAt(graph: PrimitiveGraph, index: number): OwnedPrimitive {
  const node = graph.nodes[index];
  if (node === undefined) throw new Error(`no node ${index}`);
  return node;
}
