/** Running averages that move together: the same bits as each by itself, in fewer instructions. */
import { describe, expect, it } from 'vitest';
import { div, input, mul, openBackend, openSession, program, runningAverage, sub, type Update } from '../../../../engine/compute/index.ts'; // prettier-ignore
import { joinedAverages } from '../../../../engine/compute/train/averages.ts';
import { uniform } from './support/conformance.ts';

const means = [3, 5, 2].map((size, i) => ({ old: input(`mean${i}`, [size]), current: input(`now${i}`, [size]) }));
const updates: Update[] = [
  ...means.map(({ old, current }) => ({ state: old, value: runningAverage(old, current) })),
  // Not one of them: a matrix, another share alone, something else altogether.
  { state: input('matrix', [2, 2]), value: runningAverage(input('matrix', [2, 2]), input('square', [2, 2])) },
  { state: input('slow', [4]), value: runningAverage(input('slow', [4]), input('next', [4]), 0.01) },
  { state: input('other', [3]), value: sub(input('other', [3]), div(mul(input('now0', [3]), 2), 3)) },
];

describe('running averages', () => {
  it('are updated to the same bits, with every state updated once', async () => {
    const next = uniform(1);
    const apart = program({ outputs: {}, updates });
    const joined = program({ outputs: {}, updates: joinedAverages(updates) });
    const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => next() - 0.5);
    const sizes = [...apart.state, ...apart.inputs].map(({ name, shape }) => [name, shape] as const);
    const values = Object.fromEntries(sizes.map(([name, shape]) => [name, { shape, data: numbers(shape.reduce((a, b) => a * b, 1)) }])); // prettier-ignore
    const backend = await openBackend('onnx');
    const after: unknown[] = [];
    for (const each of [apart, joined]) {
      expect(each.state.map(({ name }) => name)).toEqual(apart.state.map(({ name }) => name));
      const states = Object.fromEntries(each.state.map(({ name }) => [name, values[name] as (typeof values)[string]]));
      const session = await openSession(backend, states);
      await session.run(each, Object.fromEntries(each.inputs.map(({ name }) => [name, values[name]?.data as Float32Array]))); // prettier-ignore
      after.push(await session.read());
      await session.dispose();
    }
    expect(after[1]).toEqual(after[0]);
    expect(after[0]).not.toEqual(values);
    await backend.dispose();
  });

  it('take three instructions for all instead of three for each', () => {
    const sums = (all: readonly Update[]): number =>
      program({ outputs: {}, updates: all }).instructions.filter(({ op }) => op === 'add').length;
    expect(sums(updates)).toBe(5);
    expect(sums(joinedAverages(updates))).toBe(3);
  });
});
