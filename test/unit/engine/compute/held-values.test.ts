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
