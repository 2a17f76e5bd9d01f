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

  it('lets sessions run at the same time, with the numbers of runs one after another', async () => {
    const backend = await c.openBackend('web', { threads: 1 });
    // Of different numbers of tensors: what is taken for one run lies elsewhere than what is taken for another.
    const several = async (count: number): Promise<c.TensorData[]> => {
      const states = Array.from({ length: count }, (_, index) => c.input(`w${index}`, [1 + index]));
      const step = c.program({
        outputs: { y: c.concat(states, 0) },
        updates: states.map((state, index) => ({ state, value: c.add(state, index + 1) })),
      });
      const zeros = states.map((_, index) => [`w${index}`, { shape: [1 + index], data: new Float32Array(1 + index) }]);
      const session = await c.openSession(backend, Object.fromEntries(zeros) as Record<string, c.HostTensor>);
      const results: c.TensorData[] = [];
      for (let run = 0; run < 10; run += 1) results.push((await session.run(step)).y);
      await session.dispose();
      return results;
    };
    const counts = [40, 3, 90, 17];
    const alone: c.TensorData[][] = [];
    for (const count of counts) alone.push(await several(count));
    expect(alone[1]?.[9]).toEqual(Float32Array.of(9, 18, 18, 27, 27, 27));
    expect(await Promise.all(counts.map(several))).toEqual(alone);
    await backend.dispose();
  });

  it('refuses a device that it has not', async () => {
    await expect(c.openBackend('web', { device: 'webgpu' })).rejects.toThrow('webgpu needs the onnx backend');
  });

  it('frees what programs and states took: its memory does not grow', async () => {
    const { backend, memory } = await openWatched();
    const size = 512;
    const round = async (value: number): Promise<void> => {
      const w = c.input('w', [size, size]);
      // A program of its own every time, with a constant of a megabyte, so that compiled programs must be freed too.
      const constant = c.constant(new Float32Array(size * size).fill(value), [size, size]);
      const step = c.program({ outputs: {}, updates: [{ state: w, value: c.add(c.mul(w, w), constant) }] });
      const session = await c.openSession(backend, { w: { shape: [size, size], data: new Float32Array(size * size) } });
      for (let run = 0; run < 3; run += 1) await session.run(step);
      await session.dispose();
    };
    for (let warm = 0; warm < 4; warm += 1) await round(warm);
    const before = memory();
    for (let value = 0; value < 20; value += 1) await round(value + 0.5);
    expect(memory()).toBe(before);
    expect(backend.liveTensors() + backend.liveExecutables()).toBe(0);
    await backend.dispose();
  });
});

/** What is used of WebAssembly's own types, which belong to browsers' libraries. */
type Memory = { readonly buffer: ArrayBuffer };
type MemoryClass = new (descriptor: object) => Memory;

/** A backend in a WebAssembly instance that no other test has, and the size of its memory in bytes. */
async function openWatched(): Promise<{ backend: c.Backend; memory: () => number }> {
  const assembly = (globalThis as unknown as { WebAssembly: { Memory: MemoryClass } }).WebAssembly;
  const { Memory } = assembly;
  const made: Memory[] = [];
  assembly.Memory = class extends Memory {
    constructor(descriptor: object) {
      super(descriptor);
      made.push(this);
    }
  };
  try {
    const backend = await c.openBackend('web', { threads: 3 });
    const x = c.input('x', [1]);
    await (await backend.compile(c.program({ outputs: { y: c.neg(x) } }))).dispose();
    expect(made).not.toEqual([]);
    return { backend, memory: () => Math.max(...made.map(({ buffer }) => buffer.byteLength)) };
  } finally {
    assembly.Memory = Memory;
  }
}
