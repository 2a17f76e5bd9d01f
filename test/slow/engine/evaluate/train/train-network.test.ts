/** Real trainings on the CPU: every family learns, and the promises about seeds, interruptions and failures hold. */
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { primitivesOf } from '../../../../../dsl/graph/primitives-of.ts';
import { seededRandom } from '../../../../../dsl/random.ts';
import { openBackend, type Backend, type HostTensor } from '../../../../../engine/compute/index.ts';
import { openDataset } from '../../../../../engine/data/open-dataset.ts';
import type { Dataset } from '../../../../../engine/data/dataset.ts';
import { initialWeights } from '../../../../../engine/evaluate/train/initialise.ts';
import { modelWeights } from '../../../../../engine/evaluate/train/model.ts';
import { readTrainOptions, type TrainOptions } from '../../../../../engine/evaluate/train/options.ts';
import { openTrainEvaluator } from '../../../../../engine/evaluate/train/train-evaluator.ts';
import { trainNetwork } from '../../../../../engine/evaluate/train/train-network.ts';
import { temporaryFolder } from '../../../../unit/engine/data/files.ts';
import { families, familyNetwork, networkOf, smallResNet } from '../../../../unit/engine/evaluate/train/networks.ts';

let backend: Backend;
let glyphs: Dataset;

beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
  glyphs = await dataset({ train: 640, val: 200, test: 100, difficulty: 0.3 });
});
afterAll(async () => {
  expect(backend.liveTensors()).toBe(0);
  await backend.dispose();
  glyphs.close();
});

