import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { input, openBackend, program, type Backend } from '../../../../engine/compute/index.ts';
import { middle, tiled } from '../../../../engine/hypernetwork/ghn/carve.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(() => backend.dispose());

async function carved(
  values: readonly number[],
  shape: readonly number[],
  axis: number,
  size: number,
): Promise<number[]> {
  const result = tiled(input('x', shape), axis, size);
  expect(result.shape[axis]).toBe(size);
  const executable = await backend.compile(program({ outputs: { y: result } }));
  const { y } = await executable.run({ x: Float32Array.from(values) });
  await executable.dispose();
  return [...(y ?? [])];
}

describe('tensors of other sizes', () => {
  it('are cut where they are smaller', async () => {
    expect(await carved([1, 2, 3, 4, 5, 6], [2, 3], 1, 2)).toEqual([1, 2, 4, 5]);
  });
  it('repeat the whole where they are larger, and are cut after that', async () => {
    expect(await carved([1, 2, 3], [3], 0, 7)).toEqual([1, 2, 3, 1, 2, 3, 1]);
    expect(await carved([1, 2, 3, 4], [2, 2], 0, 3)).toEqual([1, 2, 3, 4, 1, 2]);
    expect(await carved([1, 2, 3, 4], [2, 2], 1, 4)).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  });
  it('of kernels are the middle of the largest', () => {
    expect(middle(5, 3, 3)).toEqual([6, 7, 8, 11, 12, 13, 16, 17, 18]);
    expect(middle(3, 1, 1)).toEqual([4]);
    expect(middle(3, 1, 3)).toEqual([3, 4, 5]);
    expect(middle(2, 5, 5)).toEqual([0, 1, 2, 3]);
  });
});
