/**
 * Matrix products, batched, and the dense layer, with their gradients.
 *
 * Transposition is an attribute, not an instruction: the gradients of a product are products with the other operand transposed.
 */
import { expectDType, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError, broadcastShapes, showShape, sizeAt } from '../program/shape.ts';
import type { GradientRules } from '../program/rules.ts';
import { add, unbroadcast } from './arithmetic.ts';
import { reshape } from './layout.ts';

export interface MatmulOptions {
  /** Use the first operand with its last two axes exchanged. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * [..., m, k] x [..., k, n] -> [..., m, n]. Leading axes broadcast.
 * A second operand of two axes is one matrix for all batches.
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  expectDType('matmul', a, 'float32');
  expectDType('matmul', b, 'float32');
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new ProgramError(
      `matmul: operands need at least two axes, got ${showShape(a.shape)} and ${showShape(b.shape)}.`,
    );
  }
  const [m, inner] = transposeA
    ? [sizeAt(a.shape, -1), sizeAt(a.shape, -2)]
    : [sizeAt(a.shape, -2), sizeAt(a.shape, -1)];
  const [other, n] = transposeB
    ? [sizeAt(b.shape, -1), sizeAt(b.shape, -2)]
    : [sizeAt(b.shape, -2), sizeAt(b.shape, -1)];
  if (inner !== other) {
    const mark = (flag: boolean): string => (flag ? ' transposed' : '');
    throw new ProgramError(
      `matmul: inner sizes differ, ${inner} against ${other}, in ${showShape(a.shape)}${mark(transposeA)} x ${showShape(b.shape)}${mark(transposeB)}.`,
    );
  }
  // Rows of all batches against one matrix are one larger product.
  if (b.shape.length === 2 && a.shape.length > 2 && !transposeA) {
    return reshape(matmul(reshape(a, [-1, inner]), b, { transposeB }), [...a.shape.slice(0, -1), n]);
  }
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return node('matmul', [a, b], { transposeA, transposeB }, [...batch, m, n]);
}

/**
 * x [..., in] times weight [in, out], plus bias [out] if given. The bias is added before the rows are arranged in batches again, where runtimes
 * join it with the product.
 */
export function dense(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  if (x.shape.length < 2 || weight.shape.length !== 2) {
    throw new ProgramError(
      `dense: expected x [..., in] and weight [in, out], got ${showShape(x.shape)} and ${showShape(weight.shape)}.`,
    );
  }
  const product = matmul(reshape(x, [-1, sizeAt(x.shape, -1)]), weight);
  const rows = bias === undefined ? product : add(product, bias);
  return reshape(rows, [...x.shape.slice(0, -1), sizeAt(weight.shape, 1)]);
}

export const matmulGradients: Pick<GradientRules, 'matmul'> = {
  matmul: (t, dy) => {
    const [a, b] = [operand(t, 0), operand(t, 1)];
    const { transposeA, transposeB } = t.attributes;
    const da = transposeA
      ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
      : matmul(dy, b, { transposeB: !transposeB });
    const db = transposeB
      ? matmul(dy, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, dy, { transposeA: !transposeA });
    return [unbroadcast(da, a.shape), unbroadcast(db, b.shape)];
  },
};
