/** Results that stay where they were computed, on every backend present. The same on WebGPU: test/slow/engine/compute/webgpu.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { passesHeldValuesOn } from './support/held.ts';

for (const status of (await c.availableBackends()).filter(({ choice }) => choice !== 'webgpu' && choice !== 'cuda')) {
  const suite = status.available ? describe : describe.skip;
  suite(`values held on ${status.name}: ${status.detail}`, () => {
    let backend: c.Backend;
    beforeAll(async () => {
      backend = await c.openBackend(status.name, { threads: 1 });
    });
    afterAll(() => backend.dispose());

    it('pass from program to program', () => passesHeldValuesOn(backend));

    it("stay as they were read when they are freed, and numbers that were given stay the giver's", async () => {
      const given = Float32Array.of(1, 2);
      const { y } = await backend.hold({ y: { shape: [2], data: given } });
      const kept = c.keptPrograms(backend);
      const build = (): c.Program => c.program({ outputs: { z: c.neg(c.input('y', [2])) } });
      const { z } = await kept.hold('negated', build, { y: y as c.DeviceValue });
      const read = await backend.read({ z: z as c.DeviceValue });
      await z?.free();
      await y?.free();
      expect(read['z']?.data).toEqual(Float32Array.of(-1, -2));
      expect(given).toEqual(Float32Array.of(1, 2));
      await kept.dispose();
    });

    it.runIf(status.choice === 'cpu')('give their memory back when they are freed', async () => {
      const size = 2 ** 20;
      const kept = c.keptPrograms(backend);
      const build = (): c.Program => c.program({ outputs: { z: c.neg(c.input('y', [size])) } });
      const { z } = await kept.hold('many', build, { y: new Float32Array(size) });
      const before = process.memoryUsage().external;
      await z?.free();
      expect(before - process.memoryUsage().external).toBeGreaterThan(0.9 * 4 * size);
      await kept.dispose();
    });

    it('are of one backend, and go with it', async () => {
      const other = await c.openBackend(status.name, { threads: 1 });
      const { y } = await other.hold({ y: { shape: [2], data: Float32Array.of(1, 2) } });
      const negated = await backend.compile(c.program({ outputs: { z: c.neg(c.input('y', [2])) } }));
      await expect(negated.run({ y: y as c.DeviceValue })).rejects.toThrow('The value belongs to another backend.');
      await negated.dispose();
      await other.dispose();
      expect(other.liveTensors()).toBe(0);
      await y?.free();
    });

    it('are made apart from numbers by programs that are kept', async () => {
      const kept = c.keptPrograms(backend);
      const build = (): c.Program => c.program({ outputs: { z: c.neg(c.input('y', [2])) } });
      const { z } = await kept.hold('negated', build, { y: Float32Array.of(1, 2) });
      const back = await kept.run('negated', build, { y: z as c.DeviceValue });
      expect(back).toEqual({ z: Float32Array.of(1, 2) });
      await kept.dispose();
      await z?.free();
      expect([backend.liveTensors(), backend.liveExecutables()]).toEqual([0, 0]);
    });
  });
}
