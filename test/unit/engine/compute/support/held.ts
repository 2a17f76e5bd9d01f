/** Values that stay on a device, on any backend. */
import { expect } from 'vitest';
import * as c from '../../../../../engine/compute/index.ts';

/** Through programs of their own, one after the other, beyond the life of what made them, until each is freed. */
export async function passesHeldValuesOn(backend: c.Backend): Promise<void> {
  const [x, rows] = [c.input('x', [2, 2]), c.input('rows', [3], 'int32')];
  const first = await backend.compileHeld(c.program({ outputs: { twice: c.mul(x, 2), same: x, rows } }));
  const second = await backend.compileHeld(c.program({ outputs: { picked: c.gather(x, rows) } }));
  const last = await backend.compile(c.program({ outputs: { sum: c.sum(c.input('picked', [3, 2]), [0]) } }));
  const given = await backend.hold({
    x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    rows: { shape: [3], data: Int32Array.of(1, 1, 0) },
  });
  const made = await first.run(given);
  await first.dispose();
  const { picked } = await second.run({ x: made.twice, rows: made.rows });
  await second.dispose();
  expect((await last.run({ picked })).sum).toEqual(Float32Array.of(14, 20));
  // Also beside numbers of the host, and of two kinds.
  expect((await last.run({ picked: Float32Array.of(1, 2, 3, 4, 5, 6) })).sum).toEqual(Float32Array.of(9, 12));
  const read = await backend.read({ same: made.same, picked, rows: made.rows });
  expect(read).toEqual({
    same: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    picked: { shape: [3, 2], data: Float32Array.of(6, 8, 6, 8, 2, 4) },
    rows: { shape: [3], data: Int32Array.of(1, 1, 0) },
  });
  expect(backend.liveTensors()).toBe(6);
  for (const value of [...Object.values(given), ...Object.values(made)]) await value.free();
  await made.twice.free();
  expect(backend.liveTensors()).toBe(1);
  // What was read stays whole.
  expect(read['same']?.data[3]).toBe(4);
  await expect(last.run({ picked: given['x'] as c.DeviceValue })).rejects.toThrow(
    'Input "picked" expects float32 [3, 2]; it was fed float32 [2, 2].',
  );
  await picked.free();
  await expect(last.run({ picked })).rejects.toThrow('The value has been freed.');
  await last.dispose();
  expect([backend.liveTensors(), backend.liveExecutables()]).toEqual([0, 0]);
}
