/**
 * Every operation and its gradient, on every backend present. Backends that are absent are named as skipped tests, with the reason.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { availableBackends, openBackend } from '../../../../engine/compute/index.ts';
import type { Backend } from '../../../../engine/compute/index.ts';
import { openOnnx } from '../../../../engine/compute/onnx/open.ts';
import { cases } from './support/cases.ts';
import { compareToDifferences, compareToReference, prepare } from './support/conformance.ts';

/** float32 has 24 bits: 6e-8 for one operation. Sums of some hundred products lose two digits. */
const FLOAT32_TOLERANCE = 2e-5;

describe('gradients against finite differences', () => {
  it.each(cases)('$name', (test) => {
    const prepared = prepare(test);
    const distances = compareToDifferences(prepared, 6);
    for (const [name, distance] of Object.entries(distances)) expect(distance, name).toBeLessThan(1e-6);
  });
});

// The GPU is tested by test/slow: where it is emulated it takes minutes.
for (const status of (await availableBackends()).filter(({ choice }) => choice !== 'webgpu' && choice !== 'cuda')) {
  const suite = status.available ? describe : describe.skip;
  suite(`${status.name}: ${status.detail}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await openBackend(status.name, { threads: 1 });
    });
    afterAll(async () => {
      expect(backend.liveTensors()).toBe(0);
      expect(backend.liveExecutables()).toBe(0);
      await backend.dispose();
    });
    it.each(cases)('$name', async (test) => {
      const distances = await compareToReference(backend, prepare(test));
      for (const [name, distance] of Object.entries(distances)) expect(distance, name).toBeLessThan(FLOAT32_TOLERANCE);
    });
  });
}

describe('onnx without blocked convolutions, as on machines that have none', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openOnnx({ threads: 1 }, 0);
  });
  afterAll(() => backend.dispose());
  it.each(cases.filter(({ name }) => name.startsWith('conv')))('$name', async (test) => {
    const distances = await compareToReference(backend, prepare(test));
    for (const [name, distance] of Object.entries(distances)) expect(distance, name).toBeLessThan(FLOAT32_TOLERANCE);
  });
});
