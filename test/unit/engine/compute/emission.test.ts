/** What a program becomes as a model: fewer operators, the same numbers. */
import { describe, expect, it } from 'vitest';
import { add, gradients, input, mul, openBackend, program, slice, sum, type Program, type Tensor } from '../../../../engine/compute/index.ts'; // prettier-ignore
import { emit } from '../../../../engine/compute/onnx/emit.ts';
import { OnnxModel } from '../../../../engine/compute/onnx/model.ts';
import type { Target } from '../../../../engine/compute/onnx/emission.ts';

const cpu: Target = { device: 'cpu', block: 0 };
const x = input('x', [6]);
const part = (start: number, size: number) => slice(x, [start], [size]);

/** How often operators stand in the model, as far as its bytes tell: names of nodes are `operator_value`. */
function countOf(operator: string, made: Program): number {
  const { model, inputs, outputs } = emit(made, cpu);
  const text = new TextDecoder('latin1').decode(model.serialise('program', inputs, outputs));
  return text.split(`${operator}_t`).length - 1;
}

describe('slices that are together one tensor', () => {
  const whole = program({ outputs: { c: mul(part(3, 3), 2), a: mul(part(0, 2), 3), b: mul(part(2, 1), 5) } });

  it('are one operator, whatever their order, with the numbers of slices', async () => {
    expect([countOf('Split', whole), countOf('Slice', whole)]).toEqual([1, 0]);
    const backend = await openBackend('onnx');
    const executable = await backend.compile(whole);
    const { a, b, c } = await executable.run({ x: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect([[...a], [...b], [...c]]).toEqual([[3, 6], [15], [8, 10, 12]]);
    await backend.dispose();
  });

  it('stay slices where they overlap, leave something out, or step', () => {
    const overlapping = program({ outputs: { a: part(0, 4), b: part(3, 3) } });
    const leaving = program({ outputs: { a: part(0, 2), b: part(3, 3) } });
    const stepping = program({ outputs: { a: slice(x, [0], [3], [2]), b: slice(x, [1], [3], [2]) } });
    for (const made of [overlapping, leaving, stepping])
      expect([countOf('Split', made), countOf('Slice', made)]).toEqual([0, 2]);
  });

  it('stay slices for other runtimes, where an operator with hundreds of results is no use', () => {
    const { model, inputs, outputs } = emit(whole, { device: 'webgpu', block: 0 });
    expect(new TextDecoder('latin1').decode(model.serialise('p', inputs, outputs))).not.toContain('Split_t');
  });
});

describe('a model', () => {
  it('reshapes once where a program does in steps, and has no operator that nothing needs', () => {
    const model = new OnnxModel();
    const flat = model.add('Reshape', ['in', model.int64s([2, 3])]);
    const [unused, last] = [model.add('Neg', [flat]), model.add('Reshape', [flat, model.int64s([3, 2])])];
    expect([unused, model.size]).toEqual(['t3', 3]);
    model.prune([last]);
    expect(model.size).toBe(1);
  });

  it('has no product with the ones of a sum that is differentiated', () => {
    const y = input('y', [6]);
    const other = input('other', [6]);
    const [slope] = gradients(sum(mul(x, add(y, other))), [x]);
    expect(countOf('Mul', program({ outputs: { slope: slope as Tensor } }))).toBe(0);
  });
});
