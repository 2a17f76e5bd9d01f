/**
 * Sessions and training on every backend present: state, updates, checkpoints, lifetimes, refusals.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { uniform } from './support/conformance.ts';

const host = (shape: c.Shape, ...numbers: number[]): c.HostTensor => ({ shape, data: Float32Array.from(numbers) });

/** Least squares: y = x w + b. */
function regression(optimizer: c.Optimizer, clipNorm?: number): c.Training<'prediction'> {
  const [w, b] = [c.input('w', [2, 1]), c.input('b', [1])];
  const prediction = c.dense(c.input('x', [8, 2]), w, b);
  const loss = c.squaredError(c.reshape(prediction, [8]), c.input('y', [8]));
  return c.trainingStep({
    loss,
    parameters: [w, b],
    optimizer,
    outputs: { prediction },
    ...(clipNorm === undefined ? {} : { clipNorm }),
  });
}

const next = uniform(3);
const x = Float32Array.from({ length: 16 }, () => 2 * next() - 1);
const y = Float32Array.from({ length: 8 }, (_, i) => 3 * (x[2 * i] ?? 0) - 2 * (x[2 * i + 1] ?? 0) + 0.5);
const start = { w: host([2, 1], 0.1, -0.2), b: host([1], 0) };

/** The gradient of the regression in float64. */
function slope(w: readonly number[], b: number): { dw: number[]; db: number; loss: number } {
  const dw = [0, 0];
  let [db, loss] = [0, 0];
  for (let i = 0; i < 8; i += 1) {
    const [p, q] = [x[2 * i] ?? 0, x[2 * i + 1] ?? 0];
    const error = p * (w[0] ?? 0) + q * (w[1] ?? 0) + b - (y[i] ?? 0);
    loss += error ** 2 / 8;
    dw[0] = (dw[0] ?? 0) + (2 * error * p) / 8;
    dw[1] = (dw[1] ?? 0) + (2 * error * q) / 8;
    db += (2 * error) / 8;
  }
  return { dw, db, loss };
}

/** PyTorch's documented update of one number, for each optimiser, as a closure over its own state. */
type Rule = (weight: number, gradient: number, decays: boolean) => number;
const rate = 0.05;
const optimisers: readonly [string, c.Optimizer, () => Rule][] = [
  ['sgd', c.sgd(), () => (w, g) => w - rate * g],
  [
    'sgd, momentum, weight decay',
    c.sgd({ momentum: 0.9, weightDecay: 0.1 }),
    () => {
      let v = 0;
      return (w, g, decays) => w - rate * (v = 0.9 * v + g + (decays ? 0.1 * w : 0));
    },
  ],
  [
    'sgd, nesterov',
    c.sgd({ momentum: 0.8, nesterov: true }),
    () => {
      let v = 0;
      return (w, g) => {
        v = 0.8 * v + g;
        return w - rate * (g + 0.8 * v);
      };
    },
  ],
  ['adam', c.adam(), () => adamRule(0, false)],
  ['adam, weight decay', c.adam({ weightDecay: 0.1 }), () => adamRule(0.1, false)],
  ['adamW', c.adamW({ weightDecay: 0.1 }), () => adamRule(0.1, true)],
];

