/** What launching takes on a device, found with programs that have next to no work. */
import * as c from '../../engine/compute/index.ts';

export interface Launches {
  /** Milliseconds of a program of one instruction whose result stays on the device. */
  readonly program: number;
  /** Of each instruction more. */
  readonly instruction: number;
  /** From the last launch until a number is on the processor. */
  readonly roundTrip: number;
  readonly megabytesPerMs: number;
}

const RUNS = 50;
const LONG = 101;
const REPEATS = 5;
const MEGABYTES = 16;

export async function measureLaunches(backend: c.Backend): Promise<Launches> {
  const chain = (length: number): c.Program => {
    let x = c.input('x', [64]);
    for (let i = 0; i < length; i++) x = i % 2 === 0 ? c.add(x, 1) : c.mul(x, 0.5);
    return c.program({ outputs: { x } });
  };
  /** Milliseconds a run, one fed by the other, the last one waited for. */
  const running = async (length: number): Promise<number> => {
    const executable = await backend.compileHeld(chain(length));
    const all: number[] = [];
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
      let { x } = await backend.hold({ x: { shape: [64], data: new Float32Array(64) } });
      const began = performance.now();
      for (let run = 0; run < RUNS; run++) {
        const next = (await executable.run({ x: x as c.DeviceValue })).x;
        await x?.free();
        x = next;
      }
      await backend.read({ x: x as c.DeviceValue });
      // The first one compiles kernels.
      if (repeat > 0) all.push((performance.now() - began) / RUNS);
      await x?.free();
    }
    await executable.dispose();
    return median(all);
  };
  const [short, long] = [await running(1), await running(LONG)];
  const { numbers } = await backend.hold({ numbers: { shape: [1], data: new Float32Array(1) } });
  const roundTrip = await timed(async () => void (await backend.read({ numbers: numbers as c.DeviceValue })));
  await numbers?.free();
  const crossing = await timed(async () => {
    const large = await backend.hold({ large: { shape: [MEGABYTES * 250_000], data: new Float32Array(MEGABYTES * 250_000) } }); // prettier-ignore
    await backend.read(large);
    await large['large']?.free();
  });
  return {
    program: Math.max(0, short - roundTrip / RUNS),
    instruction: Math.max(0, long - short) / (LONG - 1),
    roundTrip,
    megabytesPerMs: (2 * MEGABYTES) / Math.max(1e-6, crossing - roundTrip),
  };
}

async function timed(action: () => Promise<void>): Promise<number> {
  await action();
  const all: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = performance.now();
    await action();
    all.push(performance.now() - began);
  }
  return median(all);
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? NaN;
