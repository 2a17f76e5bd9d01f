/** Memory of compiled programs stays bounded over many different ones: those that were used longest ago go. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';

const MEBIBYTE = 2 ** 20;
const LAYERS = 3;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is resident beside JavaScript's own heap. */
function native(): number {
  collect();
  const { rss, heapTotal } = process.memoryUsage();
  return rss - heapTotal;
}

/** The gradients of a chain of convolutions: as many programs of one size as there are numbers. */
function differentiated(which: number): c.Program {
  const filters = Array.from({ length: LAYERS }, (_, layer) => c.input(`w${layer}`, [16, layer === 0 ? 3 : 16, 3, 3]));
  const result = filters.reduce((x, w) => c.relu(c.conv2d(x, w, { padding: 1 })), c.input('x', [4, 3, 8, 8]));
  const loss = c.mean(c.mul(c.mul(result, 1 + which / 256), result));
  const slopes = c.gradients(loss, filters);
  return c.program({ outputs: { loss, ...Object.fromEntries(slopes.map((slope, i) => [`d${i}`, slope])) } });
}

const feedsOf = ({ inputs }: c.Program): c.Feeds =>
  Object.fromEntries(inputs.map(({ name, shape }) => [name, new Float32Array(c.sizeOf(shape)).fill(0.01)]));

describe('programs that are kept', () => {
  let backend: c.Backend;
  beforeAll(async () => {
    backend = await c.openBackend('onnx', { threads: 1 });
  });
  afterAll(async () => {
    expect(backend.liveExecutables()).toBe(0);
    await backend.dispose();
  });

  it('hold at most what they may over 200 different ones, and give the same numbers when compiled anew', async () => {
    const most = 16 * MEBIBYTE;
    const kept = c.keptPrograms(backend, most);
    const lossOf = async (which: number): Promise<number | undefined> => {
      const program = differentiated(which);
      return (await kept.run(`${which}`, () => program, feedsOf(program)))['loss']?.[0];
    };
    const first = await lossOf(1);
    let resident = 0;
    let held = 0;
    for (let which = 2; which <= 200; which += 1) {
      await lossOf(which);
      held = Math.max(held, kept.bytes());
      // What the first hundred needed is there by then.
      if (which === 100) resident = native();
    }
    expect(held).toBeLessThanOrEqual(most);
    expect(backend.liveExecutables()).toBeLessThan(25);
    expect(kept.compiled.count).toBe(200);
    // Without eviction the second hundred alone takes more than 40 MiB.
    expect(native() - resident).toBeLessThan(32 * MEBIBYTE);
    expect(await lossOf(1)).toBe(first);
    expect(kept.compiled.count).toBe(201);
    await kept.dispose();
    expect(kept.bytes()).toBe(0);
  });

  it('stay where they are used again and again', async () => {
    const kept = c.keptPrograms(backend, 2 * MEBIBYTE);
    for (let round = 0; round < 5; round += 1) {
      for (const which of [1, 2]) {
        const program = differentiated(which);
        await kept.run(`${which}`, () => program, feedsOf(program));
      }
    }
    expect(kept.compiled.count).toBe(2);
    await kept.dispose();
  });

  it('are allowed as many mebibytes as HNAS_PROGRAM_MEMORY says', () => {
    expect([c.programMemory(undefined), c.programMemory('64')]).toEqual([512 * MEBIBYTE, 64 * MEBIBYTE]);
    for (const wrong of ['much', '0', '-3']) {
      expect(() => c.programMemory(wrong)).toThrow(
        `HNAS_PROGRAM_MEMORY must be a number of mebibytes, at least 1; it is "${wrong}".`,
      );
    }
  });
});
