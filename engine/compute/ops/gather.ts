/**
 * Looking up rows by index, one-hot codes, and picking one element of a row.
 *
 * The gradient of a look-up is a product with the one-hot matrix of the indices: no scattered additions, so it is deterministic on
 * every backend. For tables of many thousand rows that product is wasteful.
 */
import { expectDType, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, showShape, sizeAt, sizeOf } from '../program/shape.ts';
import type { GradientRules } from '../program/rules.ts';
import { cast, equal, mul } from './arithmetic.ts';
import { expandDims, reshape } from './layout.ts';
import { matmul } from './matmul.ts';
import { range } from './source.ts';
import { sum } from './reduce.ts';

/** Rows (axis 0) of `table` named by int32 `indices` of any shape: an embedding. Indices outside the table are an error at run time. */
export function gather(table: Tensor, indices: Tensor): Tensor {
  expectDType('gather', indices, 'int32');
  if (table.shape.length === 0) throw new ProgramError('gather: the table is a scalar.');
  return node('gather', [table, indices], {}, [...indices.shape, ...table.shape.slice(1)], table.dtype);
}

/** float32 codes with a new last axis of `depth`: 1 at the index, 0 elsewhere (and everywhere for an index outside). */
export function oneHot(indices: Tensor, depth: number): Tensor {
  expectDType('oneHot', indices, 'int32');
  return cast(equal(expandDims(indices, -1), range(depth)), 'float32');
}

/** The element of each row of `x` [..., k] that the int32 `indices` [...] name. */
export function pick(x: Tensor, indices: Tensor): Tensor {
  if (indices.shape.length !== x.shape.length - 1) {
    throw new ProgramError(
      `pick: indices ${showShape(indices.shape)} do not name elements of rows of ${showShape(x.shape)}.`,
    );
  }
  return sum(mul(x, oneHot(indices, sizeAt(x.shape, -1))), [-1]);
}

export const gatherGradients: Pick<GradientRules, 'gather'> = {
  gather: (t, dy) => {
    const [table, indices] = [operand(t, 0), operand(t, 1)];
    if (table.dtype !== 'float32') return [null, null];
    const rows = sizeAt(table.shape, 0);
    const codes = oneHot(reshape(indices, [-1]), rows);
    const flat = reshape(dy, [sizeOf(indices.shape), -1]);
    return [reshape(matmul(codes, flat, { transposeA: true }), table.shape), null];
  },
};
