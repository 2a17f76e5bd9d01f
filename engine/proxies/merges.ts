/** Sum, mean and concatenation of values of a batch, and how gradients go back through them. */
import { elementsOf, type Shape } from '../../dsl/graph/shape.ts';

export type MergeKind = 'sum' | 'mean' | 'concat';

export function merge(
  kind: MergeKind,
  values: readonly Float32Array[],
  shapes: readonly Shape[],
  batch: number,
): Float32Array {
  if (kind === 'concat') return concatenated(values, shapes, batch);
  const result = new Float32Array(values[0]?.length ?? 0);
  for (const value of values) for (let i = 0; i < result.length; i++) result[i]! += value[i] as number;
  if (kind === 'mean') for (let i = 0; i < result.length; i++) result[i]! /= values.length;
  return result;
}

/** The gradient by each of the inputs. */
export function mergeGradients(
  kind: MergeKind,
  gradient: Float32Array,
  shapes: readonly Shape[],
  batch: number,
): readonly Float32Array[] {
  if (kind === 'sum') return shapes.map(() => gradient);
  if (kind === 'mean') {
    const share = gradient.map((value) => value / shapes.length);
    return shapes.map(() => share);
  }
  const { blocks, rows } = layout(shapes, batch);
  const total = blocks.reduce((sum, block) => sum + block, 0);
  let before = 0;
  return blocks.map((block) => {
    const part = new Float32Array(rows * block);
    for (let row = 0; row < rows; row++) {
      const from = row * total + before;
      part.set(gradient.subarray(from, from + block), row * block);
    }
    before += block;
    return part;
  });
}

function concatenated(values: readonly Float32Array[], shapes: readonly Shape[], batch: number): Float32Array {
  const { blocks, rows } = layout(shapes, batch);
  const total = blocks.reduce((sum, block) => sum + block, 0);
  const result = new Float32Array(rows * total);
  let before = 0;
  values.forEach((value, k) => {
    const block = blocks[k] as number;
    for (let row = 0; row < rows; row++)
      result.set(value.subarray(row * block, (row + 1) * block), row * total + before);
    before += block;
  });
  return result;
}

/** Channels are the outermost axis of an image and the innermost of tokens: of each row the inputs give one block. */
function layout(
  shapes: readonly Shape[],
  batch: number,
): { readonly blocks: readonly number[]; readonly rows: number } {
  const [first] = shapes;
  const rows = first?.kind === 'tokens' ? batch * first.count : batch;
  return { blocks: shapes.map((shape) => (shape.kind === 'tokens' ? shape.width : elementsOf(shape))), rows };
}
