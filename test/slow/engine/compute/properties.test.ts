/**
 * Random shapes and parameters, on every backend present, against the float64 reference: convolutions, pools, broadcasting, products, slices.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import type { Case } from '../../../unit/engine/compute/support/cases.ts';
import { compareToDifferences, compareToReference, prepare } from '../../../unit/engine/compute/support/conformance.ts';

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const two = (a: c.Tensor | undefined): c.Tensor => a as c.Tensor;

/** A convolution whose window fits. Channel counts around the block sizes 8 and 16 are drawn as often as small ones. */
const convolution = fc
  .record({
    batch: fc.oneof(whole(1, 3), whole(7, 17)),
    groups: fc.constantFrom(1, 1, 1, 2, 3),
    ins: fc.oneof(whole(1, 4), whole(7, 17)),
    outs: fc.oneof(whole(1, 4), whole(7, 18)),
    depthwise: fc.boolean(),
    kernel: fc.tuple(whole(1, 4), whole(1, 4)),
    stride: fc.tuple(whole(1, 3), whole(1, 3)),
    dilation: fc.tuple(whole(1, 2), whole(1, 2)),
    padding: fc.tuple(whole(0, 3), whole(0, 3), whole(0, 3), whole(0, 3)),
    extra: fc.tuple(whole(0, 5), whole(0, 5)),
  })
  .map(({ batch, groups, ins, outs, depthwise, kernel, stride, dilation, padding, extra }): Case => {
    const least = (axis: 0 | 1): number =>
      Math.max(1, (kernel[axis] - 1) * dilation[axis] + 1 - padding[axis] - padding[(axis + 2) as 2 | 3]) + extra[axis];
    const count = depthwise ? ins * groups : groups;
    const shapes = depthwise
      ? { x: [batch, count, least(0), least(1)], w: [count, 1, ...kernel] }
      : { x: [batch, ins * groups, least(0), least(1)], w: [outs * groups, ins, ...kernel] };
    // TensorFlow's depthwise kernels want one stride for both axes; grouped ones are split.
    const strides = depthwise ? ([stride[0], stride[0]] as const) : stride;
    return {
      name: JSON.stringify({ ...shapes, strides, dilation, padding, groups: count }),
      arguments: [{ shape: shapes.x }, { shape: shapes.w }],
      build: (x, w) => c.conv2d(two(x), two(w), { stride: strides, dilation, padding, groups: count }),
    };
  });

const pool = fc
  .record({
    kind: fc.constantFrom('max', 'average', 'counted'),
    kernel: fc.tuple(whole(1, 4), whole(1, 4)),
    stride: fc.tuple(whole(1, 3), whole(1, 3)),
    padding: fc.tuple(whole(0, 3), whole(0, 3), whole(0, 3), whole(0, 3)),
    extra: fc.tuple(whole(0, 4), whole(0, 4)),
  })
  .map(({ kind, kernel, stride, padding, extra }): Case => {
    const pads = padding.map((count, side) => Math.min(count, kernel[(side % 2) as 0 | 1] - 1)) as [
      number,
      number,
      number,
      number,
    ];
    const shape = [2, 3, kernel[0] + extra[0], kernel[1] + extra[1]];
    const options = { kernel, stride, padding: pads };
    return {
      name: JSON.stringify({ kind, shape, ...options }),
      arguments: [{ shape }],
      build: (x) =>
        kind === 'max'
          ? c.maxPool(two(x), options)
          : c.averagePool(two(x), { ...options, countIncludePad: kind === 'counted' }),
    };
  });

const broadcasting = fc
  .record({
    shape: fc.array(whole(1, 4), { minLength: 1, maxLength: 4 }),
    ones: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    drop: whole(0, 3),
    op: fc.constantFrom(c.add, c.sub, c.mul, c.min, c.max),
  })
  .map(({ shape, ones, drop, op }): Case => {
    const a = shape.map((size, axis) => (ones[axis] ? 1 : size));
    const b = shape
      .map((size, axis) => (ones[axis + 4] && !ones[axis] ? 1 : size))
      .slice(Math.min(drop, shape.length - 1));
    return {
      name: JSON.stringify({ a, b }),
      arguments: [{ shape: a }, { shape: b }],
      build: (x, y) => op(two(x), two(y)),
    };
  });

const product = fc
  .record({
    batch: fc.array(whole(1, 3), { maxLength: 2 }),
    ones: fc.tuple(fc.boolean(), fc.boolean()),
    sizes: fc.tuple(whole(1, 6), whole(1, 6), whole(1, 6)),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .map(({ batch, ones, sizes: [m, k, n], transposeA, transposeB }): Case => {
    const a = [...batch.map((size) => (ones[0] ? 1 : size)), ...(transposeA ? [k, m] : [m, k])];
    const b = [...batch.map((size) => (ones[1] ? 1 : size)), ...(transposeB ? [n, k] : [k, n])];
    return {
      name: JSON.stringify({ a, b, transposeA, transposeB }),
      arguments: [{ shape: a }, { shape: b }],
      build: (x, y) => c.matmul(two(x), two(y), { transposeA, transposeB }),
    };
  });

const slicing = fc
  .array(fc.record({ start: whole(0, 2), size: whole(1, 3), step: whole(1, 3), rest: whole(0, 2) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((axes): Case => {
    const shape = axes.map(({ start, size, step, rest }) => start + (size - 1) * step + 1 + rest);
    const of = (key: 'start' | 'size' | 'step'): number[] => axes.map((axis) => axis[key]);
    return {
      name: JSON.stringify(axes),
      arguments: [{ shape }],
      build: (x) => c.slice(two(x), of('start'), of('size'), of('step')),
    };
  });

const families: readonly [string, fc.Arbitrary<Case>, number][] = [
  ['convolutions', convolution, 60],
  ['pools', pool, 60],
  ['broadcasting', broadcasting, 60],
  ['products', product, 40],
  ['slices', slicing, 40],
];

describe('gradients against finite differences', () => {
  it.each(families)('%s', (_, family, numRuns) => {
    fc.assert(
      fc.property(family, whole(1, 1000), (test, seed) => {
        for (const [name, distance] of Object.entries(compareToDifferences(prepare(test, seed), 6))) {
          expect(distance, `${test.name} ${name}`).toBeLessThan(1e-6);
        }
      }),
      { numRuns, seed: 7 },
    );
  });
});

for (const status of (await c.availableBackends()).filter(({ choice }) => choice !== 'webgpu' && choice !== 'cuda')) {
  const suite = status.available ? describe : describe.skip;
  suite(`${status.name}: ${status.detail}`, () => {
    let backend: c.Backend;
    beforeAll(async () => {
      backend = await c.openBackend(status.name, { threads: 1 });
    });
    afterAll(async () => {
      expect([backend.liveTensors(), backend.liveExecutables()]).toEqual([0, 0]);
      await backend.dispose();
    });
    it.each(families)('%s', async (_, family, numRuns) => {
      await fc.assert(
        fc.asyncProperty(family, whole(1, 1000), async (test, seed) => {
          for (const [name, distance] of Object.entries(await compareToReference(backend, prepare(test, seed)))) {
            expect(distance, `${test.name} ${name}`).toBeLessThan(5e-5);
          }
        }),
        { numRuns, seed: 7 },
      );
    });
  });
}