async function dataset(given: Record<string, unknown>, kind = 'glyphs'): Promise<Dataset> {
  const outcome = await openDataset(kind, given, '.');
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

function options(given: Record<string, unknown>): TrainOptions {
  const read = readTrainOptions(given);
  if ('error' in read) throw new Error(read.error);
  return read.value;
}

describe('training', () => {
  test.each(Object.keys(families))('%s: the loss falls and every weight moves', async (name) => {
    const network = familyNetwork(name, glyphs.shape, glyphs.classes);
    const settings = options({ steps: 40, batch: 32, learning_rate: 0.005, validations: 1 });
    const trained = await trainNetwork(network, glyphs, settings, 3, backend, { keepWeights: true });
    expect(trained.message).toBeUndefined();
    const losses = trained.curves.loss.map((point) => point.loss);
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(losses.slice(-8))).toBeLessThan(0.95 * mean(losses.slice(0, 8)));
    const weights = modelWeights(primitivesOf(network));
    const first = initialWeights(weights, seededRandom(3).fork('weights'));
    for (const { name: weight } of weights) {
      const before = (first[weight] as HostTensor).data;
      const after = (trained.weights?.[weight] as HostTensor).data;
      expect(after.every(Number.isFinite), weight).toBe(true);
      expect(
        after.some((value, i) => value !== before[i]),
        weight,
      ).toBe(true);
    }
  });

  test('a small residual network learns the digits', async () => {
    const data = await dataset({ train: 2000, val: 500, test: 500 });
    const network = smallResNet(data.shape, data.classes, 8);
    const trained = await trainNetwork(network, data, options({ epochs: 8, test: true }), 1, backend);
    expect(trained.status).toBe('ok');
    expect(trained.accuracy).toBeGreaterThan(65);
    expect(Math.abs((trained.accuracy ?? 0) - (trained.testAccuracy ?? 0))).toBeLessThan(10);
    expect(trained.curves.validation.map((point) => point.step)).toEqual([83, 165, 248]);
    expect(trained.epochs).toBe(8);
    data.close();
  });

  test('the same seed gives the same weights, another seed others', async () => {
    const network = smallResNet(glyphs.shape, glyphs.classes, 4);
    const settings = options({ steps: 25, batch: 32 });
    const train = (seed: number) => trainNetwork(network, glyphs, settings, seed, backend, { keepWeights: true });
    const [one, same, other] = [await train(1), await train(1), await train(2)];
    expect(same.weights).toEqual(one.weights);
    expect(same.curves).toEqual(one.curves);
    expect(other.curves).not.toEqual(one.curves);
  });

  test.each([1, 12, 24])('interrupted after step %i it goes on bit for bit', async (stop) => {
    const data = await dataset({ train: 320, val: 100, augment: ['crop(pad: 2)', 'flip'] });
    const network = familyNetwork('other primitives', data.shape, data.classes);
    const settings = options({ steps: 24, batch: 32, validations: 2 });
    const whole = await trainNetwork(network, data, settings, 5, backend, { keepWeights: true });
    const abort = new AbortController();
    let saved: Uint8Array | undefined;
    const reason = new Error('enough');
    const interrupted = trainNetwork(network, data, settings, 5, backend, {
      signal: abort.signal,
      onProgress: ({ step }) => step === stop && abort.abort(reason),
      checkpoint: { every: Infinity, save: (bytes) => void (saved = bytes) },
    });
    await expect(interrupted).rejects.toBe(reason);
    expect(saved).toBeDefined();
    const resumed = await trainNetwork(network, data, settings, 5, backend, { keepWeights: true, resume: saved });
    expect(resumed.message).toBeUndefined();
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.curves).toEqual(whole.curves);
    expect(resumed.accuracy).toBe(whole.accuracy);
    const foreign = await trainNetwork(network, data, settings, 6, backend, { resume: saved });
    expect(foreign).toMatchObject({ status: 'failed', message: expect.stringContaining('another training') as string });
    data.close();
  });

  test('done in parts it is the whole training bit for bit, and every part is its beginning', async () => {
    const network = familyNetwork('other primitives', glyphs.shape, glyphs.classes);
    const settings = options({ steps: 18, batch: 32, validations: 2 });
    const whole = await trainNetwork(network, glyphs, settings, 5, backend, { keepWeights: true });
    let state: Uint8Array | undefined;
    const accuracies: (number | undefined)[] = [];
    for (const [share, steps] of [
      [1 / 9, 2],
      [1 / 3, 6],
    ] as const) {
      const shown: number[] = [];
      const part = await trainNetwork(network, glyphs, settings, 5, backend, {
        share,
        resume: state,
        checkpoint: { every: Infinity, save: (bytes) => void (state = bytes) },
        onProgress: (progress) => shown.push(progress.step / progress.steps),
      });
      expect(part).toMatchObject({ status: 'ok', steps });
      expect(shown.at(-1)).toBe(1);
      accuracies.push(part.accuracy);
      // Without the part before it comes to the same.
      const anew = await trainNetwork(network, glyphs, settings, 5, backend, { share });
      expect(anew.accuracy).toBe(part.accuracy);
    }
    expect(accuracies.every((accuracy) => accuracy !== undefined)).toBe(true);
    const rest = await trainNetwork(network, glyphs, settings, 5, backend, { keepWeights: true, resume: state });
    expect(rest.weights).toEqual(whole.weights);
    expect(rest.accuracy).toBe(whole.accuracy);
    expect(rest.curves.loss).toEqual(whole.curves.loss);
  });

  test('a loss that leaves the finite numbers is a result', async () => {
    const network = smallResNet(glyphs.shape, glyphs.classes, 4);
    const wild = { steps: 60, batch: 32, optimizer: 'sgd', learning_rate: 1e6, clip: 0, momentum: 0.99, warmup: 0 };
    const trained = await trainNetwork(network, glyphs, options({ ...wild, weight_decay: 100 }), 1, backend);
    expect(trained.status).toBe('diverged');
    expect(trained.accuracy).toBe(10);
    expect(trained.message).toMatch(
      /the loss was (infinite|not a number) at step \d+; the accuracy of 10.00 % is that of guessing/,
    );
  });

  test('a network whose input is cut off guesses', async () => {
    const network = networkOf(glyphs.shape, (x, put) => {
      const cut = put('batchnorm', {}, put('conv', { out: 8 }, put('none', { out: 4 }, x)));
      return put('linear', { out: glyphs.classes }, put('global_avgpool', {}, cut));
    });
    const trained = await trainNetwork(network, glyphs, options({ steps: 20, batch: 32 }), 1, backend);
    expect(trained).toMatchObject({ status: 'ok', accuracy: 10 });
  });

  test('a budget of time ends it early, with what was learnt', async () => {
    const network = smallResNet(glyphs.shape, glyphs.classes, 4);
    const trained = await trainNetwork(network, glyphs, options({ steps: 100_000 }), 1, backend, {
      budget: { seconds: 1 },
    });
    expect(trained).toMatchObject({ status: 'ok', early: true });
    expect(trained.steps).toBeGreaterThan(0);
    expect(trained.steps).toBeLessThan(100_000);
    expect(trained.accuracy).toBeGreaterThan(0);
  });

  test('a data file that is cut meanwhile is a failed evaluation', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'records.bin');
    writeFileSync(
      path,
      Uint8Array.from({ length: 100 * 769 }, (_, i) => (i % 769 === 0 ? Math.floor(i / 769) % 10 : i % 251)),
    );
    const data = await dataset({ path, width: 16 }, 'cifar10');
    const network = smallResNet(data.shape, data.classes, 4);
    const trained = await trainNetwork(network, data, options({ steps: 50, batch: 16 }), 1, backend, {
      onProgress: ({ step }) => step === 3 && truncateSync(path, 1000),
    });
    expect(trained.status).toBe('failed');
    expect(trained.message).toMatch(/records\.bin: the file became shorter than \d+ bytes/);
    data.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the evaluator', () => {
  test('trains, reports progress and names what does not fit', async () => {
    const opened = await openTrainEvaluator({ steps: 10, batch: 32, test: true, threads: 1 }, glyphs);
    if ('error' in opened) throw new Error(opened.error);
    const evaluator = opened.value;
    const shares: number[] = [];
    const evaluation = await evaluator.evaluate({
      architecture: 'tiny',
      network: () => smallResNet(glyphs.shape, glyphs.classes, 4),
      seed: 'run-1/abc',
      onProgress: ({ share }) => shares.push(share),
    });
    expect(evaluation.status).toBe('ok');
    expect(Object.keys(evaluation.metrics).sort()).toEqual([...evaluator.metrics].sort());
    expect(shares).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    const unfit = await evaluator.evaluate({
      architecture: 'tiny',
      network: () => smallResNet({ kind: 'image', channels: 3, height: 32, width: 32 }, 10, 4),
      seed: 1,
    });
    expect(unfit).toMatchObject({ status: 'failed', metrics: {} });
    await evaluator.close();
  });

  test('refuses wrong options in a sentence', async () => {
    expect(await openTrainEvaluator({ bacth: 3 }, glyphs)).toEqual({
      error: 'evaluator train has no option "bacth"; did you mean "batch"?',
    });
  });
});
