import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  add,
  input,
  keptPrograms,
  mul,
  openBackend,
  program,
  type Backend,
  type Program,
} from '../../../../engine/compute/index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(() => backend.dispose());

/** x times `by`, plus a number that is fed only where it is asked for. */
const scaled =
  (by: number, more = false) =>
  (): Program => {
    const x = input('x', [2]);
    return program({ outputs: { y: more ? add(mul(x, by), input('z', [])) : mul(x, by) } });
  };

describe('programs that are kept', () => {
  const feeds = { x: Float32Array.of(1, 2), z: 1 };

  it('are compiled once, and take of the feeds what they know', async () => {
    const kept = keptPrograms(backend);
    const values = [
      await kept.run('a', scaled(2), feeds),
      await kept.run('a', scaled(2), feeds),
      await kept.run('b', scaled(2, true), feeds),
    ];
    expect(values.map(({ y }) => [...(y ?? [])])).toEqual([[2, 4], [2, 4], [3, 5]]); // prettier-ignore
    expect(kept.compiled.count).toBe(2);
    await kept.dispose();
    expect(kept.bytes()).toBe(0);
    expect(backend.liveExecutables()).toBe(0);
  });

  it('give way beyond the budget, those first that were used longest ago', async () => {
    const one = keptPrograms(backend);
    await one.run('a', scaled(2), feeds);
    const size = one.bytes();
    await one.dispose();
    const kept = keptPrograms(backend, 2 * size);
    for (const [name, by] of [['a', 2], ['b', 3], ['a', 2], ['c', 4]] as const) await kept.run(name, scaled(by), feeds); // prettier-ignore
    expect(kept.bytes()).toBe(2 * size);
    expect(backend.liveExecutables()).toBe(2);
    const before = kept.compiled.count;
    await kept.run('a', scaled(2), feeds);
    expect(kept.compiled.count).toBe(before);
    await kept.run('b', scaled(3), feeds);
    expect(kept.compiled.count).toBe(before + 1);
    await kept.dispose();
    expect(backend.liveExecutables()).toBe(0);
  });

  it('stay when one alone is larger than the budget', async () => {
    const kept = keptPrograms(backend, 1);
    const { y } = await kept.run('a', scaled(2), feeds);
    expect([...(y ?? [])]).toEqual([2, 4]);
    expect(backend.liveExecutables()).toBe(1);
    await kept.dispose();
  });
});
