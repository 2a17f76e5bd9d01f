/**
 * The conformance suite on onnxruntime's WebGPU provider, and a session there. Skipped, with the reason, where there is no adapter.
 *
 * Without a GPU it can run on the software driver inside Debian's chromium, with libvulkan1 installed:
 *   VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json npx vitest run --project slow test/slow/engine/compute
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { cases } from '../../../unit/engine/compute/support/cases.ts';
import { compareToReference, prepare } from '../../../unit/engine/compute/support/conformance.ts';

/** GPUs add in other orders and have coarser exp and tanh than CPUs. */
const TOLERANCE = 1e-4;

const status = (await c.availableBackends()).find(({ device }) => device === 'webgpu');
const suite = status?.available ? describe : describe.skip;

suite(`onnx on webgpu: ${status?.detail ?? 'not listed.'}`, () => {
  let backend: c.Backend;
  beforeAll(async () => {
    backend = await c.openBackend('onnx', { device: 'webgpu' });
  });
  afterAll(async () => {
    expect([backend.liveTensors(), backend.liveExecutables()]).toEqual([0, 0]);
    await backend.dispose();
  });

  it.each(cases)('$name', async (test) => {
    const distances = await compareToReference(backend, prepare(test));
    for (const [name, distance] of Object.entries(distances)) expect(distance, name).toBeLessThan(TOLERANCE);
  });

  it('keeps state on the device between steps, reads it and restores it', async () => {
    const w = c.input('w', [2, 1]);
    const loss = c.squaredError(c.matmul(c.input('x', [4, 2]), w), c.full([4, 1], 1));
    const training = c.trainingStep({ loss, parameters: [w], optimizer: c.adam() });
    const values = c.initialState(training, { w: { shape: [2, 1], data: Float32Array.of(0.1, 0.2) } });
    const feeds = { x: Float32Array.from({ length: 8 }, (_, i) => Math.sin(i)), learningRate: 0.1 };
    const session = await c.openSession(backend, values);
    const cpu = await c.openBackend('onnx', { threads: 1 });
    const peer = await c.openSession(cpu, values);
    for (let step = 0; step < 5; step += 1) {
      const [here, there] = [await session.run(training.program, feeds), await peer.run(training.program, feeds)];
      expect(here.loss[0]).toBeCloseTo(there.loss[0] ?? NaN, 4);
    }
    const checkpoint = await session.read();
    expect(checkpoint['adam#step']?.data[0]).toBe(5);
    await session.run(training.program, feeds);
    const after = await session.read(['w']);
    await session.write(checkpoint);
    await session.run(training.program, feeds);
    expect(await session.read(['w'])).toEqual(after);
    await session.dispose();
    await peer.dispose();
    await cpu.dispose();
  });
});
