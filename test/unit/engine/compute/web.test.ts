/**
 * What is the web backend's own: threads, what it refuses, memory that does not grow. Its numbers are held by conformance.test.ts.
 */
import { describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';

describe('the web backend', () => {
  it('says what runs, and why that and not the native runtime', async () => {
    const { openWeb } = await import('../../../../engine/compute/web/open.ts');
    const backend = await openWeb({ threads: 1, because: 'onnxruntime-node is not installed.' });
    expect(backend.detail).toMatch(
      /^onnxruntime-web 1\.\d+\.\d+, WebAssembly, 1 thread; onnxruntime-node is not installed$/,
    );
    await backend.dispose();
  });

  it('gives backends of other numbers of threads the same numbers', async () => {
    const x = c.input('x', [64, 300]);
    const product = c.program({ outputs: { y: c.matmul(x, x, { transposeB: true }) } });
    const feeds = { x: Float32Array.from({ length: 64 * 300 }, (_, index) => Math.sin(index)) };
    const results: c.TensorData[] = [];
    for (const threads of [1, 2]) {
      const backend = await c.openBackend('web', { threads });
      const executable = await backend.compile(product);
      results.push((await executable.run(feeds)).y);
      await executable.dispose();
      await backend.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[0]?.[0]).toBeCloseTo(149.493, 2);
  });

  it('refuses a device that it has not', async () => {
    await expect(c.openBackend('web', { device: 'webgpu' })).rejects.toThrow('webgpu needs the onnx backend');
  });

  it('frees what programs and states took: its memory stays as it is', async () => {
    const backend = await c.openBackend('web', { threads: 1 });
    const size = 256;
    const round = async (value: number): Promise<void> => {
      const w = c.input('w', [size, size]);
      // A program of its own every time, so that compiled programs must be freed too.
      const step = c.program({ outputs: {}, updates: [{ state: w, value: c.add(c.matmul(w, w), value) }] });
      const session = await c.openSession(backend, { w: { shape: [size, size], data: new Float32Array(size * size) } });
      for (let run = 0; run < 3; run += 1) await session.run(step);
      await session.dispose();
    };
    for (let warm = 0; warm < 20; warm += 1) await round(warm);
    const before = process.memoryUsage().external;
    // 100 MB go through these rounds.
    for (let value = 0; value < 60; value += 1) await round(value + 0.5);
    expect(backend.liveTensors() + backend.liveExecutables()).toBe(0);
    globalThis.gc?.();
    expect(process.memoryUsage().external - before).toBeLessThan(60e6);
    await backend.dispose();
  });
});
