/** Backends that compute in the engine's own thread let the event loop turn: signals and heartbeats do not wait for a training's end. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';

/** Never goes back, also from one test to the next: the backends share the time of the last turn. */
let now = 0;

afterEach(() => vi.restoreAllMocks());

describe.each(['web', 'tfjs'] as const)('the %s backend', (name) => {
  it('gives others their turn once it has computed for a while, and not at every run', async () => {
    const backend = await c.openBackend(name, { threads: 1 });
    const x = c.input('x', [4]);
    const executable = await backend.compile(c.program({ outputs: { y: c.add(x, 1) } }));
    const feeds = { x: new Float32Array(4) };
    await executable.run(feeds);
    now = Math.max(now, performance.now()) + 60;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const isTurned = async (): Promise<boolean> => {
      let turned = false;
      setImmediate(() => (turned = true));
      await executable.run(feeds);
      return turned;
    };
    expect(await isTurned()).toBe(true);
    now += 10;
    expect(await isTurned()).toBe(false);
    now += 100;
    expect(await isTurned()).toBe(true);
    vi.restoreAllMocks();
    await executable.dispose();
    await backend.dispose();
  });
});
