/** Parameters that an optimiser works on together: which are, and that they move as they would alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { groupsOf } from '../../../../engine/compute/train/groups.ts';

const parameters = (...shapes: (readonly number[])[]): readonly c.Tensor[] =>
  shapes.map((shape, index) => c.input(`p${index}`, shape));
const namesOf = (tensors: readonly c.Tensor[]): string[] =>
  tensors.map((tensor) => (tensor.op === 'input' ? tensor.attributes.name : ''));

describe('groups of parameters', () => {
  it('join small ones of the same decay, and leave large ones alone', () => {
    const all = parameters([3, 3], [4], [300, 300], [5], [2, 2]);
    const groups = groupsOf(all, all, (_, shape) => shape.length > 1);
    expect(groups.map((group) => [namesOf(group.parameters), group.decays, group.shape])).toEqual([
      [['p0'], true, [3, 3]],
      [['p2'], true, [300, 300]],
      [['p4'], true, [2, 2]],
      [['p1', 'p3'], false, [9]],
    ]);
  });

  it('hold what fits into a cache', () => {
    const all = parameters(...Array.from({ length: 10 }, () => [100, 100]));
    expect(groupsOf(all, all, () => true).map((group) => group.shape)).toEqual([[60_000], [40_000]]);
  });
});

describe('a step on groups', () => {
  let backend: c.Backend;
  beforeAll(async () => {
    backend = await c.openBackend('onnx', { threads: 1 });
  });
  afterAll(() => backend.dispose());

  it.each<[string, c.Optimizer]>([
    ['sgd', c.sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 })],
    ['adam', c.adam({ weightDecay: 0.1 })],
    ['adamW', c.adamW({ weightDecay: 0.1 })],
  ])('%s moves every parameter as it would alone', async (_, optimizer) => {
    const shapes = [[2, 3], [3], [3, 2], [2]];
    const all = parameters(...shapes);
    const values = Object.fromEntries(
      shapes.map((shape, index) => [
        `p${index}`,
        { shape, data: Float32Array.from({ length: c.sizeOf(shape) }, (_, at) => Math.sin(7 * index + at)) },
      ]),
    );
    const cubes = all.map((tensor) => c.sum(c.mul(tensor, c.mul(tensor, tensor))));
    const run = async (trained: readonly number[]): Promise<Record<string, c.HostTensor>> => {
      const terms = trained.map((index) => cubes[index] as c.Tensor);
      const training = c.trainingStep({
        loss: terms.reduce((sum, term) => c.add(sum, term)),
        parameters: trained.map((index) => all[index] as c.Tensor),
        optimizer,
      });
      const session = await c.openSession(backend, c.initialState(training, values));
      for (let step = 0; step < 3; step += 1) await session.run(training.program, { learningRate: 0.05 });
      const moved = await session.read(trained.map((index) => `p${index}`));
      await session.dispose();
      return moved;
    };
    const together = await run([0, 1, 2, 3]);
    for (const index of [0, 1, 2, 3]) expect(together[`p${index}`]).toEqual((await run([index]))[`p${index}`]);
  });
});