function adamRule(decay: number, decoupled: boolean): Rule {
  let [m, v, step] = [0, 0, 0];
  return (w, raw, decays) => {
    const g = raw + (decays && !decoupled ? decay * w : 0);
    step += 1;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const kept = decays && decoupled ? w * (1 - rate * decay) : w;
    return kept - (rate * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
  };
}

for (const status of (await c.availableBackends()).filter(({ choice }) => choice !== 'webgpu' && choice !== 'cuda')) {
  const suite = status.available ? describe : describe.skip;
  suite(`${status.name}: ${status.detail}`, () => {
    let backend: c.Backend;
    beforeAll(async () => {
      backend = await c.openBackend(status.name, { threads: 1 });
    });
    afterEach(() => {
      expect({ tensors: backend.liveTensors(), executables: backend.liveExecutables() }).toEqual({
        tensors: 0,
        executables: 0,
      });
    });
    afterAll(() => backend.dispose());

    it.each(optimisers)('%s takes the steps of its definition', async (_, optimizer, rule) => {
      const training = regression(optimizer);
      const session = await c.openSession(backend, c.initialState(training, start));
      const w = [0.1, -0.2];
      let b = 0;
      const rules = [rule(), rule(), rule()] as const;
      for (let step = 0; step < 20; step += 1) {
        const { dw, db, loss } = slope(w, b);
        const result = await session.run(training.program, { x, y, learningRate: rate });
        expect(result.loss[0]).toBeCloseTo(loss, 4);
        w[0] = rules[0](w[0] ?? 0, dw[0] ?? 0, true);
        w[1] = rules[1](w[1] ?? 0, dw[1] ?? 0, true);
        b = rules[2](b, db, false);
      }
      const state = await session.read(['w', 'b']);
      [...(state['w']?.data ?? []), ...(state['b']?.data ?? [])].forEach((value, index) => {
        expect(value).toBeCloseTo([...w, b][index] ?? NaN, 4);
      });
      await session.dispose();
    });

    it('clips gradients to a global norm', async () => {
      const training = regression(c.sgd(), 0.5);
      const session = await c.openSession(backend, c.initialState(training, start));
      await session.run(training.program, { x, y, learningRate: 1 });
      const { w, b } = await session.read();
      const moved = [(w?.data[0] ?? 0) - 0.1, (w?.data[1] ?? 0) + 0.2, b?.data[0] ?? 0];
      expect(Math.hypot(...moved)).toBeCloseTo(0.5, 4);
      await session.dispose();
    });

    it('shares state between programs, and restores checkpoints bit for bit', async () => {
      const training = regression(c.adam());
      const [w, b] = [c.input('w', [2, 1]), c.input('b', [1])];
      const evaluation = c.program({ outputs: { p: c.dense(c.input('x', [8, 2]), w, b) }, state: [w, b] });
      const session = await c.openSession(backend, c.initialState(training, start));
      const feeds = { x, y, learningRate: 0.1 };
      for (let step = 0; step < 3; step += 1) await session.run(training.program, feeds);
      const checkpoint = await session.read();
      // Small parameters share their moments.
      expect(Object.keys(checkpoint).sort()).toEqual(['adam#step', 'b', 'w', 'w#moment1', 'w#moment2']);
      const { prediction } = await session.run(training.program, feeds);
      await session.write(checkpoint);
      expect((await session.run(evaluation, { x })).p).toEqual(prediction);
      await session.run(training.program, feeds);
      const once = await session.read();
      const other = await c.openSession(backend, checkpoint);
      await other.run(training.program, feeds);
      expect(await other.read()).toEqual(once);
      expect(backend.liveExecutables()).toBe(2);
      expect(backend.liveTensors()).toBeGreaterThanOrEqual(10);
      await session.dispose();
      await other.dispose();
    });

    it('gives results that later runs do not overwrite', async () => {
      const training = regression(c.sgd());
      const session = await c.openSession(backend, c.initialState(training, start));
      const first = await session.run(training.program, { x, y, learningRate: 0.1 });
      const read = await session.read();
      const copy = first.prediction.slice();
      const weight = read['w']?.data.slice();
      for (let step = 0; step < 3; step += 1) await session.run(training.program, { x, y, learningRate: 0.1 });
      expect(first.prediction).toEqual(copy);
      expect(read['w']?.data).toEqual(weight);
      expect(start.w.data[0]).toBeCloseTo(0.1);
      await session.dispose();
    });

    it('queues runs that are started together', async () => {
      const count = c.input('count', []);
      const step = c.program({ outputs: { now: count }, updates: [{ state: count, value: c.add(count, 1) }] });
      const session = await c.openSession(backend, { count: host([], 0) });
      const runs = await Promise.all(Array.from({ length: 5 }, () => session.run(step)));
      expect(runs.map(({ now }) => now[0])).toEqual([0, 1, 2, 3, 4]);
      await session.dispose();
    });

    it('exchanges two states in one run', async () => {
      const [a, b] = [c.input('a', [2]), c.input('b', [2])];
      const swap = c.program({
        outputs: {},
        updates: [
          { state: a, value: b },
          { state: b, value: a },
        ],
      });
      const session = await c.openSession(backend, { a: host([2], 1, 2), b: host([2], 3, 4) });
      await session.run(swap);
      const state = await session.read();
      expect([[...(state['a']?.data ?? [])], [...(state['b']?.data ?? [])]]).toEqual([
        [3, 4],
        [1, 2],
      ]);
      await session.run(swap);
      expect([...((await session.read())['a']?.data ?? [])]).toEqual([1, 2]);
      await session.dispose();
    });

    it('returns inputs, constants and one value under two names', async () => {
      const input = c.input('i', [2], 'int32');
      const echo = c.program({
        outputs: { input, same: input, fixed: c.range(3), sum: c.sum(input), again: c.sum(input) },
      });
      const executable = await backend.compile(echo);
      const result = await executable.run({ i: Int32Array.of(4, 5) });
      expect(Object.fromEntries(Object.entries(result).map(([name, data]) => [name, [...data]]))).toEqual({
        input: [4, 5],
        same: [4, 5],
        fixed: [0, 1, 2],
        sum: [9],
        again: [9],
      });
      await executable.dispose();
    });

    it('refuses wrong feeds, missing state and use after disposal, and goes on', async () => {
      const training = regression(c.sgd());
      const session = await c.openSession(backend, c.initialState(training, start));
      const run = (feeds: c.Feeds): Promise<unknown> => session.run(training.program, feeds);
      await expect(run({ x, y })).rejects.toThrow('Input "learningRate" (float32 []) was not fed.');
      await expect(run({ x, y, learningRate: 1, z: 1 })).rejects.toThrow('The program has no input "z"');
      await expect(run({ x: y, y, learningRate: 1 })).rejects.toThrow(
        'Input "x" expects float32 [8, 2]; it was fed 8 numbers of type float32.',
      );
      await expect(run({ x: Int32Array.from(x), y, learningRate: 1 })).rejects.toThrow('16 numbers of type int32');
      await run({ x, y, learningRate: 0.1 });
      const bare = await c.openSession(backend, { w: host([1, 2], 0, 0), b: host([1], 0) });
      await expect(bare.run(training.program, { x, y, learningRate: 1 })).rejects.toThrow(
        'State "w" has shape [1, 2]; the program expects [2, 1].',
      );
      await bare.dispose();
      const empty = await c.openSession(backend, {});
      await expect(empty.run(training.program, { x, y, learningRate: 1 })).rejects.toThrow('The session holds no "');
      await empty.dispose();
      const executable = await backend.compile(training.program);
      await expect(executable.run({ x, y, learningRate: 1 })).rejects.toThrow(
        'The program needs state: run it in a session.',
      );
      await executable.dispose();
      await expect(executable.run({})).rejects.toThrow('The executable has been disposed of.');
      await session.dispose();
      await session.dispose();
      await expect(run({ x, y, learningRate: 1 })).rejects.toThrow('The session has been disposed of.');
    });

    it('compiles equal programs once', async () => {
      const make = (): c.Program => c.program({ outputs: { y: c.exp(c.input('x', [2])) } });
      const [a, b] = [await backend.compile(make()), await backend.compile(make())];
      expect(backend.liveExecutables()).toBe(1);
      await a.dispose();
      await a.dispose();
      expect([...((await b.run({ x: Float32Array.of(0, 1) }))['y'] ?? [])]).toEqual([1, Math.fround(Math.E)]);
      await b.dispose();
    });
  });
}
