/**
 * Matrix products. Two matrices are a Gemm, which transposes for free; batches are a MatMul, in onnxruntime's own form where it may transpose.
 */
import { MICROSOFT } from '../emission.ts';
import type { Lowerings, Site } from '../emission.ts';

export const products: Lowerings<'matmul'> = {
  matmul: (site) => {
    const { model, target, attributes, name, shape } = site;
    const [transposeA, transposeB] = [attributes.transposeA ? 1 : 0, attributes.transposeB ? 1 : 0];
    // A MatMul followed by an addition becomes one Gemm in onnxruntime; a Gemm followed by one does not.
    if (transposeA + transposeB === 0) return model.add('MatMul', [name(0), name(1)]);
    if (shape(0).length === 2 && shape(1).length === 2) {
      return model.add('Gemm', [name(0), name(1)], { transA: { int: transposeA }, transB: { int: transposeB } });
    }
    if (target.device === 'cpu') {
      const flags = { transA: { int: transposeA }, transB: { int: transposeB } };
      return model.add('FusedMatMul', [name(0), name(1)], flags, MICROSOFT);
    }
    return model.add('MatMul', [turned(site, 0, transposeA === 1), turned(site, 1, transposeB === 1)]);
  },
};

function turned(site: Site<'matmul'>, operand: number, transpose: boolean): string {
  if (!transpose) return site.name(operand);
  const rank = site.shape(operand).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const permutation = [...axes.slice(0, -2), rank - 1, rank - 2];
  const key = `turned ${site.name(operand)}`;
  return site.once(key, () => site.model.add('Transpose', [site.name(operand)], { perm: { ints: permutation } }));
}
